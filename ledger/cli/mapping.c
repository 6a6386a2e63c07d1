/* mapping: begins the mapping of a table with columns of somebody's own. Asks no database. */
#include "cli/command.h"

#include "contrepartie/mapping.h"

#include <stdlib.h>
#include <string.h>

enum outcome command_mapping(struct request *request)
{
    struct messages messages CLEAN_MESSAGES = {0};
    struct failure failure = {0};
    struct table *table;
    FILE *output;
    const char *sheet = request->operand_count > 2 ? request->operands[2] : "";
    bool done;

    if (request->operand_count < 2 || request->operand_count > 3 || strcmp(request->operands[0], "guess") != 0)
        return say_usage("mapping guess FILE [SHEET]");
    table = must_alloc(sizeof *table);
    done = table_look(request->operands[1], sheet, table, &messages, &failure);
    done = done && messages_good(&messages, request->operands[1], &failure);
    if (done) {
        output = output_open(request, false, &failure);
        done = output != NULL;
        if (done) {
            table_write_mapping(output, table, sheet);
            done = output_close(output, request, &failure);
        }
    }
    free(table);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
