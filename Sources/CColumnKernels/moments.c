#include "CColumnKernels.h"
#include "vectors.h"

#include <math.h>

// A product and a sum are rounded one after the other on every processor.
#pragma STDC FP_CONTRACT OFF

ALWAYS_INLINE struct column_distances sum_distances(const double *numbers, size_t quads, double origin) {
    struct column_distances seen = {{0}, {0}, {0}, {0}};
    for (int lane = 0; lane < 4; lane++) {
        seen.lows[lane] = INFINITY;
        seen.highs[lane] = -INFINITY;
    }
    for (size_t quad = 0; quad < quads; quad++) {
        for (int lane = 0; lane < 4; lane++) {
            double number = numbers[4 * quad + (size_t)lane], distance = number - origin;
            // Knuth's TwoSum, as of Sketches.CompensatedSum.
            double total = seen.sums[lane] + distance, part = total - seen.sums[lane];
            seen.errors[lane] += (seen.sums[lane] - (total - part)) + (distance - part);
            seen.sums[lane] = total;
            seen.lows[lane] = number < seen.lows[lane] ? number : seen.lows[lane];
            seen.highs[lane] = number > seen.highs[lane] ? number : seen.highs[lane];
        }
    }
    return seen;
}

ALWAYS_INLINE struct column_powers sum_powers(const double *numbers, size_t quads, double origin, double mean) {
    struct column_powers seen = {{0}, {0}, {0}};
    for (size_t quad = 0; quad < quads; quad++) {
        for (int lane = 0; lane < 4; lane++) {
            double deviation = numbers[4 * quad + (size_t)lane] - origin - mean, square = deviation * deviation;
            seen.squares[lane] += square;
            seen.cubes[lane] += square * deviation;
            seen.fourths[lane] += square * square;
        }
    }
    return seen;
}

#if defined(__x86_64__)
static AVX2 struct column_distances sum_distances_vector(const double *numbers, size_t quads, double origin) {
    return sum_distances(numbers, quads, origin);
}

static AVX2 struct column_powers sum_powers_vector(const double *numbers, size_t quads, double origin, double mean) {
    return sum_powers(numbers, quads, origin, mean);
}
#endif

struct column_distances column_distances_sum(const double *numbers, size_t quads, double origin) {
#if defined(__x86_64__)
    if (has_avx2()) return sum_distances_vector(numbers, quads, origin);
#endif
    return sum_distances(numbers, quads, origin);
}

struct column_powers column_powers_sum(const double *numbers, size_t quads, double origin, double mean) {
#if defined(__x86_64__)
    if (has_avx2()) return sum_powers_vector(numbers, quads, origin, mean);
#endif
    return sum_powers(numbers, quads, origin, mean);
}
