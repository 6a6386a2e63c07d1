#include "cli/command.h"

#include <errno.h>
#include <string.h>

static bool write_row(void *context, const char *bytes, size_t length, struct failure *failure)
{
    if (fwrite(bytes, 1, length, context) == length) return true;
    return fail(failure, OUTCOME_CANNOT_WRITE, TR("the table cannot be written", "la table ne peut pas être écrite"));
}

static bool build_table(struct database *database, const char *directory, const char *name, struct failure *failure)
{
    static const char *const norms[] = {"M14", "M4", "M52", "M57", "M61", "M71"};

    for (size_t index = 0; index < sizeof norms / sizeof norms[0]; index++) {
        char path[512], sql[256];
        FILE *file;
        bool written;
        (void)snprintf(path, sizeof path, "%s/%s-%s.tsv", directory, name, norms[index]);
        (void)snprintf(sql, sizeof sql,
                       "copy (select * from %s_range where norm = '%s') to stdout with (format text, header)", name,
                       norms[index]);
        file = fopen(path, "we");
        if (file == NULL) return fail(failure, OUTCOME_CANNOT_WRITE, "%s: %s", path, strerror(errno));
        written = database_copy_out(database, sql, write_row, file, failure);
        if (fclose(file) != 0 || !written) return false;
        (void)printf("%s\n", path);
    }
    return true;
}

/* The shipped tables, made again from the imported charts: sql/nomenclature/README.md. */
static bool build(struct request *request, struct database *database, struct failure *failure)
{
    const char *directory = request->operand_count > 1 ? request->operands[1] : "sql/nomenclature";

    return build_table(database, directory, "plan_chapter", failure) &&
           build_table(database, directory, "plan_account", failure) &&
           build_table(database, directory, "plan_function", failure);
}

enum outcome command_nomenclature(struct request *request)
{
    const char *verb = request->operand_count > 0 ? request->operands[0] : "list";
    struct database database CLEAN_DATABASE = {.usage_lock = -1};
    struct failure failure;
    bool done;
    long rows;

    if (strcmp(verb, "show") == 0 && request->operand_count < 2)
        return say_usage("nomenclature show M57-M57_D --year 2022");
    if (!request_open(request, &database, STORE_READER, &failure)) return say_failure(&failure);
    if (strcmp(verb, "list") == 0)
        done = request_report(request, &database, "nomenclature", &rows, &failure);
    else if (strcmp(verb, "show") == 0)
        done = request_report(request, &database, "nomenclature-codes", &rows, &failure);
    else if (strcmp(verb, "build") == 0)
        done = build(request, &database, &failure);
    else
        return say_usage(
            TR("nomenclature takes list, show or build, not %s", "nomenclature prend list, show ou build, pas %s"),
            verb);
    return done ? OUTCOME_DONE : say_failure(&failure);
}
