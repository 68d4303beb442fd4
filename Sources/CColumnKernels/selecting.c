#include "CColumnKernels.h"
#include "vectors.h"

ALWAYS_INLINE size_t count_from(const double *numbers, size_t count, double bound) {
    size_t found = 0;
    for (size_t index = 0; index < count; index++) found += numbers[index] >= bound;
    return found;
}

#if defined(__x86_64__)
static AVX2 size_t count_from_vector(const double *numbers, size_t count, double bound) {
    return count_from(numbers, count, bound);
}
#endif

size_t column_numbers_count_from(const double *numbers, size_t count, double bound) {
#if defined(__x86_64__)
    if (has_avx2()) return count_from_vector(numbers, count, bound);
#endif
    return count_from(numbers, count, bound);
}

void column_numbers_take_from(const double *numbers, size_t count, double bound, double *taken, size_t room) {
    size_t found = 0;
    // Each is written, and what is not taken is written over: no processor can foresee which is taken.
    for (size_t index = 0; index < count && found < room; index++) {
        taken[found] = numbers[index];
        found += (size_t)__builtin_unpredictable(numbers[index] >= bound);
    }
}
