/// Finds where the fields and records of a delimited text end, 64 bytes at a time.
///
/// The comparisons are done with the vector instructions that the processor has: on x86-64 AVX-512 where there is, else
/// AVX2 or SSE2, NEON on arm64, and plain C elsewhere. All give the same result.

#ifndef TRAWL_TEXT_INDEX_H
#define TRAWL_TEXT_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "TextBits.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/// How many bytes before and behind a text must be readable, whatever they hold.
#define TEXT_INDEX_PADDING 64

/// What to look for.
struct text_index_dialect {
    uint8_t delimiter;
    uint8_t quote;
    /// Whether `quote` encloses fields; if not it is a byte like all others.
    bool has_quote;
};

/// Which fields of each record are asked for, counted from 0: those from `first` on that come before `end`.
struct text_index_columns {
    size_t first, end;
};

/// What was found. All counts are of complete records only, but those of quotes and bytes beyond ASCII may include what
/// follows them.
struct text_index_result {
    /// How many field ends were written; the last is that of the last complete record.
    size_t fields;
    /// How many record ends were written.
    size_t records;
    /// Bytes up to the end of the last complete record, its line end included.
    size_t consumed;
    /// Records that end with LF alone, with CRLF, and with CR alone.
    size_t lf, crlf, cr;
    bool has_quotes;
    bool is_beyond_ascii;
    /// Whether quotes stand where a parity cannot tell their meaning; then nothing else here counts.
    bool is_irregular;
};

/// Finds the ends of fields and records in a text that begins with a record, by the parity of quotes.
///
/// That is right as long as every quote that opens stands at the start of a field; `is_irregular` says if one does not.
///
/// - text: `size` bytes, with `TEXT_INDEX_PADDING` readable bytes behind.
/// - is_last: Whether nothing follows, so that a CR at the very end is a line end rather than half of one.
/// - columns: `NULL` where all fields are asked for. If not, only their ends, those of the fields before them and those of
///   the last of each record are sure to be written; each has the same place as if all were.
/// - field_ends: Takes the offset of the delimiter or line end (of CRLF the LF) behind each field; room for `size` + 64.
/// - record_ends: Takes the index in `field_ends` of each record's last field; room for `size` + 64.
void text_index_find(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                     const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                     struct text_index_result *result);

/// The same byte by byte, for text with quotes within unquoted fields, which are bytes like all others there.
void text_index_find_irregular(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                               uint32_t *field_ends, uint32_t *record_ends, struct text_index_result *result);

/// Which kinds of bytes a text has.
struct text_survey {
    /// Any byte of zero, any other control character that no text has, any byte beyond ASCII.
    bool has_zero, has_control, is_beyond_ascii;
    bool has_comma, has_tab, has_semicolon, has_pipe;
};

/// Looks which kinds of bytes are among `size`.
struct text_survey text_survey_of(const uint8_t *text, size_t size);

/// A bit for each of the 16 bytes at `bytes` that equals `value`, the first lowest.
static inline uint32_t text_index_match16(const uint8_t *bytes, uint8_t value) {
#if defined(__SSE2__)
    __m128i block = _mm_loadu_si128((const __m128i *)bytes);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8((char)value)));
#elif defined(__aarch64__)
    static const uint8_t weights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t equal = vandq_u8(vceqq_u8(vld1q_u8(bytes), vdupq_n_u8(value)), vld1q_u8(weights));
    return (uint32_t)vaddv_u8(vget_low_u8(equal)) | (uint32_t)vaddv_u8(vget_high_u8(equal)) << 8;
#else
    uint32_t mask = 0;
    for (int index = 0; index < 16; index++) mask |= (uint32_t)(bytes[index] == value) << index;
    return mask;
#endif
}

/// The offset of the first of `size` bytes that equals `value`, `size` where none does. Up to 15 bytes behind are read.
static inline size_t text_index_first(const uint8_t *bytes, size_t size, uint8_t value) {
    for (size_t offset = 0; offset < size; offset += 16) {
        uint32_t mask = text_index_match16(bytes + offset, value);
        if (mask == 0) continue;
        size_t found = offset + (size_t)__builtin_ctz(mask);
        return found < size ? found : size;
    }
    return size;
}

/// How many of `size` bytes of UTF-8 begin a character: all but those that continue one.
size_t text_index_characters(const uint8_t *bytes, size_t size);

/// How many of `size` bytes come before the first place of a word of `length` bytes; `size` where it is nowhere.
size_t text_index_search(const uint8_t *text, size_t size, const uint8_t *word, size_t length);

/// Copies a field from behind its opening quote on: of two quotes one is left, the one that closes goes, and what follows
/// it stays as it is. Returns how many bytes it then has.
///
/// - target: Room for `size` bytes and `TEXT_INDEX_PADDING`.
/// - bytes: `size` bytes, with `TEXT_INDEX_PADDING` readable bytes behind.
size_t text_index_unquote(uint8_t *target, const uint8_t *bytes, size_t size, uint8_t quote);

/// How many of `size` bytes come before the first beyond ASCII.
size_t text_index_ascii(const uint8_t *bytes, size_t size);

#endif
