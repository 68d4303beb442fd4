#include "CArchive.h"

#include "CLateLibrary.h"

// The functions used, as the headers declare them.
#define FUNCTIONS(each) \
    each(archive_version_number) each(archive_read_new) each(archive_read_free) each(archive_read_support_filter_all) \
    each(archive_read_support_format_zip) each(archive_read_support_format_tar) \
    each(archive_read_support_format_gnutar) each(archive_read_support_format_7zip) \
    each(archive_read_support_format_cpio) each(archive_read_support_format_raw) \
    each(archive_read_support_format_empty) each(archive_read_set_callback_data) each(archive_read_set_read_callback) \
    each(archive_read_set_seek_callback) each(archive_read_set_skip_callback) each(archive_read_open1) \
    each(archive_read_next_header) each(archive_read_data_block) each(archive_format) each(archive_filter_count) \
    each(archive_error_string) each(archive_entry_pathname) each(archive_entry_hardlink) each(archive_entry_filetype) \
    each(archive_entry_size) each(archive_entry_size_is_set) each(archive_entry_is_data_encrypted) \
    each(archive_entry_is_metadata_encrypted)

LATE_LIBRARY(FUNCTIONS, "libarchive.so.13", NULL);

const char *archive_library_open(void) { return late_library_open(&library); }

int archive_library_version(void) { return library_archive_version_number(); }

struct archive *archive_library_reader(void) {
    struct archive *reader = library_archive_read_new();
    if (!reader) return NULL;
    library_archive_read_support_filter_all(reader);
    library_archive_read_support_format_zip(reader);
    library_archive_read_support_format_tar(reader);
    library_archive_read_support_format_gnutar(reader);
    library_archive_read_support_format_7zip(reader);
    library_archive_read_support_format_cpio(reader);
    library_archive_read_support_format_raw(reader);
    library_archive_read_support_format_empty(reader);
    return reader;
}

void archive_library_free(struct archive *reader) { library_archive_read_free(reader); }

int archive_library_begin(struct archive *reader, const struct archive_library_source *source) {
    library_archive_read_set_callback_data(reader, source->context);
    library_archive_read_set_read_callback(reader, source->read);
    library_archive_read_set_seek_callback(reader, source->seek);
    library_archive_read_set_skip_callback(reader, source->skip);
    return library_archive_read_open1(reader);
}

int archive_library_next(struct archive *reader, struct archive_entry **entry) {
    return library_archive_read_next_header(reader, entry);
}

int archive_library_block(struct archive *reader, const void **block, size_t *count, la_int64_t *offset) {
    return library_archive_read_data_block(reader, block, count, offset);
}

bool archive_library_is_single_file(struct archive *reader) {
    return (library_archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW;
}

int archive_library_filter_count(struct archive *reader) { return library_archive_filter_count(reader); }

const char *archive_library_trouble(struct archive *reader) { return library_archive_error_string(reader); }

struct archive_library_member archive_library_describe(struct archive_entry *entry) {
    return (struct archive_library_member){
        .name = library_archive_entry_pathname(entry),
        .is_hard_link = library_archive_entry_hardlink(entry) != NULL,
        .is_encrypted = library_archive_entry_is_data_encrypted(entry) || library_archive_entry_is_metadata_encrypted(entry),
        .kind = library_archive_entry_filetype(entry),
        .size = library_archive_entry_size_is_set(entry) ? library_archive_entry_size(entry) : -1,
    };
}
