/*
 * Stores the elements of a register, in order, each with its attributes; SQL gives them their meaning
 * (sql/schema/060-register.sql) and posts the commitments. The schema, with its keys and references, is the gate.
 */
#include "register/register_import.h"

#include "contrepartie/embedded.h"
#include "contrepartie/json.h"
#include "contrepartie/scope.h"
#include "contrepartie/siren.h"

#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX      8
#define ATTRIBUTES_MAX 24
#define VALUE_MAX      4096 /* a thousand letters of the schema's longest texts */

struct register_import {
    struct import_job *job;
    long elements;
    long open[DEPTH_MAX + 1]; /* the element numbers from the root down */
};

/* --- elements ------------------------------------------------------------------------------------------------ */

static int by_name(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void compile_scope(struct register_import *import, struct reader *reader, const char *formula,
                          struct buffer *json)
{
    struct buffer predicate CLEAN_BUFFER = {0};
    struct scope_error error;
    char found[128];

    if (scope_compile(formula, &predicate, &error)) {
        json_text_field(json, "predicate", buffer_cstring(&predicate));
        return;
    }
    (void)snprintf(found, sizeof found, "%.60s [%zu]", formula, error.position + 1);
    job_message(import->job, reader, MESSAGE_ERROR, "REG-010", "/register/competence/@scope", found, error.text,
                TR("the formula of the scope cannot be read", "la formule du périmètre est illisible"));
}

static void check_body(struct register_import *import, struct reader *reader, const char *value)
{
    if (!siren_check(value, strlen(value)))
        job_message(import->job, reader, MESSAGE_WARNING, "REG-020", "/register/body/@siren", value, "",
                    TR("the SIREN does not pass its check digit", "la clé du SIREN est fausse"));
}

/* Attributes in the order of their names: two spellings of one element are the same content. */
static void write_attributes(struct register_import *import, struct reader *reader, const struct element *element,
                             struct buffer *json)
{
    const char *names[ATTRIBUTES_MAX];
    char value[VALUE_MAX];
    size_t count = 0;

    for (int index = 0; index < element->attribute_count && count < ATTRIBUTES_MAX; index++)
        if (element->attributes[5 * index + 1] == NULL) names[count++] = (const char *)element->attributes[5 * index];
    // cppcheck-suppress uninitvar ; the first count are set, and only they are sorted
    qsort(names, count, sizeof names[0], by_name);
    buffer_text(json, "{");
    for (size_t index = 0; index < count; index++) {
        (void)element_text(element, names[index], value, sizeof value);
        json_text_field(json, names[index], value);
        if (strcmp(names[index], "scope") == 0) compile_scope(import, reader, value, json);
        if (strcmp(element->name, "body") == 0 && strcmp(names[index], "siren") == 0) check_body(import, reader, value);
    }
    buffer_text(json, "}");
}

static void on_start(void *context, struct reader *reader, const struct element *element)
{
    struct register_import *import = context;
    struct buffer json CLEAN_BUFFER = {0};

    if (element->depth == 1) {
        import->job->posting = posting_begin(import->job->database, 0, import->job->failure);
        if (import->job->posting == NULL) {
            job_broken(import->job, reader);
            return;
        }
    }
    if (element->depth > DEPTH_MAX || strcmp(element->uri, REGISTER_URI) != 0)
        return; /* the schema says so, with its line */
    import->open[element->depth] = ++import->elements;
    import->job->document->lines++;
    write_attributes(import, reader, element, &json);
    (void)posting_element(import->job->posting, import->elements, import->open[element->depth - 1], reader_line(reader),
                          element->name, json.bytes);
}

static void on_end(void *context, struct reader *reader, const char *name, int depth)
{
    (void)context;
    (void)reader;
    (void)name;
    (void)depth;
}

const struct handler register_handler = {.start = on_start, .end = on_end};

void *register_begin(struct import_job *job, struct reader *reader)
{
    struct register_import *import = must_alloc(sizeof *import);

    import->job = job;
    reader_unsealed(reader);
    return import;
}

/* --- schema -------------------------------------------------------------------------------------------------- */

static void on_violation(void *context, xmlErrorPtr error)
{
    struct register_import *import = context;
    struct message message = {.level = MESSAGE_ERROR, .code = "REG-001", .line = error->line};
    const char *key;

    /* libxml2 writes names with their namespace in braces; people know which register they hold */
    for (const char *letter = error->message != NULL ? error->message : ""; *letter != '\0' && *letter != '\n';
         letter++) {
        size_t used = strlen(message.text);
        if (strncmp(letter, "{" REGISTER_URI "}", strlen(REGISTER_URI) + 2) == 0) letter += strlen(REGISTER_URI) + 2;
        if (used + 1 < sizeof message.text) message.text[used] = *letter;
    }
    (void)snprintf(message.expected, sizeof message.expected, "register.xsd");
    key = strstr(message.text, "['");
    (void)snprintf(message.found, sizeof message.found, "%.100s", message.text);
    if (key != NULL) (void)snprintf(message.found, sizeof message.found, "%.*s", (int)strcspn(key + 2, "'"), key + 2);
    if (strstr(message.text, "No match found") != NULL)
        (void)snprintf(
            message.text, sizeof message.text, "%s",
            TR("refers to a body, act, index or competence that this register does not declare",
               "renvoie à un organisme, un acte, un indice ou une compétence que ce registre ne déclare pas"));
    else if (strstr(message.text, "Duplicate key") != NULL)
        (void)snprintf(message.text, sizeof message.text, "%s", TR("declared twice", "déclaré deux fois"));
    message_add(import->job->messages, &message);
}

static void validate(struct register_import *import)
{
    const char *text = embedded_text("importers/register/register.xsd");
    xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(text, (int)strlen(text));
    xmlSchemaPtr schema = xmlSchemaParse(parser);
    xmlSchemaValidCtxtPtr validator = schema != NULL ? xmlSchemaNewValidCtxt(schema) : NULL;
    xmlParserInputBufferPtr input = xmlParserInputBufferCreateFilename(import->job->path, XML_CHAR_ENCODING_NONE);

    if (validator != NULL && input != NULL) {
        xmlSchemaSetValidStructuredErrors(validator, on_violation, import);
        (void)xmlSchemaValidateStream(validator, input, XML_CHAR_ENCODING_NONE, NULL, NULL); /* frees input */
    } else {
        job_message(import->job, NULL, MESSAGE_ERROR, "REG-002", "", "", "",
                    TR("the register's schema cannot be loaded", "le schéma du registre ne peut pas être chargé"));
    }
    xmlSchemaFreeValidCtxt(validator);
    xmlSchemaFree(schema);
    xmlSchemaFreeParserCtxt(parser);
}

bool register_finish(void *state, struct failure *failure)
{
    struct register_import *import = state;
    char number[16], lines[24];
    PGresult *analyzed CLEAN_RESULT = NULL;
    PGresult *bodies CLEAN_RESULT = NULL;
    PGresult *posted CLEAN_RESULT = NULL;

    validate(import);
    if (import->job->messages->errors > 0) return true;
    (void)snprintf(number, sizeof number, "%d", (int)posting_number(import->job->posting));
    (void)snprintf(lines, sizeof lines, "%lld", (long long)import->job->document->lines);
    analyzed = database_query(import->job->database, EXPECT_NOTHING, "select analyze_loaded($1, 'register_element')",
                              DATABASE_PARAMETERS(lines), failure);
    if (analyzed == NULL) return false;
    /* what a schema cannot say */
    if (!job_defects(import->job, "select * from register_defects($1)", DATABASE_PARAMETERS(number), failure))
        return false;
    if (import->job->messages->errors > 0) return true;
    bodies = database_query(import->job->database, EXPECT_NOTHING, "select register_bodies($1)",
                            DATABASE_PARAMETERS(number), failure);
    if (bodies == NULL) return false;
    posted = database_query(import->job->database, EXPECT_NOTHING, "select post_register($1)",
                            DATABASE_PARAMETERS(number), failure);
    return posted != NULL;
}

void register_end(void *state)
{
    free(state);
}
