/* Bodies: what each has in the ledger. */
#include "web/web.h"

#include <string.h>

static bool show(struct visit *visit, struct failure *failure)
{
    static const char *const reports[] = {"entities", "spending", "transfers", "compensation", "flows", "documents"};
    struct kept body __attribute__((cleanup(kept_free))) = {.count = 0};
    struct question question = visit->question;
    char title[200];

    question.entity = visit->operands;
    if (!rows_read(visit, "entities", &(struct question){.entity = visit->operands}, &body, failure)) return false;
    (void)snprintf(title, sizeof title, "%.150s, %.20s", kept_word(&body, 0, "entity"), visit->operands);
    page_begin(visit, title);
    for (size_t index = 0; index < sizeof reports / sizeof reports[0]; index++) {
        struct section section = {.report = reports[index], .question = question, .bare = index == 0};
        if (strcmp(reports[index], "spending") != 0) section.question.scope = NULL;
        if (!section_write(visit, &section, failure)) return false;
    }
    page_end(visit);
    return true;
}

bool page_entities(struct visit *visit, struct failure *failure)
{
    struct section section = {.report = "entities", .question = visit->question, .note = true, .bare = true};

    if (!visit_open(visit, STORE_READER, failure)) return false;
    if (visit->operands != NULL && visit->operands[0] != '\0') return show(visit, failure);
    if (visit->format != OUTPUT_HTML) return report_write(visit, "entities", &visit->question, failure);
    page_begin(visit, TR("Bodies", "Collectivités"));
    if (!section_write(visit, &section, failure)) return false;
    page_end(visit);
    return true;
}
