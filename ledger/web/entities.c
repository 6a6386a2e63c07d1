/* Bodies: what each has in the ledger. */
#include "web/web.h"

#include <string.h>

static bool show(struct visit *visit, struct failure *failure)
{
    static const struct {
        const char *report, *without; /* the page says whose they are */
    } parts[] = {{"entities", NULL}, {"spending", "siren,entity"}, {"transfers", NULL}, {"compensation", "siren"},
                 {"flows", NULL},    {"documents", "siren,entity"}};
    struct kept body __attribute__((cleanup(kept_free))) = {.count = 0};
    struct question question = visit->question;
    char title[200];

    question.entity = visit->operands;
    if (!rows_read(visit, "entities", &(struct question){.entity = visit->operands}, &body, failure)) return false;
    (void)snprintf(title, sizeof title, "%.150s, %.20s", kept_word(&body, 0, "entity"), visit->operands);
    page_begin(visit, title);
    for (size_t index = 0; index < sizeof parts / sizeof parts[0]; index++) {
        struct section section = {
            .report = parts[index].report, .without = parts[index].without, .question = question, .bare = index == 0};
        if (strcmp(parts[index].report, "spending") != 0) section.question.scope = NULL;
        if (!section_write(visit, &section, failure)) return false;
    }
    page_end(visit);
    return true;
}

bool page_entities(struct visit *visit, struct failure *failure)
{
    if (visit->operands == NULL || visit->operands[0] == '\0')
        return page_of_report(visit, "entities", TR("Bodies", "Collectivités"), failure);
    return visit_open(visit, STORE_READER, failure) && show(visit, failure);
}
