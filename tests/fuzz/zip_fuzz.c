/* Zip deliveries: whatever the archive, each file of it can be read where zip_files says, or there is a failure. */
#include "contrepartie/importer.h"

#include "fuzz.h"

static bool one(void *context, const char *path, const char *name)
{
    FILE *file = fopen(path, "re");
    int *left = context;

    FUZZ_CHECK(file != NULL);
    FUZZ_CHECK(name != NULL);
    (void)fgetc(file);
    (void)fclose(file);
    return --*left > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file(data, size);
    struct failure failure = {0};
    int left = 20;

    if (!is_zip(path)) return -1;
    if (!zip_files(path, one, &left, &failure) && left > 0) FUZZ_CHECK(failure.message[0] != '\0');
    return 0;
}
