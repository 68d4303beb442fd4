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
    for (size_t index = 0; index < count; index++) cells[column_cell(hashes[index], mask)]++;
}

/// A bit that no count reaches.
static const uint16_t mark = COLUMN_CELLS_MOST + 1;

ALWAYS_INLINE size_t choose(const uint64_t *hashes, size_t count, const uint16_t *cells, size_t mask, uint16_t enough,
                            uint32_t *places) {
    size_t found = 0;
    for (size_t index = 0; index < count; index++) {
        if (cells[column_cell(hashes[index], mask)] >= enough) places[found++] = (uint32_t)index;
    }
    return found;
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
static AVX2 void count_cells_vector(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask) {
    count_cells(hashes, count, cells, mask);
}

static AVX2 size_t choose_vector(const uint64_t *hashes, size_t count, const uint16_t *cells, size_t mask,
                                   uint16_t enough, uint32_t *places) {
    return choose(hashes, count, cells, mask, enough, places);
}

/// The greatest of sixteen.
ALWAYS_INLINE AVX2 uint16_t greatest(__m256i numbers) {
    __m128i eight = _mm_max_epu16(_mm256_castsi256_si128(numbers), _mm256_extracti128_si256(numbers, 1));
    // The instruction there is finds the least.
    __m128i turned = _mm_xor_si128(eight, _mm_set1_epi8(-1));
    return (uint16_t)~_mm_cvtsi128_si32(_mm_minpos_epu16(turned));
}

static AVX2 struct column_cells_range cells_range_vector(const uint16_t *cells, size_t count, uint16_t enough) {
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

static AVX2 size_t next_vector(const uint64_t *keys, size_t start, size_t count, uint64_t key) {
    const __m256i wanted = _mm256_set1_epi64x((int64_t)key);
    size_t index = start;
    for (; index + 4 <= count; index += 4) {
        __m256i is_wanted = _mm256_cmpeq_epi64(_mm256_loadu_si256((const __m256i *)(keys + index)), wanted);
        uint32_t found = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(is_wanted));
        if (found != 0) return index + (size_t)__builtin_ctz(found);
    }
    return next(keys, index, count, key);
}

static AVX2 struct column_key_range range_vector(const uint64_t *keys, size_t count) { return range(keys, count); }

static AVX2 void add_vector(uint8_t *registers, const uint64_t *hashes, size_t count) {
    add(registers, hashes, count);
}
#endif

/// A value of more than 16 bytes, as far as it is hashed.
struct long_value {
    const uint8_t *bytes;
    size_t rest;
    uint64_t state;
    size_t index;
};

/// Mixes in the next 16 bytes of which there must be more.
ALWAYS_INLINE void take_block(struct long_value *value) {
    value->state = hash_fold(value->state ^ load_word(value->bytes) ^ hash_first,
                             load_word(value->bytes + 8) ^ hash_third);
    value->bytes += 16;
    value->rest -= 16;
}

/// How many blocks come before the last, which has 1 to 16 bytes.
ALWAYS_INLINE size_t blocks_before_last(const struct long_value *value) { return (value->rest - 1) / 16; }

ALWAYS_INLINE uint64_t finish(struct long_value value, size_t length) {
    while (value.rest > 16) take_block(&value);
    // The last bytes are loaded with some before them, which are shifted out.
    size_t rest = value.rest;
    uint64_t last = load_word(value.bytes + rest - 8);
    uint64_t low = rest >= 8 ? load_word(value.bytes) : last >> (64 - 8 * rest);
    uint64_t high = rest > 8 ? last >> (128 - 8 * rest) : 0;
    return hash_of(low ^ value.state, high, length);
}

/// Takes as many blocks of each of four values as the shortest has before its last. Each waits for its own
/// multiplications alone, so that the processor does four at a time.
static void take_blocks(struct long_value values[4]) {
    struct long_value a = values[0], b = values[1], c = values[2], d = values[3];
    size_t first = blocks_before_last(&a), second = blocks_before_last(&b);
    size_t third = blocks_before_last(&c), fourth = blocks_before_last(&d);
    size_t blocks = first < second ? first : second;
    blocks = blocks < third ? blocks : third;
    blocks = blocks < fourth ? blocks : fourth;
    for (; blocks > 0; blocks--) {
        take_block(&a);
        take_block(&b);
        take_block(&c);
        take_block(&d);
    }
    values[0] = a, values[1] = b, values[2] = c, values[3] = d;
}

void column_values_hash_long(const struct column_values *values, size_t count) {
    struct long_value open[4];
    size_t opened = 0, next = 0;
    for (;;) {
        for (; next < count && opened < 4; next++) {
            if (values->lengths[next] <= 16) continue;
            open[opened++] = (struct long_value){values->starts[next], values->lengths[next], 0, next};
        }
        if (opened < 4) break;
        take_blocks(open);
        for (size_t place = opened; place-- > 0;) {
            if (open[place].rest > 16) continue;
            size_t index = open[place].index;
            values->hashes[index] = finish(open[place], values->lengths[index]);
            open[place] = open[--opened];
        }
    }
    while (opened-- > 0) {
        size_t index = open[opened].index;
        values->hashes[index] = finish(open[opened], values->lengths[index]);
    }
}

uint64_t column_value_hash(const uint8_t *value, size_t length) {
    return finish((struct long_value){value, length, 0, 0}, length);
}

struct column_key_range column_keys_range(const uint64_t *keys, size_t count) {
#if defined(__x86_64__)
    if (has_avx2()) return range_vector(keys, count);
#endif
    return range(keys, count);
}

size_t column_keys_next(const uint64_t *keys, size_t start, size_t count, uint64_t key) {
#if defined(__x86_64__)
    if (has_avx2()) return next_vector(keys, start, count, key);
#endif
    return next(keys, start, count, key);
}

void column_registers_add(uint8_t *registers, const uint64_t *hashes, size_t count) {
#if defined(__x86_64__)
    if (has_avx2()) return add_vector(registers, hashes, count);
#endif
    add(registers, hashes, count);
}

void column_cells_count(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask) {
#if defined(__x86_64__)
    if (has_avx2()) return count_cells_vector(hashes, count, cells, mask);
#endif
    count_cells(hashes, count, cells, mask);
}

void column_cells_mark(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask, uint16_t enough) {
    for (size_t index = 0; index < count; index++) {
        uint16_t *cell = &cells[column_cell(hashes[index], mask)];
        *cell = hashes[index] != 0 && *cell < enough ? mark : *cell;
    }
}

size_t column_cells_choose(const uint64_t *hashes, size_t count, const uint16_t *cells, size_t mask, uint16_t enough,
                           uint32_t *places) {
#if defined(__x86_64__)
    if (has_avx2()) return choose_vector(hashes, count, cells, mask, enough, places);
#endif
    return choose(hashes, count, cells, mask, enough, places);
}

struct column_cells_range column_cells_range(const uint16_t *cells, size_t count, uint16_t enough) {
#if defined(__x86_64__)
    if (has_avx2()) return cells_range_vector(cells, count, enough);
#endif
    return cells_range(cells, count, enough);
}
