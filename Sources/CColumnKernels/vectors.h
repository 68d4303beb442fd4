#ifndef VECTORS_H
#define VECTORS_H

#include <stdbool.h>
#include <stdint.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#include <immintrin.h>
/// Before a function that is called only where `has_vector()`.
#define VECTOR __attribute__((target("avx2,bmi,bmi2,lzcnt")))

/// Whether the processor has the instructions of `VECTOR`.
static inline bool has_vector(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
        && __builtin_cpu_supports("lzcnt");
}

/// Before a function that is called only where `has_wide_vector()`.
#define WIDE_VECTOR __attribute__((target("avx2,bmi,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")))

/// Whether the processor has the instructions of `WIDE_VECTOR`.
static inline bool has_wide_vector(void) {
    return has_vector() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

/// All ones in the first bytes: those from index 16 - `count` on have `count` of them.
static const uint8_t leading_bytes[32] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
#endif

#endif
