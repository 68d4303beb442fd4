// For memmem(3).
#define _GNU_SOURCE
#include "CTextIndex.h"

#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// Which bytes of a block of 64 are what, the first lowest.
struct masks {
    uint64_t delimiter, quote, lf, cr, beyond_ascii;
};

typedef struct masks (*masker)(const uint8_t *block, struct text_index_dialect dialect);

ALWAYS_INLINE struct masks masks_plain(const uint8_t *block, struct text_index_dialect dialect) {
    struct masks masks = {0};
    for (int part = 0; part < 4; part++) {
        const uint8_t *bytes = block + 16 * part;
        int shift = 16 * part;
        masks.delimiter |= (uint64_t)text_index_match16(bytes, dialect.delimiter) << shift;
        masks.quote |= (uint64_t)text_index_match16(bytes, dialect.quote) << shift;
        masks.lf |= (uint64_t)text_index_match16(bytes, '\n') << shift;
        masks.cr |= (uint64_t)text_index_match16(bytes, '\r') << shift;
#if defined(__SSE2__)
        masks.beyond_ascii |=
            (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)bytes)) << shift;
#else
        for (int index = 0; index < 16; index++) masks.beyond_ascii |= (uint64_t)(bytes[index] >> 7) << (shift + index);
#endif
    }
    return masks;
}

/// Where the search stands.
struct progress {
    /// All ones within quotes.
    uint64_t inside;
    /// Whether the byte before the block ends a field or a record, or is a quote.
    uint64_t may_open;
    size_t fields, records;
    /// The index of the first field of the record that the block begins in.
    size_t base;
};

/// Writes the field ends of a block, unless no record ends in it and none of them is asked for.
ALWAYS_INLINE void write_ends(uint64_t ends, uint64_t newline, uint32_t base, struct text_index_columns columns,
                              struct progress *progress, uint32_t *field_ends, const uint32_t *record_ends) {
    size_t count = (size_t)__builtin_popcountll(ends), first = progress->fields - progress->base;
    if (newline == 0 && (first + count < columns.first || first >= columns.end)) {
        progress->fields += count;
        return;
    }
    progress->fields = text_bits_write(field_ends, progress->fields, base, ends);
    if (newline != 0) progress->base = (size_t)record_ends[progress->records - 1] + 1;
}

/// Takes one block; `valid` has a bit for each byte that belongs to the text. Returns whether its quotes are regular.
ALWAYS_INLINE bool take_block(struct masks masks, uint64_t valid, uint64_t next_lf, uint32_t base,
                              const struct text_index_columns *columns, struct progress *progress, uint32_t *field_ends,
                              uint32_t *record_ends, struct text_index_result *result) {
    uint64_t outside = ~progress->inside;
    if (masks.quote) {
        uint64_t parity = text_bits_parities(masks.quote) ^ progress->inside;
        uint64_t opening = masks.quote & parity;
        uint64_t starters = masks.delimiter | masks.lf | masks.cr | masks.quote;
        if (opening & ~(starters << 1 | progress->may_open)) return false;
        progress->inside = (uint64_t)((int64_t)parity >> 63);
        outside = ~parity;
        result->has_quotes = true;
    }
    outside &= valid;
    uint64_t newline = masks.lf & outside;
    if (masks.cr) {
        uint64_t followed = masks.cr & (masks.lf >> 1 | next_lf << 63);
        uint64_t alone = masks.cr & ~followed & outside;
        result->crlf += __builtin_popcountll(followed & outside);
        result->cr += __builtin_popcountll(alone);
        newline |= alone;
    }
    uint64_t ends = (masks.delimiter & outside) | newline;
    for (uint64_t rest = newline; rest; rest &= rest - 1) {
        uint64_t before = ends & (rest ^ (rest - 1)) >> 1;
        record_ends[progress->records++] = (uint32_t)(progress->fields + __builtin_popcountll(before));
    }
    if (columns) {
        write_ends(ends, newline, base, *columns, progress, field_ends, record_ends);
    } else {
        progress->fields = text_bits_write(field_ends, progress->fields, base, ends);
    }
    progress->may_open = (masks.delimiter | masks.lf | masks.cr | masks.quote) >> 63;
    result->is_beyond_ascii |= (masks.beyond_ascii & valid) != 0;
    return true;
}

/// Bits for the bytes of a block at `offset` that are before `size`.
ALWAYS_INLINE uint64_t valid_bits(size_t offset, size_t size) {
    return size - offset >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << (size - offset)) - 1;
}

/// Sets what follows from the ends written.
ALWAYS_INLINE void conclude(struct progress progress, const uint32_t *field_ends, const uint32_t *record_ends,
                            struct text_index_result *result) {
    result->records = progress.records;
    if (progress.records == 0) return;
    result->fields = (size_t)record_ends[progress.records - 1] + 1;
    result->consumed = (size_t)field_ends[result->fields - 1] + 1;
    result->lf = progress.records - result->crlf - result->cr;
}

