/*
 * The canonical form, streamed, against libxml2's own C14N of the same bytes as a tree, and against strings written by
 * hand from the recommendation (Canonical XML 1.0, inclusive, without comments).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrepartie/buffer.h"
#include "contrepartie/digest.h"
#include "contrepartie/limits.h"
#include "../lib/sealing.h"

#include <libxml/c14n.h>
#include <libxml/parser.h>

#include <cmocka.h>

struct text {
    const char *bytes;
    size_t length;
};

/* --- the program's ----------------------------------------------------------------------------------------------- */

static void streamed(const char *name, struct text xml, struct seal_digests *ret_digests)
{
    struct messages messages CLEAN_MESSAGES = {0};
    struct failure failure = {0};
    FILE *file = tmpfile(); /* without a name: nothing stays behind */
    char path[64];

    assert_non_null(file);
    assert_int_equal(fwrite(xml.bytes, 1, xml.length, file), xml.length);
    (void)fflush(file);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    *ret_digests = (struct seal_digests){"", ""};
    if (!reader_run(path, NULL, &messages, recognise, ret_digests, &failure))
        fail_msg("%s: %s", name, failure.message);
    (void)fclose(file);
    if (messages.count > 0) fail_msg("%s: %s %s", name, messages.all[0].code, messages.all[0].found);
}

/* --- the oracle: a tree, the sealing element and one white space beside it removed ----------------------------------
 */

static bool blank(const xmlNode *node)
{
    return node != NULL && node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

static void unseal(xmlNode *node)
{
    for (xmlNode *next; node != NULL; node = next) {
        next = node->next;
        unseal(node->children);
        if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "Scellement") != 0) continue;
        if (blank(next)) {
            xmlNode *after = next->next;
            xmlUnlinkNode(next);
            xmlFreeNode(next);
            next = after;
        }
        xmlUnlinkNode(node);
        xmlFreeNode(node);
    }
}

static void hexadecimal(enum digest_kind kind, const char *bytes, size_t length, char *ret_text)
{
    struct digest *digest = digest_begin(kind);
    unsigned char sum[DIGEST_SIZE_MAX];

    digest_add(digest, bytes, length);
    hex_write(sum, digest_end(digest, sum), ret_text);
}

