/*
 * Validity against an XSD that the user names (--schema), looked at while the file streams past. It proves little
 * (official files depart from their schemas, valid files lie): it is told as warnings and refuses nothing.
 */
#ifndef CONTREPARTIE_SCHEMA_H
#define CONTREPARTIE_SCHEMA_H

#include "contrepartie/failure.h"

#include <libxml/parser.h>
#include <stdbool.h>

struct schema;

/* Reads the XSD and what it includes, from the disk only. NULL with a failure. */
struct schema *schema_open(const char *path, struct failure *failure);
void schema_close(struct schema *schema);

/* Between the parser and its callbacks, until schema_unplug; invalid(context, text) for each thing that is not valid.
 */
bool schema_plug(struct schema *schema, xmlParserCtxtPtr parser, void (*invalid)(void *context, const char *text),
                 void *context);
void schema_unplug(struct schema *schema);

#endif