ALWAYS_INLINE void find(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                        const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                        struct text_index_result *result, masker mask) {
    struct progress progress = {.may_open = 1};
    // A CR at the end may be half of a CRLF; it waits for what follows.
    if (!is_last && size > 0 && text[size - 1] == '\r') size--;
    for (size_t offset = 0; offset < size; offset += 64) {
        uint64_t valid = valid_bits(offset, size);
        struct masks masks = mask(text + offset, dialect);
        masks.quote &= dialect.has_quote ? valid : 0;
        masks.lf &= valid;
        masks.cr &= valid;
        uint64_t next_lf = offset + 64 < size && text[offset + 64] == '\n';
        if (!take_block(masks, valid, next_lf, (uint32_t)offset, columns, &progress, field_ends, record_ends, result)) {
            result->is_irregular = true;
            return;
        }
    }
    conclude(progress, field_ends, record_ends, result);
}

static void find_plain(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                       const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                       struct text_index_result *result) {
    find(text, size, is_last, dialect, columns, field_ends, record_ends, result, masks_plain);
}

#if defined(__x86_64__)
#define WIDE __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))

static inline WIDE uint64_t match_wide(__m256i low, __m256i high, uint8_t value) {
    __m256i wanted = _mm256_set1_epi8((char)value);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return first | (uint64_t)second << 32;
}

static inline WIDE struct masks masks_wide(const uint8_t *block, struct text_index_dialect dialect) {
    __m256i low = _mm256_loadu_si256((const __m256i *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
    return (struct masks){
        .delimiter = match_wide(low, high, dialect.delimiter),
        .quote = match_wide(low, high, dialect.quote),
        .lf = match_wide(low, high, '\n'),
        .cr = match_wide(low, high, '\r'),
        .beyond_ascii = (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32,
    };
}

static WIDE void find_wide(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                           uint32_t *field_ends, uint32_t *record_ends, struct text_index_result *result) {
    find(text, size, is_last, dialect, NULL, field_ends, record_ends, result, masks_wide);
}

static WIDE void find_some_wide(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                                const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                                struct text_index_result *result) {
    find(text, size, is_last, dialect, columns, field_ends, record_ends, result, masks_wide);
}

static bool has_wide(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("popcnt");
}
#endif

void text_index_find(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                     const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                     struct text_index_result *result) {
    memset(result, 0, sizeof *result);
#if defined(__x86_64__)
    if (has_wide()) {
        if (columns) {
            find_some_wide(text, size, is_last, dialect, columns, field_ends, record_ends, result);
        } else {
            find_wide(text, size, is_last, dialect, field_ends, record_ends, result);
        }
        return;
    }
#endif
    find_plain(text, size, is_last, dialect, columns, field_ends, record_ends, result);
}

void text_index_find_irregular(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                               uint32_t *field_ends, uint32_t *record_ends, struct text_index_result *result) {
    memset(result, 0, sizeof *result);
    struct progress progress = {0};
    bool is_inside = false, is_start = true, was_quote = false;
    if (!is_last && size > 0 && text[size - 1] == '\r') size--;
    for (size_t offset = 0; offset < size; offset++) {
        uint8_t byte = text[offset];
        result->is_beyond_ascii |= byte >= 0x80;
        bool is_quote = dialect.has_quote && byte == dialect.quote;
        result->has_quotes |= is_quote;
        if (is_inside) {
            is_inside = !is_quote;
            was_quote = is_quote;
            continue;
        }
        if (is_quote && (is_start || was_quote)) {
            is_inside = true;
            is_start = was_quote = false;
            continue;
        }
        was_quote = false;
        bool is_followed = byte == '\r' && offset + 1 < size && text[offset + 1] == '\n';
        bool ends_record = byte == '\n' || (byte == '\r' && !is_followed);
        is_start = ends_record || byte == dialect.delimiter;
        if (!is_start) continue;
        if (ends_record) record_ends[progress.records++] = (uint32_t)progress.fields;
        field_ends[progress.fields++] = (uint32_t)offset;
        result->cr += byte == '\r';
        result->crlf += byte == '\n' && offset > 0 && text[offset - 1] == '\r';
    }
    conclude(progress, field_ends, record_ends, result);
}

ALWAYS_INLINE struct text_survey survey(const uint8_t *text, size_t size) {
    // Control characters of texts: tab, line feed, vertical tab, form feed, carriage return, escape.
    uint8_t zero = 0, control = 0, high = 0, comma = 0, tab = 0, semicolon = 0, pipe = 0;
    for (size_t index = 0; index < size; index++) {
        uint8_t byte = text[index];
        zero |= byte == 0;
        control |= (byte < 0x20) & !((byte >= 0x09) & (byte <= 0x0d)) & (byte != 0x1b);
        high |= byte;
        comma |= byte == ',';
        tab |= byte == '\t';
        semicolon |= byte == ';';
        pipe |= byte == '|';
    }
    return (struct text_survey){
        .has_zero = zero, .has_control = control, .is_beyond_ascii = high >= 0x80, .has_comma = comma, .has_tab = tab,
        .has_semicolon = semicolon, .has_pipe = pipe,
    };
}

#if defined(__x86_64__)
static WIDE struct text_survey survey_wide(const uint8_t *text, size_t size) { return survey(text, size); }
#endif

struct text_survey text_survey_of(const uint8_t *text, size_t size) {
#if defined(__x86_64__)
    if (has_wide()) return survey_wide(text, size);
#endif
    return survey(text, size);
}

static size_t characters(const uint8_t *bytes, size_t size) {
    size_t count = 0;
    while (size > 0) {
        // A byte counts up to 255 without overflow.
        size_t part = size < 192 ? size : 192;
        uint8_t begun = 0;
        for (size_t index = 0; index < part; index++) begun += (int8_t)bytes[index] >= -64;
        count += begun;
        bytes += part;
        size -= part;
    }
    return count;
}

static size_t ascii(const uint8_t *bytes, size_t size) {
    size_t index = 0;
    for (uint64_t word; index + 8 <= size; index += 8) {
        memcpy(&word, bytes + index, sizeof word);
        if (word & 0x8080808080808080) break;
    }
    while (index < size && bytes[index] < 0x80) index++;
    return index;
}

#if defined(__x86_64__)
/// The sum of 32 bytes.
static inline WIDE size_t sum_wide(__m256i bytes) {
    __m256i fours = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i twos = _mm_add_epi64(_mm256_castsi256_si128(fours), _mm256_extracti128_si256(fours, 1));
    return (size_t)(_mm_cvtsi128_si64(twos) + _mm_extract_epi64(twos, 1));
}

static WIDE size_t characters_wide(const uint8_t *bytes, size_t size) {
    const __m256i last_within = _mm256_set1_epi8(-65);
    size_t count = 0;
    while (size >= 32) {
        __m256i begun = _mm256_setzero_si256();
        // A byte counts up to 255 without overflow.
        for (int rounds = 0; rounds < 255 && size >= 32; rounds++, bytes += 32, size -= 32) {
            __m256i begins = _mm256_cmpgt_epi8(_mm256_loadu_si256((const __m256i *)bytes), last_within);
            begun = _mm256_sub_epi8(begun, begins);
        }
        count += sum_wide(begun);
    }
    return count + characters(bytes, size);
}

static WIDE size_t ascii_wide(const uint8_t *bytes, size_t size) {
    size_t index = 0;
    for (; index + 32 <= size; index += 32) {
        uint32_t beyond = (uint32_t)_mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)(bytes + index)));
        if (beyond != 0) return index + (size_t)__builtin_ctz(beyond);
    }
    return index + ascii(bytes + index, size - index);
}
#endif