/* The canonical bytes of the tree, for libxml2 to free. */
static xmlChar *of_tree(const char *name, struct text xml, int *ret_length)
{
    xmlDoc *document = xmlReadMemory(xml.bytes, (int)xml.length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    xmlChar *bytes = NULL;

    if (document == NULL) fail_msg("%s: libxml2 reads no tree", name);
    unseal(document->children);
    *ret_length = xmlC14NDocDumpMemory(document, NULL, XML_C14N_1_0, NULL, 0, &bytes);
    xmlFreeDoc(document);
    if (*ret_length < 0) fail_msg("%s: libxml2 makes no canonical form", name);
    return bytes;
}

static void assert_as_libxml2(const char *name, struct text xml)
{
    struct seal_digests digests;
    char sha1[41], md5[33];
    int length;
    xmlChar *bytes = of_tree(name, xml, &length);

    hexadecimal(DIGEST_SHA1, (const char *)bytes, (size_t)length, sha1);
    hexadecimal(DIGEST_MD5, (const char *)bytes, (size_t)length, md5);
    streamed(name, xml, &digests);
    if (strcmp(sha1, digests.sha1) != 0 || (digests.md5[0] != '\0' && strcmp(md5, digests.md5) != 0))
        fail_msg("%s: not libxml2's canonical form: %.300s", name, (const char *)bytes);
    xmlFree(bytes);
}

static void assert_as_written(const char *xml, const char *canonical)
{
    struct seal_digests digests;
    char sha1[41];

    hexadecimal(DIGEST_SHA1, canonical, strlen(canonical), sha1);
    streamed(xml, (struct text){xml, strlen(xml)}, &digests);
    if (strcmp(sha1, digests.sha1) != 0) fail_msg("%s is not canonically %s", xml, canonical);
    assert_as_libxml2(xml, (struct text){xml, strlen(xml)}); /* and the oracle agrees with the hand */
}

static void assert_all_as_libxml2(const char *const *all, size_t count)
{
    for (size_t index = 0; index < count; index++)
        assert_as_libxml2(all[index], (struct text){all[index], strlen(all[index])});
}
#define ALL_AS_LIBXML2(all) assert_all_as_libxml2(all, sizeof(all) / sizeof(all)[0])

/* --- by hand ------------------------------------------------------------------------------------------------------ */

static void canonical_form_is_as_written_by_hand(void **state)
{
    (void)state;
    assert_as_written("<?xml version=\"1.0\"?>\n<a/>", "<a></a>");
    assert_as_written("<a  c='2'\n b=\"1\"  />", "<a b=\"1\" c=\"2\"></a>");
    assert_as_written("<a b='&lt;&amp;&gt;&quot;&apos;'>&lt;&amp;&gt;\"'</a>",
                      "<a b=\"&lt;&amp;>&quot;'\">&lt;&amp;&gt;\"'</a>");
    assert_as_written("<a b='&#9;&#10;&#13; '>&#9;&#10;&#13;</a>", "<a b=\"&#x9;&#xA;&#xD; \">\t\n&#xD;</a>");
    assert_as_written("<a><![CDATA[<b>&amp;\"]]></a>", "<a>&lt;b&gt;&amp;amp;\"</a>");
    assert_as_written("<a>\r\n<b>\r</b></a>\r\n", "<a>\n<b>\n</b></a>");
    assert_as_written("<a>x<!-- no -->y<?go on?>z</a>", "<a>xy<?go on?>z</a>");
    assert_as_written("<?before it?><a/>", "<?before it?>\n<a></a>");
    assert_as_written("<p:a xmlns:p='urn:u' xmlns='urn:v' p:z='1' y='2'><b xmlns='urn:v'/><b xmlns=''/></p:a>",
                      "<p:a xmlns=\"urn:v\" xmlns:p=\"urn:u\" y=\"2\" p:z=\"1\"><b></b><b xmlns=\"\"></b></p:a>");
    assert_as_written("<a><s/>\n <Scellement md5='x'><b>c</b></Scellement>\n <t/>\n</a>", "<a><s></s>\n <t></t>\n</a>");
}

/* --- against libxml2 ---------------------------------------------------------------------------------------------- */

static void attributes_are_ordered_and_escaped(void **state)
{
    static const char *const all[] = {
        "<a z='1' y='2' x='3' A='4' _='5'/>",
        "<a xmlns:q='urn:u1' xmlns:p='urn:u2' q:a='1' p:a='2' a='3' p:b='4' q:b='5'/>",
        "<a xml:lang='fr' xml:space='preserve' id='x' b='y'/>",
        "<a b='&#38;' c='&amp;#38;' d='&#38;#38;' e='&amp;amp;' f='x&amp;&amp;y' g='&amp;' h='&#x26;lt;'/>",
        "<a b='&#60;&#62;&#34;&#39;&lt;' c='line\nbreak\ttab' d='&#xD;&#xA;' e=' two  spaces '/>",
        "<a a01='1' a02='1' a03='1' a04='1' a05='1' a06='1' a07='1' a08='1' a09='1' a18='1' a17='1' a16='1' a15='1' "
        "a14='1' a13='1' a12='1' a11='1' a10='1'/>",
        "<V V='1&amp;2'/>",
        "<V V='a&quot;b'/>",
        "<V V=''/>",
        "<é à='ù €'/>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void texts_are_escaped(void **state)
{
    static const char *const all[] = {
        "<a>&lt;b&gt; &amp; \"quoted\" 'too' &#13;&#xD;\n</a>",
        "<a><![CDATA[]]></a>",
        "<a><![CDATA[a]]>b<![CDATA[c & d < e > f]]></a>",
        "<a>x<!--c-->y<!--d--></a>",
        "<a>&#x1D11E; 𝄞 \xC2\x85 \xE2\x80\xA8</a>",
        "<a> <b> </b> </a>",
        "<a>]]&gt;</a>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

/* The push parser hands a CDATA section over as it stands in the file. */
static void line_ends_of_cdata_are_normalised(void **state)
{
    static const char *const all[] = {"<a><![CDATA[\r\n]]>\r\n\r</a>", "<a><![CDATA[x\ry]]></a>"};

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void namespaces_are_declared_where_they_change(void **state)
{
    static const char *const all[] = {
        "<a xmlns='urn:u'><b xmlns='urn:u'><c xmlns='urn:v'><d xmlns='urn:u'/></c></b></a>",
        "<a xmlns='urn:u'><b xmlns=''><c xmlns=''/></b></a>",
        "<a xmlns=''><b xmlns=''/></a>",
        "<p:a xmlns:p='urn:u'><p:b xmlns:p='urn:v'><p:c xmlns:p='urn:u'/></p:b><p:d xmlns:p='urn:u'/></p:a>",
        "<a xmlns:unused='urn:u' xmlns:other='urn:v'><b xmlns:unused='urn:u' xmlns:third='urn:w'/><c "
        "xmlns:third='urn:w'/></a>",
        "<a xmlns:c='urn:1' xmlns:b='urn:2' xmlns:a='urn:3' xmlns='urn:4' xmlns:d='urn:0'/>",
        "<p:a xmlns:p='urn:u' xmlns:q='urn:u' q:x='1' p:y='2'/>",
        "<a xmlns:x='urn:1'><b xmlns:x='urn:2'><c xmlns:x='urn:1'><d xmlns:x='urn:1'/></c></b></a>",
        "<a xmlns='urn:u'><b/><c xmlns='urn:v'/><d/></a>",
        "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='u v' xmlns='urn:u'><b/></a>",
        "<a xmlns:a1='urn:1' xmlns:a2='urn:2' xmlns:a3='urn:3' xmlns:a4='urn:4' xmlns:a5='urn:5' xmlns:a6='urn:6' "
        "xmlns:a7='urn:7' xmlns:a8='urn:8' "
        "xmlns:a9='urn:9' xmlns:b1='urn:1' xmlns:b2='urn:2' xmlns:b3='urn:3' xmlns:b4='urn:4' xmlns:b5='urn:5' "
        "xmlns:b6='urn:6' xmlns:b7='urn:7' "
        "xmlns:b8='urn:8' xmlns:b9='urn:9'><b xmlns:a1='urn:2'/></a>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void instructions_and_comments_stand_where_they_must(void **state)
{
    static const char *const all[] = {
        "<?xml version='1.0'?><?one?><!-- c --><?two  data &amp; <more> ?>\n<a/>",
        "<a><?in side?></a>",
        "<a><?in?>text<?in two?></a>",
        "<!-- before --><a/><!-- after -->",
        "<a><b><?deep one?></b><!-- c --></a>\n",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void instructions_after_the_root_stand_after_it(void **state)
{
    static const char *const all[] = {"<a/><?after it?>", "<a/>\n<!-- c --><?after?>\n<?again x?>\n"};

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void encodings_have_one_canonical_form(void **state)
{
    static const char utf16[] = "\xFF\xFE<\0a\0 \0b\0=\0'\0\xE9\0'\0>\0\xAC\x20<\0/\0a\0>\0";
    static const char *const all[] = {
        "<?xml version='1.0' encoding='ISO-8859-1'?><a b='\xE9\xE0'>\xE7\xA4</a>",
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b='\xE9\xE0 and on\xFF'>\xE7\xA4 eight plain letters "
        "\xA0</a>",
        "<?xml version=\"1.0\" encoding=\"iso-8859-1\" standalone=\"yes\"?>\r\n<a b='\xE9'>\x80</a>",
        "<?xml version='1.0' encoding='ISO-8859-15'?><a b='\xA4'>\xBD</a>",
        "<?xml version='1.0' encoding='windows-1252'?><a b='\x80\x92'>\x9C\x8C\x96</a>",
        "\xEF\xBB\xBF<a b='\xC3\xA9'>\xE2\x82\xAC</a>",
        "\xEF\xBB\xBF<?xml version='1.0' encoding='UTF-8'?>\r\n<a/>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
    assert_as_libxml2("UTF-16", (struct text){utf16, sizeof utf16 - 1});
}

/* ISO-8859-1 is converted piece by piece before libxml2 has it. */
static void latin1_of_any_size_has_its_canonical_form(void **state)
{
    struct buffer xml CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&xml, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\r\n<a b='");
    for (int index = 0; index < 20000; index++)
        buffer_text(&xml, index % 7 == 0 ? "&amp;\xE9" : "long ");
    buffer_text(&xml, "'>");
    for (int index = 0; index < 60000; index++)
        buffer_text(&xml, index % 11 == 0 ? "<b c='\xC0'/>\r\n\xE7" : "text ");
    buffer_text(&xml, "</a>");
    assert_as_libxml2("ISO-8859-1", (struct text){xml.bytes, xml.length});
}

static void the_seal_is_left_out_with_one_white_space(void **state)
{
    static const char *const all[] = {
        "<a>\n  <b/>\n  <Scellement md5='1' sha1='2'/>\n  <c/>\n</a>",
        "<a>\r\n  <b/>\r\n  <Scellement md5='1' sha1='2'/>\r\n  <c/>\r\n</a>",
        "<a><Scellement/><b/></a>",
        "<a>\n<Scellement/><b/></a>",
        "<a><Scellement/>\n<b/></a>",
        "<a><b/><Scellement/></a>",
        "<a>\n<Scellement>text<b c='d'>&amp;</b>\n</Scellement>\n\n\t<c>\n</c></a>",
        "<p:a xmlns:p='urn:u'>\n<p:Scellement/>\n<p:b/>\n</p:a>",
        "<a xmlns='urn:u'>\n<Scellement xmlns='urn:v' xmlns:w='urn:w'/>\n<b xmlns='urn:v'/>\n<c xmlns:w='urn:w'/></a>",
        "<a>\n<Scellement/>\n<b> </b> </a>",
        "<a><b>\n<Scellement/>\n</b>\n<c/></a>",
        "<a>\n<Scellement><Scellement/>\n</Scellement>\n<b/></a>",
        "<a>\n<b/>\n<Scellement/>text</a>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void a_comment_beside_the_seal_ends_its_white_space(void **state)
{
    static const char *const all[] = {
        "<a>\n<Scellement/>\n<!-- c -->\n<b/></a>",
        "<a>\n<Scellement/><!-- c -->\n<b/></a>",
        "<a>\n<Scellement/>\n<?p i?>\n<b/></a>",
    };

    (void)state;
    ALL_AS_LIBXML2(all);
}

static void sizes_do_not_matter(void **state)
{
    struct buffer xml CLEAN_BUFFER = {0};

    (void)state;
    buffer_text(&xml, "<a b='");
    for (int index = 0; index < 20000; index++)
        buffer_text(&xml, index % 7 == 0 ? "&amp;é" : "long ");
    buffer_text(&xml, "'>");
    for (int index = 0; index < 60000; index++)
        buffer_text(&xml, index % 11 == 0 ? "&lt;\r\n€" : "text ");
    buffer_text(&xml, "</a>");
    assert_as_libxml2("long values", (struct text){xml.bytes, xml.length});

    buffer_clear(&xml);
    for (int index = 0; index < 200; index++)
        buffer_format(&xml, "<n%d xmlns:p='urn:u%d' p:x='%d'>\n", index % 9, index % 3, index);
    for (int index = 199; index >= 0; index--)
        buffer_format(&xml, "</n%d>\r\n", index % 9);
    assert_as_libxml2("deep", (struct text){xml.bytes, xml.length});
}

/* What stands across the 64 KiB at which the file is read: a line end, a letter, a reference, a name. */
static void edges_of_blocks_do_not_matter(void **state)
{
    static const char *const across[] = {"\r\n", "é", "&amp;", "<b c='d'/>", "€\r\n€", "<![CDATA[& ]]>", "\r\r\n"};

    (void)state;
    for (size_t index = 0; index < sizeof across / sizeof across[0]; index++)
        for (size_t shift = 0; shift < 12; shift++) {
            struct buffer xml CLEAN_BUFFER = {0};
            buffer_text(&xml, "<a>");
            while (xml.length + shift < 65536)
                buffer_text(&xml, "x");
            buffer_text(&xml, across[index]);
            buffer_text(&xml, " y</a>");
            assert_as_libxml2(across[index], (struct text){xml.bytes, xml.length});
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(canonical_form_is_as_written_by_hand),
        cmocka_unit_test(attributes_are_ordered_and_escaped),
        cmocka_unit_test(texts_are_escaped),
        cmocka_unit_test(line_ends_of_cdata_are_normalised),
        cmocka_unit_test(namespaces_are_declared_where_they_change),
        cmocka_unit_test(instructions_and_comments_stand_where_they_must),
        cmocka_unit_test(instructions_after_the_root_stand_after_it),
        cmocka_unit_test(encodings_have_one_canonical_form),
        cmocka_unit_test(latin1_of_any_size_has_its_canonical_form),
        cmocka_unit_test(the_seal_is_left_out_with_one_white_space),
        cmocka_unit_test(a_comment_beside_the_seal_ends_its_white_space),
        cmocka_unit_test(sizes_do_not_matter),
        cmocka_unit_test(edges_of_blocks_do_not_matter),
    };

    struct failure failure;

    /* what is right of any size is compared beyond what is read by default */
    if (!limit_set("attribute-length=1M", &failure) || !limit_set("element-depth=1000", &failure)) return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
