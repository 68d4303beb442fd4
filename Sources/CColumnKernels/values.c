#include "CColumnKernels.h"
#include "vectors.h"

#include <string.h>

/// Writes the keys of a value of `length` bytes.
typedef void (*key_writer)(const uint8_t *value, uint32_t length, uint64_t *key, uint64_t *later_key);

static inline uint64_t load(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return word;
#else
    return __builtin_bswap64(word);
#endif
}

/// All ones in the first bytes of a number, as many as are given, up to eight.
static const uint64_t first_bytes[9] = {
    0, 0xff00000000000000, 0xffff000000000000, 0xffffff0000000000, 0xffffffff00000000,
    0xffffffffff000000, 0xffffffffffff0000, 0xffffffffffffff00, 0xffffffffffffffff,
};

static void write_keys_plain(const uint8_t *value, uint32_t length, uint64_t *key, uint64_t *later_key) {
    uint32_t second = length > 8 ? length - 8 : 0;
    *key = load(value) & first_bytes[length < 8 ? length : 8];
    *later_key = load(value + 8) & first_bytes[second < 8 ? second : 8];
}

#if defined(__x86_64__)
static inline VECTOR void write_keys_vector(const uint8_t *value, uint32_t length, uint64_t *key, uint64_t *later_key) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)value);
    __m128i keep = _mm_loadu_si128((const __m128i *)(leading_bytes + 16 - (length < 16 ? length : 16)));
    __m128i turned = _mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
    __m128i keys = _mm_shuffle_epi8(_mm_and_si128(bytes, keep), turned);
    _mm_storel_epi64((__m128i *)key, keys);
    _mm_storeh_pd((double *)later_key, _mm_castsi128_pd(keys));
}
#endif

ALWAYS_INLINE size_t find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          const struct column_values *values, size_t *count, size_t *missing, key_writer write_keys) {
    const uint8_t *text = rows->text;
    const uint32_t *bases = rows->bases, *ends = rows->field_ends + column;
    const bool *suspects = rows->suspects;
    const uint8_t **starts = values->starts;
    uint32_t *lengths = values->lengths;
    uint64_t *keys = values->keys, *later_keys = values->later_keys;
    size_t found = *count, absent = 0, size = rows->count;
    for (; row < size; row++) {
        const uint32_t *field = ends + bases[row];
        uint32_t start = field[-1] + 1, end = field[0];
        if (trims && text[end] == '\n' && end > start && text[end - 1] == '\r') end--;
        uint32_t length = end - start;
        const uint8_t *value = text + start;
        if (length == 0) {
            absent++;
            continue;
        }
        if (suspects[value[0]] || value[length - 1] <= 0x20) break;
        starts[found] = value;
        lengths[found] = length;
        write_keys(value, length, keys + found, later_keys + found);
        found++;
    }
    *count = found;
    *missing += absent;
    return row;
}

#if defined(__x86_64__)
static VECTOR size_t find_vector(const struct column_rows *rows, size_t row, size_t column, bool trims,
                                 const struct column_values *values, size_t *count, size_t *missing) {
    return find(rows, row, column, trims, values, count, missing, write_keys_vector);
}
#endif

size_t column_values_find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          const struct column_values *values, size_t *count, size_t *missing) {
#if defined(__x86_64__)
    if (has_vector()) return find_vector(rows, row, column, trims, values, count, missing);
#endif
    return find(rows, row, column, trims, values, count, missing, write_keys_plain);
}

ALWAYS_INLINE struct column_lengths sum(const uint32_t *lengths, size_t count) {
    struct column_lengths seen = {.least = UINT32_MAX};
    for (size_t index = 0; index < count; index++) {
        uint32_t length = lengths[index];
        seen.least = length < seen.least ? length : seen.least;
        seen.most = length > seen.most ? length : seen.most;
        seen.sum += length;
    }
    return seen;
}

#if defined(__x86_64__)
static VECTOR struct column_lengths sum_vector(const uint32_t *lengths, size_t count) { return sum(lengths, count); }
#endif

struct column_lengths column_lengths_sum(const uint32_t *lengths, size_t count) {
#if defined(__x86_64__)
    if (has_vector()) return sum_vector(lengths, count);
#endif
    return sum(lengths, count);
}
