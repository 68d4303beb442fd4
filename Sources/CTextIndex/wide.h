/// How this module chooses among instructions.

#ifndef TRAWL_WIDE_H
#define TRAWL_WIDE_H

#include <stdbool.h>

#include "CProcessor.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#include <immintrin.h>

/// Before a function that is called only where `has_wide()`: 32 bytes at a time.
#define WIDE __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))
/// Before a function that is called only where `has_widest()`: 64 bytes at a time.
#define WIDEST __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,avx2,pclmul,bmi,bmi2,popcnt,lzcnt")))

/// Whether the processor has the instructions of `WIDE`.
static inline bool has_wide(void) { return processor_vectors() >= PROCESSOR_AVX2; }

/// Whether the processor has the instructions of `WIDEST`.
static inline bool has_widest(void) { return processor_vectors() >= PROCESSOR_AVX512; }
#endif

#endif
