/// libarchive, opened when it is first used: it brings an XML parser and ICU along, which otherwise every process of the
/// program would load at its start, though few read archives. A process that is to be locked in opens it before that.

#ifndef TRAWL_ARCHIVE_H
#define TRAWL_ARCHIVE_H

#include <archive.h>
#include <archive_entry.h>
#include <stdbool.h>

/// Opens the library. May be called often and by many threads.
///
/// Returns `NULL` where it can be used, and then only may the other functions be called; else why it cannot.
const char *archive_library_open(void);

/// Its version, such as 3006002 for 3.6.2.
int archive_library_version(void);

/// A reader of zip, tar, 7z, cpio and single packed files, behind every filter there is; `NULL` for want of memory.
struct archive *archive_library_reader(void);
void archive_library_free(struct archive *reader);

/// Where a reader takes its bytes from.
struct archive_library_source {
    archive_read_callback *read;
    archive_seek_callback *seek;
    archive_skip_callback *skip;
    /// What they are called with.
    void *context;
};

/// Begins to read. These three return libarchive's status: `ARCHIVE_OK` and others.
int archive_library_begin(struct archive *reader, const struct archive_library_source *source);
int archive_library_next(struct archive *reader, struct archive_entry **entry);
int archive_library_block(struct archive *reader, const void **block, size_t *count, la_int64_t *offset);

/// Whether what is read is one packed file and no archive; known once the first header was read.
bool archive_library_is_single_file(struct archive *reader);
/// How many layers of packing there are, libarchive's own for none among them.
int archive_library_filter_count(struct archive *reader);
/// What went wrong last; may be `NULL`.
const char *archive_library_trouble(struct archive *reader);

/// What a header says of its member.
struct archive_library_member {
    /// Valid until the next header is read; `NULL` where there is none.
    const char *name;
    bool is_hard_link;
    bool is_encrypted;
    /// The kind, as in `st_mode`.
    unsigned kind;
    /// -1 where it is not stated.
    la_int64_t size;
};
struct archive_library_member archive_library_describe(struct archive_entry *entry);

#endif
