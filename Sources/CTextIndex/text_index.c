#include "CTextIndex.h"

#include <string.h>

#include "CProcessor.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Which bytes of a block of 64 are what, the first lowest.
struct masks {
    uint64_t delimiter, quote, lf, cr, beyond_ascii;
};

/// How a processor does what is done with each block.
struct means {
    struct masks (*mask)(const uint8_t *block, struct text_index_dialect dialect);
    /// As `text_bits_parities`.
    uint64_t (*parities)(uint64_t bits);
    /// As `text_bits_write`.
    size_t (*write)(uint32_t *offsets, size_t count, uint32_t base, uint64_t bits);
};

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
                              struct progress *progress, uint32_t *field_ends, const uint32_t *record_ends,
                              struct means means) {
    size_t count = (size_t)__builtin_popcountll(ends), first = progress->fields - progress->base;
    if (newline == 0 && (first + count < columns.first || first >= columns.end)) {
        progress->fields += count;
        return;
    }
    progress->fields = means.write(field_ends, progress->fields, base, ends);
    if (newline != 0) progress->base = (size_t)record_ends[progress->records - 1] + 1;
}

/// Takes one block; `valid` has a bit for each byte that belongs to the text. Returns whether its quotes are regular.
ALWAYS_INLINE bool take_block(struct masks masks, uint64_t valid, uint64_t next_lf, uint32_t base,
                              const struct text_index_columns *columns, struct progress *progress, uint32_t *field_ends,
                              uint32_t *record_ends, struct text_index_result *result, struct means means) {
    uint64_t outside = ~progress->inside;
    result->has_quotes |= masks.quote != 0;
    // Where there are some, no processor can foresee which blocks have them.
    if (result->has_quotes) {
        uint64_t parity = means.parities(masks.quote) ^ progress->inside;
        uint64_t opening = masks.quote & parity;
        uint64_t starters = masks.delimiter | masks.lf | masks.cr | masks.quote;
        if (opening & ~(starters << 1 | progress->may_open)) return false;
        progress->inside = (uint64_t)((int64_t)parity >> 63);
        outside = ~parity;
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
        write_ends(ends, newline, base, *columns, progress, field_ends, record_ends, means);
    } else {
        progress->fields = means.write(field_ends, progress->fields, base, ends);
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
                        struct text_index_result *result, struct means means) {
    struct progress progress = {.may_open = 1};
    // A CR at the end may be half of a CRLF; it waits for what follows.
    if (!is_last && size > 0 && text[size - 1] == '\r') size--;
    for (size_t offset = 0; offset < size; offset += 64) {
        uint64_t valid = valid_bits(offset, size);
        struct masks masks = means.mask(text + offset, dialect);
        masks.quote &= dialect.has_quote ? valid : 0;
        masks.lf &= valid;
        masks.cr &= valid;
        uint64_t next_lf = offset + 64 < size && text[offset + 64] == '\n';
        if (!take_block(masks, valid, next_lf, (uint32_t)offset, columns, &progress, field_ends, record_ends, result,
                        means)) {
            result->is_irregular = true;
            return;
        }
    }
    conclude(progress, field_ends, record_ends, result);
}

static void find_plain(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                       const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                       struct text_index_result *result) {
    find(text, size, is_last, dialect, columns, field_ends, record_ends, result,
         (struct means){masks_plain, text_bits_parities, text_bits_write});
}

#if defined(__x86_64__)
static inline AVX2 uint64_t match_wide(__m256i low, __m256i high, uint8_t value) {
    __m256i wanted = _mm256_set1_epi8((char)value);
    uint32_t first = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted));
    uint32_t second = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted));
    return first | (uint64_t)second << 32;
}

static inline AVX2 struct masks masks_wide(const uint8_t *block, struct text_index_dialect dialect) {
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

static AVX2 void find_wide(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                           uint32_t *field_ends, uint32_t *record_ends, struct text_index_result *result) {
    find(text, size, is_last, dialect, NULL, field_ends, record_ends, result,
         (struct means){masks_wide, text_bits_parities_avx2, text_bits_write});
}

static AVX2 void find_some_wide(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                                const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                                struct text_index_result *result) {
    find(text, size, is_last, dialect, columns, field_ends, record_ends, result,
         (struct means){masks_wide, text_bits_parities_avx2, text_bits_write});
}

ALWAYS_INLINE AVX512 struct masks masks_widest(const uint8_t *block, struct text_index_dialect dialect) {
    __m512i bytes = _mm512_loadu_si512(block);
    return (struct masks){
        .delimiter = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)dialect.delimiter)),
        .quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8((char)dialect.quote)),
        .lf = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\n')),
        .cr = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\r')),
        .beyond_ascii = _mm512_movepi8_mask(bytes),
    };
}

/// The places of all bits at once; sixteen are written at a time, whether there are as many or not.
ALWAYS_INLINE AVX512 size_t write_widest(uint32_t *offsets, size_t count, uint32_t base, uint64_t bits) {
    static const uint8_t all[64] = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
        32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
        48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    int found = __builtin_popcountll(bits);
    __m512i places = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(all));
    for (int written = 0; written < found; written += 16) {
        __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places));
        _mm512_storeu_si512(offsets + count + written, _mm512_add_epi32(sixteen, _mm512_set1_epi32((int32_t)base)));
        places = _mm512_alignr_epi64(places, places, 2);
    }
    return count + (size_t)found;
}

static AVX512 void find_widest(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                               uint32_t *field_ends, uint32_t *record_ends, struct text_index_result *result) {
    find(text, size, is_last, dialect, NULL, field_ends, record_ends, result,
         (struct means){masks_widest, text_bits_parities_avx2, write_widest});
}

static AVX512 void find_some_widest(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                                    const struct text_index_columns *columns, uint32_t *field_ends,
                                    uint32_t *record_ends, struct text_index_result *result) {
    find(text, size, is_last, dialect, columns, field_ends, record_ends, result,
         (struct means){masks_widest, text_bits_parities_avx2, write_widest});
}
#endif

void text_index_find(const uint8_t *text, size_t size, bool is_last, struct text_index_dialect dialect,
                     const struct text_index_columns *columns, uint32_t *field_ends, uint32_t *record_ends,
                     struct text_index_result *result) {
    memset(result, 0, sizeof *result);
#if defined(__x86_64__)
    // What all columns are asked of has a loop of its own, without a question about each block.
    if (has_avx512() && columns) {
        return find_some_widest(text, size, is_last, dialect, columns, field_ends, record_ends, result);
    }
    if (has_avx512()) return find_widest(text, size, is_last, dialect, field_ends, record_ends, result);
    if (has_avx2() && columns) {
        return find_some_wide(text, size, is_last, dialect, columns, field_ends, record_ends, result);
    }
    if (has_avx2()) return find_wide(text, size, is_last, dialect, field_ends, record_ends, result);
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
