#include "xml/schema.h"

#include "contrepartie/buffer.h"

#include <libxml/xmlschemas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct schema {
    xmlSchemaPtr rules;
    xmlSchemaValidCtxtPtr validator;
    xmlSchemaSAXPlugPtr plug;
    void (*invalid)(void *context, const char *text);
    void *context;
};

/* The first thing that is wrong with the XSD itself. */
static void on_defect(void *context, xmlErrorPtr error)
{
    char *text = context;

    if (text[0] == '\0' && error->message != NULL) (void)snprintf(text, 200, "%.199s", error->message);
    text[strcspn(text, "\n")] = '\0';
}

struct schema *schema_open(const char *path, struct failure *failure)
{
    struct schema *schema;
    char why[200] = "";
    xmlSchemaPtr rules;
    xmlSchemaParserCtxtPtr parser;

    xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader); /* an XSD is made of several files */
    parser = xmlSchemaNewParserCtxt(path);
    if (parser != NULL) xmlSchemaSetParserStructuredErrors(parser, on_defect, why);
    rules = parser != NULL ? xmlSchemaParse(parser) : NULL;
    xmlSchemaFreeParserCtxt(parser);
    if (rules == NULL) {
        fail(failure, OUTCOME_NO_INPUT,
             TR("%s is no schema that can be read: %s", "%s n'est pas un schéma lisible : %s"), path, why);
        return NULL;
    }
    schema = must_alloc(sizeof *schema);
    schema->rules = rules;
    return schema;
}

void schema_close(struct schema *schema)
{
    if (schema == NULL) return;
    schema_unplug(schema);
    xmlSchemaFree(schema->rules);
    free(schema);
}

static void on_invalid(void *context, xmlErrorPtr error)
{
    struct schema *schema = context;
    char text[200];

    (void)snprintf(text, sizeof text, "%.199s", error->message != NULL ? error->message : "");
    text[strcspn(text, "\n")] = '\0';
    schema->invalid(schema->context, text);
}

bool schema_plug(struct schema *schema, xmlParserCtxtPtr parser, void (*invalid)(void *context, const char *text),
                 void *context)
{
    schema->invalid = invalid;
    schema->context = context;
    schema->validator = xmlSchemaNewValidCtxt(schema->rules);
    if (schema->validator == NULL) return false;
    xmlSchemaSetValidStructuredErrors(schema->validator, on_invalid, schema);
    schema->plug = xmlSchemaSAXPlug(schema->validator, &parser->sax, &parser->userData);
    return schema->plug != NULL;
}

void schema_unplug(struct schema *schema)
{
    if (schema->plug != NULL) (void)xmlSchemaSAXUnplug(schema->plug);
    schema->plug = NULL;
    xmlSchemaFreeValidCtxt(schema->validator);
    schema->validator = NULL;
}
