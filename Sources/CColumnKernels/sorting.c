#include "CColumnKernels.h"
#include "vectors.h"

#include <string.h>

/// A number that orders as the double of these bits does: of a negative one, all bits but the sign are turned. Done
/// twice, it changes nothing.
ALWAYS_INLINE int64_t turn(int64_t bits) { return bits ^ (int64_t)((uint64_t)(bits >> 63) >> 1); }

/// Merges the sorted runs of `left` and `right` keys that lie at `source`.
typedef void (*merger)(const int64_t *source, size_t left, size_t right, int64_t *target);
/// Sorts each sixteen keys.
typedef void (*run_sorter)(int64_t *keys, size_t count);

enum { run_length = 16 };

/// Sorts keys, of which there are a multiple of `run_length`. They end in `keys` or in `room`, whichever is returned.
ALWAYS_INLINE int64_t *sort(int64_t *keys, size_t count, int64_t *room, run_sorter sort_runs, merger merge) {
    sort_runs(keys, count);
    int64_t *source = keys, *target = room;
    for (size_t width = run_length; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t rest = count - start, left = rest < width ? rest : width;
            size_t right = rest - left < width ? rest - left : width;
            if (right == 0) {
                memcpy(target + start, source + start, left * sizeof *source);
            } else {
                merge(source + start, left, right, target + start);
            }
        }
        int64_t *merged = target;
        target = source;
        source = merged;
    }
    return source;
}

static void sort_runs_plain(int64_t *keys, size_t count) {
    for (size_t start = 0; start < count; start += run_length) {
        int64_t *run = keys + start;
        for (int index = 1; index < run_length; index++) {
            int64_t key = run[index];
            int place = index;
            for (; place > 0 && run[place - 1] > key; place--) run[place] = run[place - 1];
            run[place] = key;
        }
    }
}

/// Chooses by arithmetic, as no processor can foresee which key is less.
static void merge_plain(const int64_t *source, size_t left, size_t right, int64_t *target) {
    const int64_t *first = source, *second = source + left, *first_end = second, *second_end = second + right;
    while (first < first_end && second < second_end) {
        int64_t one = *first, other = *second;
        bool takes_second = other < one;
        *target++ = takes_second ? other : one;
        first += !takes_second;
        second += takes_second;
    }
    memcpy(target, first, (size_t)(first_end - first) * sizeof *source);
    memcpy(target + (first_end - first), second, (size_t)(second_end - second) * sizeof *source);
}

#if defined(__x86_64__)
/// Eight keys.
struct pair {
    __m256i low, high;
};

ALWAYS_INLINE AVX2 __m256i load_keys_vector(const int64_t *keys) { return _mm256_loadu_si256((const __m256i *)keys); }
ALWAYS_INLINE AVX2 void store_keys_vector(int64_t *target, __m256i keys) { _mm256_storeu_si256((__m256i *)target, keys); }
ALWAYS_INLINE AVX2 __m256i reversed(__m256i keys) { return _mm256_permute4x64_epi64(keys, 0x1b); }

/// The lesser and the greater of each lane.
ALWAYS_INLINE AVX2 struct pair ordered(__m256i one, __m256i other) {
    __m256i is_greater = _mm256_cmpgt_epi64(one, other);
    return (struct pair){_mm256_blendv_epi8(one, other, is_greater), _mm256_blendv_epi8(other, one, is_greater)};
}

/// Sorts four keys that first rise and then fall, or the other way round, and four others (Batcher, "Sorting networks
/// and their applications", AFIPS 1968).
ALWAYS_INLINE AVX2 struct pair sorted_bitonic(struct pair keys) {
    __m256i one = _mm256_permute2x128_si256(keys.low, keys.high, 0x20);
    __m256i other = _mm256_permute2x128_si256(keys.low, keys.high, 0x31);
    struct pair halves = ordered(one, other);
    struct pair lanes = ordered(_mm256_unpacklo_epi64(halves.low, halves.high),
                                _mm256_unpackhi_epi64(halves.low, halves.high));
    __m256i even = _mm256_unpacklo_epi64(lanes.low, lanes.high), odd = _mm256_unpackhi_epi64(lanes.low, lanes.high);
    return (struct pair){_mm256_permute2x128_si256(even, odd, 0x20), _mm256_permute2x128_si256(even, odd, 0x31)};
}

