/* The input as the files that an import may be given. */
#include "fuzz.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { SLOT_FILE, SLOT_MAPPING, SLOT_EXPECTED, SLOTS };

static const char *file_of(int slot, const void *data, size_t size)
{
    static int files[SLOTS];
    static char paths[SLOTS][32];

    if (files[slot] == 0) files[slot] = memfd_create("input", 0);
    FUZZ_CHECK(files[slot] > 0 && ftruncate(files[slot], 0) == 0 &&
               pwrite(files[slot], data, size, 0) == (ssize_t)size);
    (void)snprintf(paths[slot], sizeof paths[slot], "/proc/self/fd/%d", files[slot]);
    return paths[slot];
}

const char *fuzz_file(const uint8_t *data, size_t size)
{
    return file_of(SLOT_FILE, data, size);
}

bool fuzz_is_delivery(const char *data, size_t size)
{
    return size > 10 && memcmp(data, "<delivery>", 10) == 0;
}

static size_t find(const char *data, size_t size, size_t at, const char *word)
{
    const char *found = at < size ? memmem(data + at, size - at, word, strlen(word)) : NULL;

    return found != NULL ? (size_t)(found - data) : size;
}

bool fuzz_part(const char *data, size_t size, size_t at, size_t name[2], size_t content[2])
{
    static const char begin[] = "<part name=\"";

    name[0] = find(data, size, at, begin) + sizeof begin - 1;
    name[1] = find(data, size, name[0], "\">");
    content[0] = name[1] + 2;
    content[1] = find(data, size, content[0], "</part>");
    return name[0] <= name[1] && name[1] < size && content[1] < size;
}

/* A part of the zip, as long as the archive takes its name. */
static void pack(struct archive *archive, const char *name, const char *content, size_t size)
{
    struct archive_entry *entry = archive_entry_new();

    FUZZ_CHECK(entry != NULL);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    if (archive_write_header(archive, entry) == ARCHIVE_OK) (void)archive_write_data(archive, content, size);
    archive_entry_free(entry);
}

struct fuzz_delivery fuzz_deliver(const uint8_t *data, size_t size)
{
    static char zip[1024 * 1024];
    const char *bytes = (const char *)data;
    struct fuzz_delivery delivery = {NULL, NULL, NULL};
    struct archive *archive;
    size_t name[2], content[2], length = 0, at = 0;

    if (!fuzz_is_delivery(bytes, size)) {
        delivery.file = fuzz_file(data, size);
        return delivery;
    }
    archive = archive_write_new();
    FUZZ_CHECK(archive != NULL && archive_write_set_format_zip(archive) == ARCHIVE_OK);
    (void)archive_write_set_options(archive, (size & 1) != 0 ? "zip:compression=store" : "zip:compression=deflate");
    FUZZ_CHECK(archive_write_open_memory(archive, zip, sizeof zip, &length) == ARCHIVE_OK);
    for (; fuzz_part(bytes, size, at, name, content); at = content[1]) {
        char text[300];
        size_t room = content[1] - content[0];
        (void)snprintf(text, sizeof text, "%.*s", (int)(name[1] - name[0]), bytes + name[0]);
        if (strcmp(text, "mapping") == 0)
            delivery.mapping = file_of(SLOT_MAPPING, bytes + content[0], room);
        else if (strcmp(text, "expected") == 0)
            delivery.expected = file_of(SLOT_EXPECTED, bytes + content[0], room);
        else if (strcmp(text, "text") == 0)
            delivery.file = file_of(SLOT_FILE, bytes + content[0], room);
        else
            pack(archive, text, bytes + content[0], room);
    }
    (void)archive_write_close(archive);
    (void)archive_write_free(archive);
    if (delivery.file == NULL) delivery.file = file_of(SLOT_FILE, zip, length);
    return delivery;
}
