#include "contrepartie/message.h"

#include "contrepartie/buffer.h"
#include "contrepartie/failure.h"
#include "contrepartie/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES_MAX 200 /* distinct causes; beyond, only counted by the last one */

void message_say(struct message *message, const char *code, const char *found, const char *expected, const char *text)
{
    (void)snprintf(message->code, sizeof message->code, "%s", code);
    (void)snprintf(message->found, sizeof message->found, "%s", found);
    (void)snprintf(message->expected, sizeof message->expected, "%s", expected);
    (void)snprintf(message->text, sizeof message->text, "%s", text);
}

/* Readers put together what they have of a file, cut to its room: a letter may have been cut in two. */
static void clean(const struct message *message, struct message *ret_clean)
{
    *ret_clean = *message;
    text_clean(message->path, ret_clean->path, sizeof ret_clean->path);
    text_clean(message->found, ret_clean->found, sizeof ret_clean->found);
    text_clean(message->expected, ret_clean->expected, sizeof ret_clean->expected);
    text_clean(message->text, ret_clean->text, sizeof ret_clean->text);
}

void message_add(struct messages *messages, const struct message *message)
{
    struct message added;

    clean(message, &added);
    for (size_t index = 0; index < messages->count; index++) {
        struct message *known = &messages->all[index];
        if (strcmp(known->code, added.code) != 0) continue;
        if (messages->count < MESSAGES_MAX && strcmp(known->found, added.found) != 0) continue;
        known->occurrences++;
        return;
    }
    if (messages->count == messages->capacity) {
        size_t capacity = messages->capacity ? messages->capacity * 2 : 8;
        struct message *all = must_alloc(capacity * sizeof *all);
        if (messages->count > 0) memcpy(all, messages->all, messages->count * sizeof *all);
        free(messages->all);
        messages->all = all;
        messages->capacity = capacity;
    }
    messages->all[messages->count] = added;
    messages->all[messages->count++].occurrences = 1;
    messages->errors += added.level == MESSAGE_ERROR;
    messages->warnings += added.level == MESSAGE_WARNING;
}

void messages_free(struct messages *messages)
{
    free(messages->all);
    *messages = (struct messages){0};
}

const char *message_level_name(enum message_level level)
{
    static const char *const names[] = {"notice", "warning", "error"};

    return names[level];
}

bool messages_good(const struct messages *messages, const char *name, struct failure *failure)
{
    for (size_t index = 0; index < messages->count; index++) {
        const struct message *message = &messages->all[index];
        if (message->level != MESSAGE_ERROR) continue;
        return message->found[0] == '\0' && message->expected[0] == '\0'
                   ? fail(failure, OUTCOME_DATA, "%s:%ld: %s %s", name, message->line, message->code, message->text)
                   : fail(failure, OUTCOME_DATA, "%s:%ld: %s %s (%s) %s", name, message->line, message->code,
                          message->text, message->found, message->expected);
    }
    return true;
}
