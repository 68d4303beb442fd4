#include "CColumnKernels.h"
#include "vectors.h"

#include <math.h>
#include <string.h>

/// Added to a number between -2^51 and 2^51, this leaves the nearest whole number in the lowest bits.
static const double rounder = 0x1.8p52;

typedef struct column_number_range (*ranger)(const double *numbers, size_t count);
/// Notes bins; returns whether a number is too near to an edge.
typedef bool (*noter)(const double *numbers, size_t count, const struct column_bins *bins, uint8_t *noted);

ALWAYS_INLINE void take(struct column_number_range *range, double number) {
    if (!isfinite(number)) return;
    if (number < range->least) range->least = number;
    if (number > range->greatest) range->greatest = number;
}

static struct column_number_range range_plain(const double *numbers, size_t count) {
    struct column_number_range range = {INFINITY, -INFINITY};
    for (size_t index = 0; index < count; index++) take(&range, numbers[index]);
    return range;
}

static bool note_plain(const double *numbers, size_t count, const struct column_bins *bins, uint8_t *noted) {
    bool is_doubtful = false;
    for (size_t index = 0; index < count; index++) {
        double place = (numbers[index] - bins->low) * bins->per_unit - 0.5;
        double rounded = place + rounder;
        uint64_t bits;
        memcpy(&bits, &rounded, sizeof bits);
        noted[index] = (uint8_t)bits;
        is_doubtful |= fabs(place - (rounded - rounder)) >= bins->sure;
    }
    return is_doubtful;
}

#if defined(__x86_64__)
static AVX2 struct column_number_range range_vector(const double *numbers, size_t count) {
    __m256d least[4], greatest[4];
    for (int lane = 0; lane < 4; lane++) {
        least[lane] = _mm256_set1_pd(INFINITY);
        greatest[lane] = _mm256_set1_pd(-INFINITY);
    }
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        for (int lane = 0; lane < 4; lane++) {
            __m256d four = _mm256_loadu_pd(numbers + index + 4 * lane);
            // What is not finite becomes NaN, as infinity minus infinity is, and of NaN and another the other is taken.
            __m256d finite = _mm256_add_pd(four, _mm256_sub_pd(four, four));
            least[lane] = _mm256_min_pd(finite, least[lane]);
            greatest[lane] = _mm256_max_pd(finite, greatest[lane]);
        }
    }
    double ends[8];
    _mm256_storeu_pd(ends, _mm256_min_pd(_mm256_min_pd(least[0], least[1]), _mm256_min_pd(least[2], least[3])));
    _mm256_storeu_pd(
        ends + 4, _mm256_max_pd(_mm256_max_pd(greatest[0], greatest[1]), _mm256_max_pd(greatest[2], greatest[3])));
    struct column_number_range range = range_plain(numbers + index, count - index);
    for (int lane = 0; lane < 8; lane++) take(&range, ends[lane]);
    return range;
}