size_t text_index_characters(const uint8_t *bytes, size_t size) {
#if defined(__x86_64__)
    if (size >= 32 && has_wide()) return characters_wide(bytes, size);
#endif
    return characters(bytes, size);
}

size_t text_index_ascii(const uint8_t *bytes, size_t size) {
#if defined(__x86_64__)
    if (size >= 32 && has_wide()) return ascii_wide(bytes, size);
#endif
    return ascii(bytes, size);
}

static size_t search(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
    const uint8_t *found = memmem(text, size, word, length);
    return found ? (size_t)(found - text) : size;
}

#if defined(__x86_64__)
/// Looks at 32 places at once for the word's first byte and, so far behind, its last; few places have both and not the word.
static WIDE size_t search_wide(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
    const __m256i first = _mm256_set1_epi8((char)word[0]), last = _mm256_set1_epi8((char)word[length - 1]);
    size_t place = 0;
    for (; place + length + 31 <= size; place += 32) {
        __m256i begins = _mm256_cmpeq_epi8(first, _mm256_loadu_si256((const __m256i *)(text + place)));
        __m256i ends = _mm256_cmpeq_epi8(last, _mm256_loadu_si256((const __m256i *)(text + place + length - 1)));
        uint32_t both = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(begins, ends));
        for (; both != 0; both &= both - 1) {
            size_t candidate = place + (size_t)__builtin_ctz(both), same = 1;
            while (same < length && text[candidate + same] == word[same]) same++;
            if (same == length) return candidate;
        }
    }
    return place + search(text + place, size - place, word, length);
}
#endif

size_t text_index_search(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
#if defined(__x86_64__)
    if (length > 0 && has_wide()) return search_wide(text, size, word, length);
#endif
    return search(text, size, word, length);
}
