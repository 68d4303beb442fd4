#ifndef VECTORS_H
#define VECTORS_H

#include <stdbool.h>
#include <stdint.h>

#include "CProcessor.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#include <immintrin.h>
/// Before a function that is called only where `has_vector()`.
#define VECTOR __attribute__((target("avx2,bmi,bmi2,lzcnt")))

/// Whether the processor has the instructions of `VECTOR`.
static inline bool has_vector(void) { return processor_vectors() >= PROCESSOR_AVX2; }

/// Before a function that is called only where `has_widest()`.
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,bmi,bmi2,lzcnt")))

/// Whether the processor has the instructions of `WIDEST`.
static inline bool has_widest(void) { return processor_vectors() >= PROCESSOR_AVX512; }

/// All ones in the first bytes: those from index 16 - `count` on have `count` of them.
static const uint8_t leading_bytes[32] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
#endif

#endif