/// Merges four sorted keys with four others.
ALWAYS_INLINE AVX2 struct pair merged_vector(__m256i one, __m256i other) {
    return sorted_bitonic(ordered(one, reversed(other)));
}

/// Sorts sixteen keys: four in each lane, which are then merged.
ALWAYS_INLINE AVX2 void sort_sixteen(int64_t *keys) {
    struct pair first = ordered(load_keys_vector(keys), load_keys_vector(keys + 4));
    struct pair second = ordered(load_keys_vector(keys + 8), load_keys_vector(keys + 12));
    struct pair least = ordered(first.low, second.low), greatest = ordered(first.high, second.high);
    struct pair middle = ordered(least.high, greatest.low);
    __m256i a = _mm256_unpacklo_epi64(least.low, middle.low);
    __m256i b = _mm256_unpackhi_epi64(least.low, middle.low);
    __m256i c = _mm256_unpacklo_epi64(middle.high, greatest.high);
    __m256i d = _mm256_unpackhi_epi64(middle.high, greatest.high);
    struct pair one = merged_vector(_mm256_permute2x128_si256(a, c, 0x20), _mm256_permute2x128_si256(b, d, 0x20));
    struct pair other = merged_vector(_mm256_permute2x128_si256(a, c, 0x31), _mm256_permute2x128_si256(b, d, 0x31));
    struct pair outer = ordered(one.low, reversed(other.high)), inner = ordered(one.high, reversed(other.low));
    struct pair low = sorted_bitonic(ordered(outer.low, inner.low));
    struct pair high = sorted_bitonic(ordered(outer.high, inner.high));
    store_keys_vector(keys, low.low);
    store_keys_vector(keys + 4, low.high);
    store_keys_vector(keys + 8, high.low);
    store_keys_vector(keys + 12, high.high);
}

ALWAYS_INLINE AVX2 void sort_runs_vector(int64_t *keys, size_t count) {
    for (size_t start = 0; start < count; start += run_length) sort_sixteen(keys + start);
}

/// All ones where a key is less than another, which no processor can foresee.
ALWAYS_INLINE ptrdiff_t mask_of(int64_t key, int64_t other) { return -(ptrdiff_t)__builtin_unpredictable(key < other); }

/// The next keys of two runs, as many as a step, by arithmetic.
ALWAYS_INLINE const int64_t *next(const int64_t **left, const int64_t **right, ptrdiff_t step) {
    const int64_t *one = *left, *other = *right;
    ptrdiff_t takes_right = mask_of(*other, *one);
    *right = other + (step & takes_right);
    *left = one + (step & ~takes_right);
    return one + ((other - one) & takes_right);
}

/// The last keys of two runs, whose ends are given.
ALWAYS_INLINE const int64_t *next_last(const int64_t **left, const int64_t **right, ptrdiff_t step) {
    const int64_t *one = *left, *other = *right;
    ptrdiff_t takes_left = mask_of(other[-1], one[-1]);
    *left = one - (step & takes_left);
    *right = other - (step & ~takes_left);
    return other - step + ((one - other) & takes_left);
}

#define LANES 4
#define TARGET AVX2
#define NAMED(name) name##_vector
#define KEYS struct pair
#include "merging.h"

static AVX2 int64_t *sort_vector(int64_t *keys, size_t count, int64_t *room) {
    return sort(keys, count, room, sort_runs_vector, merge_vector);
}

/// Sixteen keys.
struct octets {
    __m512i low, high;
};

ALWAYS_INLINE AVX512 __m512i load_keys_widest(const int64_t *keys) { return _mm512_loadu_si512(keys); }
ALWAYS_INLINE AVX512 void store_keys_widest(int64_t *target, __m512i keys) { _mm512_storeu_si512(target, keys); }

