/* The catalogue reads the header of each file of sql/reports/; that the queries run is proved by
   tests/cli/report_test.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contrepartie/embedded.h"
#include "contrepartie/report.h"

#include <cmocka.h>

/* Calls check for each report; at least the first eight that the house began with. */
static void each_report(void (*check)(const struct report *report))
{
    char name[48];
    size_t count = 0;

    for (; report_name(count, name, sizeof name) != NULL; count++) {
        struct report report;
        if (!report_find(name, &report)) fail_msg("report %s is listed and not found", name);
        assert_string_equal(report.name, name);
        check(&report);
    }
    assert_true(count >= 8);
}

static void check_titles(const struct report *report)
{
    for (int language = 0; language < 2; language++)
        if (report->title[language][0] == '\0') fail_msg("report %s has no title %d", report->name, language);
    for (int language = 0; language < 2; language++)
        if (report->about[language][0] == '\0') fail_msg("report %s says not what it is about", report->name);
}

static void every_report_has_a_title_in_both_languages(void **state)
{
    (void)state;
    each_report(check_titles);
}

static void check_columns(const struct report *report)
{
    if (report->column_count == 0) fail_msg("report %s has no column", report->name);
    for (int index = 0; index < report->column_count; index++) {
        const struct column *column = &report->columns[index];
        if (column->name[0] == '\0' ||
            strspn(column->name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(column->name))
            fail_msg("report %s: “%s” is no name of a column", report->name, column->name);
        if (column->label[0][0] == '\0' || column->label[1][0] == '\0')
            fail_msg("report %s: column %s lacks a label", report->name, column->name);
        for (int other = 0; other < index; other++)
            if (strcmp(report->columns[other].name, column->name) == 0)
                fail_msg("report %s: two columns %s", report->name, column->name);
    }
}

static void every_column_has_a_name_and_a_label_in_both_languages(void **state)
{
    (void)state;
    each_report(check_columns);
}

/* What the header says is what was read: nothing cut, no type unknown. */
static void check_header(const struct report *report)
{
    static const char *const types[] = {"code", "text", "money", "ratio", "integer", "year", "date", "boolean"};
    int index = 0;

    for (const char *line = report->sql; strncmp(line, "--", 2) == 0; line = strchr(line, '\n') + 1) {
        const struct column *column = &report->columns[index];
        char wanted[400];
        if (strncmp(line, "-- column: ", 11) != 0) continue;
        (void)snprintf(wanted, sizeof wanted, "-- column: %s %s%s | %s | %s\n", column->name, types[column->type],
                       column->hidden ? " hidden" : "", column->label[0], column->label[1]);
        if (strncmp(line, wanted, strlen(wanted)) != 0)
            fail_msg("report %s: %.*s was read as %s", report->name, (int)strcspn(line, "\n"), line, wanted);
        index++;
    }
    assert_int_equal(index, report->column_count);
}

static void every_header_is_read_whole(void **state)
{
    (void)state;
    each_report(check_header);
}

/* Amounts are summed, by what is none. */
static void check_totals(const struct report *report)
{
    if ((report->summed != 0) != (report->summed_by != 0))
        fail_msg("report %s sums nothing, or by nothing", report->name);
    if ((strstr(report->sql, "\n-- totals: ") != NULL) != (report->summed != 0))
        fail_msg("report %s: its totals were not read", report->name);
    for (int index = 0; index < report->column_count; index++) {
        enum column_type type = report->columns[index].type;
        if ((report->summed >> index & 1) != 0 && type != COLUMN_MONEY)
            fail_msg("report %s sums %s", report->name, report->columns[index].name);
        if ((report->summed_by >> index & 1) != 0 && (type == COLUMN_MONEY || type == COLUMN_RATIO))
            fail_msg("report %s sums by %s", report->name, report->columns[index].name);
    }
}

static void totals_are_of_amounts_by_what_is_none(void **state)
{
    struct report report;

    (void)state;
    each_report(check_totals);
    assert_true(report_find("trial-balance", &report));
    assert_int_equal(__builtin_popcount(report.summed), 2);
    assert_int_equal(__builtin_popcount(report.summed_by), 3);
}

/* As many parameters as the query's highest $n. */
static void check_parameters(const struct report *report)
{
    int highest = 0;

    for (const char *dollar = strchr(report->sql, '$'); dollar != NULL; dollar = strchr(dollar + 1, '$'))
        if (strtol(dollar + 1, NULL, 10) > highest) highest = (int)strtol(dollar + 1, NULL, 10);
    if (highest != report->parameter_count)
        fail_msg("report %s declares %d parameters and uses %d", report->name, report->parameter_count, highest);
}

static void every_report_declares_the_parameters_it_uses(void **state)
{
    (void)state;
    each_report(check_parameters);
}

static void what_is_no_report_is_not_found(void **state)
{
    struct report report;
    char name[48];

    (void)state;
    assert_false(report_find("wealth", &report));
    assert_false(report_find("", &report));
    assert_false(report_find("../rules/CMP-001", &report));
    assert_false(report_find("a name that is longer than any report could ever have been given", &report));
    assert_null(report_name(100000, name, sizeof name));
}

static void every_rule_has_a_title_and_says_its_basis(void **state)
{
    int count = 0;

    (void)state;
    for (const struct embedded_file *file = embedded_files; file->path != NULL; file++) {
        if (strncmp(file->path, "sql/rules/", 10) != 0) continue;
        count++;
        if (strncmp(file->begin, "-- title: ", 10) != 0 || memchr(file->begin, '|', strcspn(file->begin, "\n")) == NULL)
            fail_msg("%s has no title in both languages", file->path);
        if (strstr(file->begin, "\n-- basis: ") == NULL) fail_msg("%s says not on what it stands", file->path);
    }
    assert_true(count >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_report_has_a_title_in_both_languages),
        cmocka_unit_test(every_column_has_a_name_and_a_label_in_both_languages),
        cmocka_unit_test(every_header_is_read_whole),
        cmocka_unit_test(totals_are_of_amounts_by_what_is_none),
        cmocka_unit_test(every_report_declares_the_parameters_it_uses),
        cmocka_unit_test(what_is_no_report_is_not_found),
        cmocka_unit_test(every_rule_has_a_title_and_says_its_basis),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
