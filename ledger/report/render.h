/* The renderers, one file each; renderer_new chooses. */
#ifndef CONTREPARTIE_RENDER_H
#define CONTREPARTIE_RENDER_H

#include "contrepartie/report.h"

struct renderer render_csv_new(enum output_format format, FILE *output);
struct renderer render_json_new(enum output_format format, FILE *output);
struct renderer render_table_new(FILE *output);
struct renderer render_html_new(const char *title, FILE *output);
struct renderer render_svg_new(const char *title, FILE *output);
struct renderer render_sheet_new(enum output_format format, const char *title, FILE *output);

#endif
