#include "CColumnKernels.h"
#include "hashing.h"
#include "vectors.h"

#include <string.h>

static const int precision = 14;

ALWAYS_INLINE struct column_key_range range(const uint64_t *keys, size_t count) {
    struct column_key_range seen = {.least = keys[0], .greatest = keys[0]};
    for (size_t index = 1; index < count; index++) {
        seen.least = keys[index] < seen.least ? keys[index] : seen.least;
        seen.greatest = keys[index] > seen.greatest ? keys[index] : seen.greatest;
    }
    return seen;
}

ALWAYS_INLINE void add(uint8_t *registers, const uint64_t *hashes, size_t count) {
    for (size_t index = 0; index < count; index++) {
        uint64_t place = hashes[index] >> (64 - precision);
        // The bit below those left ends the count of zeros at the largest value.
        uint64_t rest = hashes[index] << precision | UINT64_C(1) << (precision - 1);
        uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1), known = registers[place];
        // Written whether it is larger or not: while registers fill, no processor can foresee which.
        registers[place] = rank > known ? rank : known;
    }
}

ALWAYS_INLINE void count_cells(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask) {
    for (size_t index = 0; index < count; index++) cells[hashes[index] >> 20 & mask]++;
}

static size_t next(const uint64_t *keys, size_t start, size_t count, uint64_t key) {
    while (start < count && keys[start] != key) start++;
    return start;
}

static struct column_cells_range cells_range(const uint16_t *cells, size_t count, uint16_t enough) {
    struct column_cells_range seen = {0};
    for (size_t index = 0; index < count; index++) {
        uint16_t below = cells[index] < enough ? cells[index] : 0;
        seen.most = cells[index] > seen.most ? cells[index] : seen.most;
        seen.most_below = below > seen.most_below ? below : seen.most_below;
    }
    return seen;
}

#if defined(__x86_64__)
static VECTOR void count_cells_vector(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask) {
    count_cells(hashes, count, cells, mask);
}

/// The greatest of sixteen.
ALWAYS_INLINE VECTOR uint16_t greatest(__m256i numbers) {
    __m128i eight = _mm_max_epu16(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
    // The instruction there is finds the least.
    __m128i turned = _mm_xor_si128(eight, _mm_set1_epi8(-1));
    return (uint16_t)~_mm_cvtsi128_si32(_mm_minpos_epu16(turned));
}

static VECTOR struct column_cells_range cells_range_vector(const uint16_t *cells, size_t count, uint16_t enough) {
    const __m256i last_below = _mm256_set1_epi16((int16_t)(enough - 1));
    __m256i most = _mm256_setzero_si256(), most_below = most;
    for (size_t index = 0; index < count; index += 16) {
        __m256i sixteen = _mm256_loadu_si256((const __m256i *)(cells + index));
        __m256i is_below = _mm256_cmpeq_epi16(_mm256_min_epu16(sixteen, last_below), sixteen);
        most = _mm256_max_epu16(most, sixteen);
        most_below = _mm256_max_epu16(most_below, _mm256_and_si256(sixteen, is_below));
    }
    return (struct column_cells_range){.most = greatest(most), .most_below = greatest(most_below)};
}

static VECTOR size_t next_vector(const uint64_t *keys, size_t start, size_t count, uint64_t key) {
    const __m256i wanted = _mm256_set1_epi64x((int64_t)key);
    size_t index = start;
    for (; index + 4 <= count; index += 4) {
        __m256i is_wanted = _mm256_cmpeq_epi64(_mm256_loadu_si256((const __m256i *)(keys + index)), wanted);
        uint32_t found = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(is_wanted));
        if (found != 0) return index + (size_t)__builtin_ctz(found);
    }
    return next(keys, index, count, key);
}

static VECTOR struct column_key_range range_vector(const uint64_t *keys, size_t count) { return range(keys, count); }

static VECTOR void add_vector(uint8_t *registers, const uint64_t *hashes, size_t count) {
    add(registers, hashes, count);
}
#endif

uint64_t column_value_hash(const uint8_t *value, size_t length) {
    uint64_t state = 0;
    size_t rest = length;
    for (; rest > 16; rest -= 16) {
        state = hash_fold(state ^ load_word(value) ^ hash_first, load_word(value + 8) ^ hash_third);
        value += 16;
    }
    // The last bytes are loaded with some before them, which are shifted out.
    uint64_t last = load_word(value + rest - 8);
    uint64_t low = rest >= 8 ? load_word(value) : last >> (64 - 8 * rest);
    uint64_t high = rest > 8 ? last >> (128 - 8 * rest) : 0;
    return hash_of(low ^ state, high, length);
}

struct column_key_range column_keys_range(const uint64_t *keys, size_t count) {
#if defined(__x86_64__)
    if (has_vector()) return range_vector(keys, count);
#endif
    return range(keys, count);
}

size_t column_keys_next(const uint64_t *keys, size_t start, size_t count, uint64_t key) {
#if defined(__x86_64__)
    if (has_vector()) return next_vector(keys, start, count, key);
#endif
    return next(keys, start, count, key);
}

void column_registers_add(uint8_t *registers, const uint64_t *hashes, size_t count) {
#if defined(__x86_64__)
    if (has_vector()) return add_vector(registers, hashes, count);
#endif
    add(registers, hashes, count);
}

void column_cells_count(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask) {
#if defined(__x86_64__)
    if (has_vector()) return count_cells_vector(hashes, count, cells, mask);
#endif
    count_cells(hashes, count, cells, mask);
}

struct column_cells_range column_cells_range(const uint16_t *cells, size_t count, uint16_t enough) {
#if defined(__x86_64__)
    if (has_vector()) return cells_range_vector(cells, count, enough);
#endif
    return cells_range(cells, count, enough);
}
