/* What is sent: fields of a form, and files, each streamed to a file of its own. */
#include "web/web.h"

#include "contrepartie/buffer.h"
#include "contrepartie/limits.h"
#include "contrepartie/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BODY_SECONDS 900 /* for all of a body, however slowly it drips */
#define FIELD_MAX    65536

/* The last name of what the browser says it is, without what could lead elsewhere. */
static void upload_begin(struct visit *visit, const char *field, const char *name)
{
    struct upload *upload = &visit->uploads[visit->upload_count];
    const char *directory = getenv("TMPDIR"), *last = strrchr(name, '/');
    char path[512], shown[256];
    int file;

    if (strrchr(name, '\\') != NULL && (last == NULL || strrchr(name, '\\') > last)) last = strrchr(name, '\\');
    text_clean(last != NULL ? last + 1 : name, shown, sizeof shown);
    (void)snprintf(path, sizeof path, "%s/contrepartie-XXXXXX",
                   directory != NULL && *directory == '/' ? directory : "/tmp");
    file = mkostemp(path, O_CLOEXEC);
    if (file < 0) {
        visit->failed = true;
        return;
    }
    upload->file = fdopen(file, "w");
    upload->field = must_copy(field);
    upload->path = must_copy(path);
    upload->name = must_copy(shown[0] != '\0' ? shown : "sans-nom");
    visit->upload_count++;
}

enum MHD_Result body_form(void *context, enum MHD_ValueKind kind, const char *name, const char *file_name,
                          const char *type, const char *encoding, const char *bytes, uint64_t offset, size_t size)
{
    struct visit *visit = context;
    struct field *field;
    size_t known;
    char *value;

    (void)kind;
    (void)type;
    (void)encoding;
    if (file_name != NULL) {
        if (*file_name == '\0') return MHD_YES; /* no file was chosen */
        if (offset == 0) {
            if (visit->upload_count == UPLOADS_MAX) return MHD_NO;
            upload_begin(visit, name, file_name);
        }
        if (visit->failed || visit->upload_count == 0 || visit->uploads[visit->upload_count - 1].file == NULL ||
            fwrite(bytes, 1, size, visit->uploads[visit->upload_count - 1].file) != size) {
            visit->failed = true;
            return MHD_NO;
        }
        return MHD_YES;
    }
    if (offset + size > FIELD_MAX || (offset == 0 && !field_add(visit, name, ""))) {
        visit->unreadable = true;
        return MHD_NO;
    }
    /* in pieces, as it arrives: even a letter may come in two */
    field = &visit->fields[visit->field_count - 1];
    known = strlen(field->value);
    value = must_alloc(known + size + 1);
    memcpy(value, field->value, known);
    memcpy(value + known, bytes, size);
    value[known + size] = '\0';
    free(field->value);
    field->value = value;
    return MHD_YES;
}

enum MHD_Result body_take(struct visit *visit, const char *bytes, size_t size)
{
    visit->received += (int64_t)size;
    if (visit->received > limit_value(LIMIT_FILE_SIZE)) {
        visit->refused = true;
        return MHD_NO; /* the connection ends: what says its length was told before */
    }
    if ((int64_t)time(NULL) - visit->began > BODY_SECONDS) return MHD_NO;
    if (visit->form == NULL || visit->failed) return MHD_YES;
    if (MHD_post_process(visit->form, bytes, size) == MHD_NO) visit->failed = true;
    return MHD_YES;
}

bool body_too_large(struct visit *visit)
{
    const char *length = MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, "Content-Length");

    return length != NULL && (strlen(length) > 18 || strtoll(length, NULL, 10) > limit_value(LIMIT_FILE_SIZE));
}
