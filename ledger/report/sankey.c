#include "report/sankey.h"

#include "report/html.h"

#include "contrepartie/buffer.h"
#include "contrepartie/money.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH       960
#define NODE_WIDTH  14
#define NODE_GAP    46
#define TOP         40
#define FLOW_HEIGHT 420 /* of the tallest layer, without its gaps */
#define SIDE        20
#define LABEL_WIDTH 210

enum { FROM, FROM_NAME, TO, TO_NAME, VIA, VIA_NAME, AMOUNT, PLACES };
static const char *const place_names[PLACES] = {"from", "from_name", "to", "to_name", "via", "via_name", "amount"};
static const char *const colours[] = {"#000091", "#b34000", "#18753c", "#6e445a", "#716043", "#3a3a3a"};

struct node {
    char code[16], name[96];
    int layer;
    int64_t in, out; /* cents */
    int y, height, in_used, out_used;
};

struct link {
    size_t from, to;
    int64_t cents;
    bool through; /* part of an amount that passes through a body */
};

struct sankey {
    int places[PLACES];
    struct node *nodes;
    size_t node_count, node_capacity;
    struct link *links;
    size_t link_count, link_capacity;
    int64_t total, tallest;
    int layers;
};

struct sankey *sankey_new(const struct column *columns, int count)
{
    struct sankey *sankey = must_alloc(sizeof *sankey);

    for (int place = 0; place < PLACES; place++) {
        sankey->places[place] = -1;
        for (int column = 0; column < count; column++)
            if (strcmp(columns[column].name, place_names[place]) == 0) sankey->places[place] = column;
        if (sankey->places[place] < 0) {
            free(sankey);
            return NULL;
        }
    }
    return sankey;
}

static const char *value_of(const struct sankey *sankey, const char *const *values, int place)
{
    const char *value = values[sankey->places[place]];

    return value != NULL ? value : "";
}

static size_t node_of(struct sankey *sankey, const char *code, const char *name)
{
    for (size_t index = 0; index < sankey->node_count; index++)
        if (strcmp(sankey->nodes[index].code, code) == 0) return index;
    sankey->nodes = must_grow(sankey->nodes, sankey->node_count, &sankey->node_capacity, sizeof *sankey->nodes);
    sankey->nodes[sankey->node_count] = (struct node){.layer = 0};
    (void)snprintf(sankey->nodes[sankey->node_count].code, sizeof sankey->nodes->code, "%s", code);
    (void)snprintf(sankey->nodes[sankey->node_count].name, sizeof sankey->nodes->name, "%.90s",
                   name[0] != '\0' ? name : code);
    return sankey->node_count++;
}

static void link_add(struct sankey *sankey, size_t from, size_t to, int64_t cents, bool through)
{
    sankey->nodes[from].out += cents;
    sankey->nodes[to].in += cents;
    for (size_t index = 0; index < sankey->link_count; index++) {
        struct link *link = &sankey->links[index];
        if (link->from == from && link->to == to && link->through == through) {
            link->cents += cents;
            return;
        }
    }
    sankey->links = must_grow(sankey->links, sankey->link_count, &sankey->link_capacity, sizeof *sankey->links);
    sankey->links[sankey->link_count++] = (struct link){from, to, cents, through};
}

void sankey_row(struct sankey *sankey, const char *const *values)
{
    const char *amount = value_of(sankey, values, AMOUNT), *via = value_of(sankey, values, VIA);
    size_t from = node_of(sankey, value_of(sankey, values, FROM), value_of(sankey, values, FROM_NAME));
    size_t to = node_of(sankey, value_of(sankey, values, TO), value_of(sankey, values, TO_NAME));
    int64_t cents;

    if (money_read(amount, strlen(amount), &cents) != MONEY_READ || cents <= 0 || from == to) return;
    (void)money_add(&sankey->total, cents);
    if (via[0] == '\0') {
        link_add(sankey, from, to, cents, false);
    } else {
        size_t through = node_of(sankey, via, value_of(sankey, values, VIA_NAME));
        link_add(sankey, from, through, cents, true);
        link_add(sankey, through, to, cents, true);
    }
}

/* --- places -------------------------------------------------------------------------------------------------- */

/* Receivers stand right of their payers; who only pays stands just left of the nearest it pays. As many rounds as there
   are bodies: two that pay each other stop there. */
static void set_layers(struct sankey *sankey)
{
    for (size_t round = 0; round < sankey->node_count; round++)
        for (size_t index = 0; index < sankey->link_count; index++) {
            struct node *from = &sankey->nodes[sankey->links[index].from],
                        *to = &sankey->nodes[sankey->links[index].to];
            if (to->layer <= from->layer && to->layer < (int)sankey->node_count - 1) to->layer = from->layer + 1;
        }
    for (size_t index = 0; index < sankey->node_count; index++) {
        struct node *node = &sankey->nodes[index];
        int nearest = -1;
        if (node->in > 0) continue;
        for (size_t link = 0; link < sankey->link_count; link++) {
            int layer = sankey->nodes[sankey->links[link].to].layer;
            if (sankey->links[link].from == index && (nearest < 0 || layer < nearest)) nearest = layer;
        }
        if (nearest > 0) node->layer = nearest - 1;
    }
    for (size_t index = 0; index < sankey->node_count; index++)
        if (sankey->nodes[index].layer >= sankey->layers) sankey->layers = sankey->nodes[index].layer + 1;
}

