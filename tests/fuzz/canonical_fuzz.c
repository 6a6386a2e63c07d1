/*
 * The canonical form of what the reader took, streamed, against libxml2's own of the same bytes as a tree. The reader
 * may refuse what libxml2 takes (a DOCTYPE, a limit), never the contrary.
 */
#include "fuzz.h"

#include "../lib/sealing.h"
#include "contrepartie/digest.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <string.h>

static void drop(xmlNode *node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* The white space at the head of a text; an official document has nothing else there. */
static void drop_space(xmlNode *text)
{
    xmlChar *rest = xmlStrdup(text->content + strspn((const char *)text->content, " \t\r\n"));

    xmlNodeSetContent(text, rest);
    xmlFree(rest);
}

/* Without the sealing elements and the white space that follows each. */
static void unseal(xmlNode *parent)
{
    for (xmlNode *node = parent->children, *next; node != NULL; node = next) {
        next = node->next;
        if (node->type != XML_ELEMENT_NODE) continue;
        if (strcmp((const char *)node->name, "Scellement") == 0) {
            if (next != NULL && next->type == XML_TEXT_NODE) drop_space(next);
            drop(node);
        } else
            unseal(node);
    }
}

static bool unbound; /* a prefix that nothing declares, which the reader lets pass: C14N says nothing of it */

static void on_error(void *context, xmlErrorPtr error)
{
    (void)context;
    unbound = unbound || error->domain == XML_FROM_NAMESPACE;
}

static void oracle(const uint8_t *data, size_t size, char *ret_sha1)
{
    xmlDoc *tree;
    xmlChar *canonical = NULL;
    unsigned char bytes[DIGEST_SIZE_MAX];
    struct digest *digest;
    int length;

    unbound = false;
    tree = xmlReadMemory((const char *)data, (int)size, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    if (tree == NULL) FUZZ_TRAP("the reader took what libxml2 refuses");
    unseal(xmlDocGetRootElement(tree));
    length = xmlC14NDocDumpMemory(tree, NULL, XML_C14N_1_0, NULL, 0, &canonical);
    xmlFreeDoc(tree);
    ret_sha1[0] = '\0';
    if (length < 0 || unbound) { /* a namespace that is a relative address has no canonical form either */
        xmlFree(canonical);
        return;
    }
    digest = digest_begin(DIGEST_SHA1);
    digest_add(digest, canonical, (size_t)length);
    hex_write(bytes, digest_end(digest, bytes), ret_sha1);
    xmlFree(canonical);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct seal_digests ours = {"", ""};
    struct messages messages CLEAN_MESSAGES = {0};
    struct failure failure = {0};
    char theirs[41];

    if (size >= 2 && memcmp(data, "\x1F\x8B", 2) == 0) return -1;
    xmlSetStructuredErrorFunc(NULL, on_error);
    FUZZ_CHECK(reader_run(fuzz_file(data, size), NULL, &messages, recognise, &ours, &failure));
    if (messages.errors > 0) return 0;
    oracle(data, size, theirs);
    if (theirs[0] != '\0' && strcmp(ours.sha1, theirs) != 0) FUZZ_TRAP("canonical %s, not %s", ours.sha1, theirs);
    return 0;
}
