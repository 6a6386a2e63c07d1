/*
 * What a reader has to say about a file: rule, place, found, expected, who can mend it. One message per cause, with
 * a count: four thousand lines of one mistake are one message.
 */
#ifndef CONTREPARTIE_MESSAGE_H
#define CONTREPARTIE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

enum message_level { MESSAGE_NOTICE, MESSAGE_WARNING, MESSAGE_ERROR };

struct message {
    char code[16]; /* "TOT-110": the catalogue is docs/reference/messages.md */
    enum message_level level;
    long line;      /* 1-based, 0: the whole file */
    char path[128]; /* element path */
    char found[128], expected[160];
    char text[320]; /* one sentence, in the language of the session */
    long occurrences;
};

struct messages {
    struct message *all;
    size_t count, capacity;
    size_t errors, warnings; /* causes, not occurrences */
};

/* Fills the words of a message, each cut to its room. */
void message_say(struct message *message, const char *code, const char *found, const char *expected, const char *text);

/* Adds, or counts again when code and found are the same. Only the first of a cause keeps its place. What comes
   from the file is made neutral (text_neutral). */
void message_add(struct messages *messages, const struct message *added);
void messages_free(struct messages *messages);
#define CLEAN_MESSAGES __attribute__((cleanup(messages_free)))

const char *message_level_name(enum message_level level);

struct failure;

/* Fails with the first error of them, as "name:line: code text (found) expected"; true when there is none. */
bool messages_good(const struct messages *messages, const char *name, struct failure *failure);

#endif