/// Sorts eight keys that first rise and then fall, or the other way round.
ALWAYS_INLINE AVX512 __m512i sorted_bitonic_widest(__m512i keys) {
    __m512i other = _mm512_shuffle_i64x2(keys, keys, 0x4e);
    keys = _mm512_mask_max_epi64(_mm512_min_epi64(keys, other), 0xf0, keys, other);
    other = _mm512_permutex_epi64(keys, 0x4e);
    keys = _mm512_mask_max_epi64(_mm512_min_epi64(keys, other), 0xcc, keys, other);
    other = _mm512_permutex_epi64(keys, 0xb1);
    return _mm512_mask_max_epi64(_mm512_min_epi64(keys, other), 0xaa, keys, other);
}

/// Merges eight sorted keys with eight others.
ALWAYS_INLINE AVX512 struct octets merged_widest(__m512i one, __m512i other) {
    __m512i reversed = _mm512_permutexvar_epi64(_mm512_setr_epi64(7, 6, 5, 4, 3, 2, 1, 0), other);
    return (struct octets){
        .low = sorted_bitonic_widest(_mm512_min_epi64(one, reversed)),
        .high = sorted_bitonic_widest(_mm512_max_epi64(one, reversed)),
    };
}

#define LANES 8
#define TARGET AVX512
#define NAMED(name) name##_widest
#define KEYS struct octets
#include "merging.h"

static AVX512 void sort_runs_widest(int64_t *keys, size_t count) { sort_runs_vector(keys, count); }

static AVX512 int64_t *sort_widest(int64_t *keys, size_t count, int64_t *room) {
    return sort(keys, count, room, sort_runs_widest, merge_widest);
}
#endif

static int64_t *sort_plain(int64_t *keys, size_t count, int64_t *room) {
    return sort(keys, count, room, sort_runs_plain, merge_plain);
}

/// Writes the keys of numbers, and as many of the greatest as make `padded`.
static void write_keys(int64_t *keys, const double *numbers, size_t count, size_t padded) {
    memcpy(keys, numbers, count * sizeof *numbers);
    for (size_t index = 0; index < count; index++) keys[index] = turn(keys[index]);
    for (size_t index = count; index < padded; index++) keys[index] = INT64_MAX;
}

/// Writes the numbers of keys, which are turned.
static void write_numbers(double *numbers, int64_t *keys, size_t count) {
    for (size_t index = 0; index < count; index++) keys[index] = turn(keys[index]);
    memcpy(numbers, keys, count * sizeof *numbers);
}

/// Four keys that begin at a multiple of 32 bytes are in one line of the cache.
static int64_t *aligned(int64_t *room) { return room + (-((uintptr_t)room / sizeof *room) & 3); }

void column_numbers_sort(double *numbers, size_t count, int64_t *room) {
    size_t padded = (count + run_length - 1) / run_length * run_length;
    int64_t *keys = aligned(room), *other = keys + padded, *sorted;
    write_keys(keys, numbers, count, padded);
#if defined(__x86_64__)
    if (has_avx512()) {
        sorted = sort_widest(keys, padded, other);
    } else if (has_avx2()) {
        sorted = sort_vector(keys, padded, other);
    } else {
        sorted = sort_plain(keys, padded, other);
    }
#else
    sorted = sort_plain(keys, padded, other);
#endif
    write_numbers(numbers, sorted, count);
}

void column_numbers_merge(const double *left, size_t left_count, const double *right, size_t right_count,
                          double *target, int64_t *room) {
    size_t left_padded = (left_count + 7) / 8 * 8, right_padded = (right_count + 7) / 8 * 8;
    int64_t *keys = aligned(room), *merged = keys + left_padded + right_padded;
    write_keys(keys, left, left_count, left_padded);
    write_keys(keys + left_padded, right, right_count, right_padded);
    merger merge = merge_plain;
#if defined(__x86_64__)
    // These take some of each to begin with.
    if (has_avx2() && left_count > 0 && right_count > 0) merge = has_avx512() ? merge_widest : merge_vector;
#endif
    merge(keys, left_padded, right_padded, merged);
    write_numbers(target, merged, left_count + right_count);
}