/// The bins of four numbers; `doubts` gets all ones in a lane whose number is too near to an edge.
static inline AVX2 __m128i note_four(const double *numbers, const struct column_bins *bins, __m256d *doubts) {
    __m256d distance = _mm256_sub_pd(_mm256_loadu_pd(numbers), _mm256_set1_pd(bins->low));
    __m256d place = _mm256_sub_pd(_mm256_mul_pd(distance, _mm256_set1_pd(bins->per_unit)), _mm256_set1_pd(0.5));
    __m256d rounded = _mm256_round_pd(place, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
    __m256d off = _mm256_andnot_pd(_mm256_set1_pd(-0.0), _mm256_sub_pd(place, rounded));
    *doubts = _mm256_or_pd(*doubts, _mm256_cmp_pd(off, _mm256_set1_pd(bins->sure), _CMP_GE_OQ));
    return _mm256_cvtpd_epi32(rounded);
}

static AVX2 bool note_vector(const double *numbers, size_t count, const struct column_bins *bins, uint8_t *noted) {
    __m256d doubts = _mm256_setzero_pd();
    size_t index = 0;
    for (; index + 16 <= count; index += 16) {
        const double *from = numbers + index;
        __m128i low = _mm_packs_epi32(note_four(from, bins, &doubts), note_four(from + 4, bins, &doubts));
        __m128i high = _mm_packs_epi32(note_four(from + 8, bins, &doubts), note_four(from + 12, bins, &doubts));
        _mm_storeu_si128((__m128i *)(noted + index), _mm_packus_epi16(low, high));
    }
    bool is_doubtful = _mm256_movemask_pd(doubts) != 0;
    return note_plain(numbers + index, count - index, bins, noted + index) || is_doubtful;
}

static ranger choose_ranger(void) { return has_avx2() ? range_vector : range_plain; }
static noter choose_noter(void) { return has_avx2() ? note_vector : note_plain; }
#else
static ranger choose_ranger(void) { return range_plain; }
static noter choose_noter(void) { return note_plain; }
#endif

struct column_number_range column_numbers_range(const double *numbers, size_t count) {
    return choose_ranger()(numbers, count);
}

bool column_bins_note(const double *numbers, size_t count, const struct column_bins *bins, uint8_t *noted) {
    return choose_noter()(numbers, count, bins, noted);
}

enum {
    /// Bins that follow each other are counted apart, as a count is not there again at once after it is written.
    count_lanes = 8,
    most_bins = 256,
    /// Up to so many bins are compared with each value, or looked up in two registers.
    few_bins = 16,
};

static void count_plain(const uint8_t *noted, size_t count, size_t bins, uint64_t *counts) {
    uint64_t laned[most_bins][count_lanes] = {{0}};
    size_t index = 0;
    for (; index + 8 <= count; index += 8) {
        uint64_t eight;
        memcpy(&eight, noted + index, sizeof eight);
        for (size_t lane = 0; lane < 8; lane++) laned[eight >> (8 * lane) & 0xff][lane]++;
    }
    for (; index < count; index++) laned[noted[index]][0]++;
    for (size_t bin = 0; bin < bins; bin++) {
        for (size_t lane = 0; lane < count_lanes; lane++) counts[bin] += laned[bin][lane];
    }
}

/// Adds what rows contribute in as many columns as `width`, which is known where this is inlined.
ALWAYS_INLINE void add_columns(const uint8_t *const *noted, const double *const *parts, size_t width, size_t from,
                               size_t to, double *sums) {
    for (size_t row = from; row < to; row++) {
        double sum = sums[row];
        for (size_t column = 0; column < width; column++) sum += parts[column][noted[column][row]];
        sums[row] = sum;
    }
}

static void add_plain(const uint8_t *const *noted, const double *const *parts, size_t columns, size_t from, size_t to,
                      double *sums) {
    size_t column = 0;
    for (; column + 5 <= columns; column += 5) add_columns(noted + column, parts + column, 5, from, to, sums);
    for (; column + 2 <= columns; column += 2) add_columns(noted + column, parts + column, 2, from, to, sums);
    if (column < columns) add_columns(noted + column, parts + column, 1, from, to, sums);
}

#if defined(__x86_64__)
/// Counts a bin at a time, in bytes that hold what 255 vectors can come to.
static AVX2 void count_vector(const uint8_t *noted, size_t count, size_t bins, uint64_t *counts) {
    enum { most = 128 };
    size_t index = 0;
    while (index + 32 <= count) {
        size_t left = (count - index) / 32, vectors = left < most ? left : most;
        const __m256i *from = (const __m256i *)(noted + index);
        for (size_t bin = 0; bin < bins; bin++) {
            __m256i wanted = _mm256_set1_epi8((char)bin), found = _mm256_setzero_si256();
            for (size_t vector = 0; vector < vectors; vector++) {
                __m256i is_wanted = _mm256_cmpeq_epi8(_mm256_loadu_si256(from + vector), wanted);
                found = _mm256_sub_epi8(found, is_wanted);
            }
            uint64_t sums[4];
            _mm256_storeu_si256((__m256i *)sums, _mm256_sad_epu8(found, _mm256_setzero_si256()));
            counts[bin] += sums[0] + sums[1] + sums[2] + sums[3];
        }
        index += 32 * vectors;
    }
    for (; index < count; index++) counts[noted[index]]++;
}

/// As `add_columns`, eight rows at a time, with the parts of a column in two registers.
ALWAYS_INLINE AVX512 void add_columns_widest(const uint8_t *const *noted, const double *const *parts, size_t bins,
                                                size_t width, size_t from, size_t to, double *sums) {
    __m512d low[5], high[5];
    __mmask16 there = (__mmask16)((1U << bins) - 1);
    for (size_t column = 0; column < width; column++) {
        low[column] = _mm512_maskz_loadu_pd((__mmask8)there, parts[column]);
        high[column] = _mm512_maskz_loadu_pd((__mmask8)(there >> 8), parts[column] + 8);
    }
    size_t row = from;
    for (; row + 8 <= to; row += 8) {
        __m512d sum = _mm512_loadu_pd(sums + row);
        for (size_t column = 0; column < width; column++) {
            __m512i bin = _mm512_cvtepu8_epi64(_mm_loadl_epi64((const __m128i *)(noted[column] + row)));
            sum = _mm512_add_pd(sum, _mm512_permutex2var_pd(low[column], bin, high[column]));
        }
        _mm512_storeu_pd(sums + row, sum);
    }
    add_columns(noted, parts, width, row, to, sums);
}

static AVX512 void add_widest(const uint8_t *const *noted, const double *const *parts, size_t bins, size_t columns,
                                 size_t from, size_t to, double *sums) {
    size_t column = 0;
    for (; column + 5 <= columns; column += 5) {
        add_columns_widest(noted + column, parts + column, bins, 5, from, to, sums);
    }
    for (; column + 2 <= columns; column += 2) {
        add_columns_widest(noted + column, parts + column, bins, 2, from, to, sums);
    }
    if (column < columns) add_columns_widest(noted + column, parts + column, bins, 1, from, to, sums);
}
#endif

void column_bins_count(const uint8_t *noted, size_t count, size_t bins, uint64_t *counts) {
#if defined(__x86_64__)
    if (has_avx2() && bins <= few_bins) return count_vector(noted, count, bins, counts);
#endif
    count_plain(noted, count, bins, counts);
}

void column_bins_add(const uint8_t *const *noted, const double *const *parts, size_t bins, size_t columns, size_t from,
                     size_t to, double *sums) {
#if defined(__x86_64__)
    if (has_avx512() && bins <= few_bins) return add_widest(noted, parts, bins, columns, from, to, sums);
#endif
    add_plain(noted, parts, columns, from, to, sums);
}