static int64_t size_of(const struct node *node)
{
    return node->in > node->out ? node->in : node->out;
}

static int pixels(const struct sankey *sankey, int64_t cents)
{
    int64_t unit = sankey->tallest / FLOW_HEIGHT + 1; /* cents a pixel: no product to overflow */
    int64_t height = cents / unit;

    return height > 0 ? (int)height : 1;
}

static int set_heights(struct sankey *sankey)
{
    int bottom = TOP;

    sankey->tallest = 1;
    for (int layer = 0; layer < sankey->layers; layer++) {
        int64_t sum = 0;
        for (size_t index = 0; index < sankey->node_count; index++)
            if (sankey->nodes[index].layer == layer) (void)money_add(&sum, size_of(&sankey->nodes[index]));
        if (sum > sankey->tallest) sankey->tallest = sum;
    }
    for (int layer = 0; layer < sankey->layers; layer++) {
        int y = TOP;
        for (size_t index = 0; index < sankey->node_count; index++) {
            struct node *node = &sankey->nodes[index];
            if (node->layer != layer || size_of(node) == 0) continue;
            node->y = y;
            node->height = pixels(sankey, size_of(node));
            y += node->height + NODE_GAP;
        }
        if (y > bottom) bottom = y;
    }
    return bottom;
}

static int x_of(const struct sankey *sankey, int layer)
{
    int steps = sankey->layers > 1 ? sankey->layers - 1 : 1;

    return SIDE + layer * (WIDTH - 2 * SIDE - NODE_WIDTH - LABEL_WIDTH) / steps;
}

/* --- drawing ------------------------------------------------------------------------------------------------- */

static void amount_text(FILE *output, int64_t cents)
{
    char plain[MONEY_TEXT_SIZE], text[64];

    (void)money_write(cents, plain);
    html_text(output, money_display(plain, text, sizeof text));
}

static void draw_link(struct sankey *sankey, FILE *output, const struct link *link)
{
    struct node *from = &sankey->nodes[link->from], *to = &sankey->nodes[link->to];
    int height = pixels(sankey, link->cents), x1 = x_of(sankey, from->layer) + NODE_WIDTH, x2 = x_of(sankey, to->layer);
    int y1 = from->y + from->out_used + height / 2, y2 = to->y + to->in_used + height / 2, middle = (x1 + x2) / 2;

    from->out_used += height;
    to->in_used += height;
    (void)fprintf(output,
                  "<path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\" stroke-opacity=\"0.35\" "
                  "stroke-width=\"%d\"%s><title>",
                  x1, y1, middle, y1, middle, y2, x2, y2, colours[link->from % (sizeof colours / sizeof colours[0])],
                  height, link->through ? " stroke-dasharray=\"12 3\"" : "");
    html_text(output, from->name);
    (void)fputs(" → ", output);
    html_text(output, to->name);
    (void)fputs(" : ", output);
    amount_text(output, link->cents);
    (void)fputs("</title></path>\n", output);
}

static void draw_node(const struct sankey *sankey, FILE *output, const struct node *node)
{
    int x = x_of(sankey, node->layer);

    if (node->height == 0) return;
    (void)fprintf(output, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#1e1e1e\"/>", x, node->y,
                  NODE_WIDTH, node->height);
    (void)fprintf(output, "<text x=\"%d\" y=\"%d\">", x + NODE_WIDTH + 6, node->y + 13);
    html_text(output, node->name);
    (void)fprintf(output, "</text><text x=\"%d\" y=\"%d\" class=\"amount\">", x + NODE_WIDTH + 6, node->y + 28);
    amount_text(output, size_of(node));
    (void)fputs("</text>\n", output);
}

void sankey_draw(struct sankey *sankey, FILE *output, const char *title, bool standalone)
{
    int height;

    if (sankey == NULL) return;
    set_layers(sankey);
    height = set_heights(sankey);
    if (standalone) (void)fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", output);
    (void)fprintf(
        output,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\" "
        "font-size=\"12\"><title>",
        WIDTH, height + 30);
    html_text(output, title);
    (void)fprintf(output,
                  "</title><rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/><text x=\"%d\" y=\"22\" "
                  "font-size=\"15\" font-weight=\"bold\">",
                  WIDTH, height + 30, SIDE);
    html_text(output, title);
    (void)fputs("</text>\n", output);
    for (size_t index = 0; index < sankey->link_count; index++)
        draw_link(sankey, output, &sankey->links[index]);
    for (size_t index = 0; index < sankey->node_count; index++)
        draw_node(sankey, output, &sankey->nodes[index]);
    (void)fprintf(output, "<text x=\"%d\" y=\"%d\">", SIDE, height + 14);
    html_text(output, TR("Total, each amount once: ", "Total, chaque montant une fois : "));
    amount_text(output, sankey->total);
    (void)fputs("</text>\n</svg>\n", output);
    free(sankey->nodes);
    free(sankey->links);
    free(sankey);
}
