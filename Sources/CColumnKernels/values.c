#include "CColumnKernels.h"
#include "hashing.h"
#include "vectors.h"

#include <string.h>

/// The bytes of a value of at most 16, the first lowest; zeros stand for bytes that are not there.
struct head {
    uint64_t low, high;
};

typedef struct head (*head_reader)(const uint8_t *value, uint32_t length);

/// All ones in the last bytes of a number, as many as are given, up to eight.
static const uint64_t last_bytes[9] = {
    0, 0xff, 0xffff, 0xffffff, 0xffffffff, 0xffffffffff, 0xffffffffffff, 0xffffffffffffff, 0xffffffffffffffff,
};

static struct head read_head_plain(const uint8_t *value, uint32_t length) {
    uint32_t second = length > 8 ? length - 8 : 0;
    return (struct head){
        .low = load_word(value) & last_bytes[length < 8 ? length : 8], .high = load_word(value + 8) & last_bytes[second],
    };
}

#if defined(__x86_64__)
static inline AVX2 struct head read_head_vector(const uint8_t *value, uint32_t length) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)value);
    __m128i keep = _mm_loadu_si128((const __m128i *)(leading_bytes + 16 - length));
    __m128i kept = _mm_and_si128(bytes, keep);
    return (struct head){
        .low = (uint64_t)_mm_cvtsi128_si64(kept), .high = (uint64_t)_mm_extract_epi64(kept, 1),
    };
}
#endif

static __attribute__((noinline)) void take_long(struct column_values *values, size_t index) {
    const uint8_t *value = values->starts[index];
    values->keys[index] = __builtin_bswap64(load_word(value));
    values->later_keys[index] = __builtin_bswap64(load_word(value + 8));
    values->has_long = true;
}

ALWAYS_INLINE size_t find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          struct column_values *values, size_t *count, size_t *missing, head_reader read_head) {
    const uint8_t *text = rows->text;
    const uint32_t *bases = rows->bases, *ends = rows->field_ends + column;
    const bool *suspects = rows->suspects;
    const uint8_t **starts = values->starts;
    uint32_t *lengths = values->lengths;
    uint64_t *keys = values->keys, *later_keys = values->later_keys, *hashes = values->hashes;
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
        if (length > 16) {
            take_long(values, found++);
            continue;
        }
        struct head head = read_head(value, length);
        keys[found] = __builtin_bswap64(head.low);
        later_keys[found] = __builtin_bswap64(head.high);
        hashes[found] = hash_of(head.low, head.high, length);
        found++;
    }
    *count = found;
    *missing += absent;
    return row;
}

#if defined(__x86_64__)
static AVX2 size_t find_vector(const struct column_rows *rows, size_t row, size_t column, bool trims,
                                 struct column_values *values, size_t *count, size_t *missing) {
    if (!trims) return find(rows, row, column, false, values, count, missing, read_head_vector);
    return find(rows, row, column, true, values, count, missing, read_head_vector);
}
#endif

size_t column_values_find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          struct column_values *values, size_t *count, size_t *missing) {
#if defined(__x86_64__)
    if (has_avx2()) return find_vector(rows, row, column, trims, values, count, missing);
#endif
    return find(rows, row, column, trims, values, count, missing, read_head_plain);
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
static AVX2 struct column_lengths sum_vector(const uint32_t *lengths, size_t count) { return sum(lengths, count); }
#endif

struct column_lengths column_lengths_sum(const uint32_t *lengths, size_t count) {
#if defined(__x86_64__)
    if (has_avx2()) return sum_vector(lengths, count);
#endif
    return sum(lengths, count);
}
