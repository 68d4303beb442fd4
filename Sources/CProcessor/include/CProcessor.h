/// Which vector instructions the loops in C may use: what is asked once, and the same for all of them.

#ifndef TRAWL_PROCESSOR_H
#define TRAWL_PROCESSOR_H

#include <stdbool.h>

/// Before a function that becomes part of those that call it, and is made of their instructions there.
#define ALWAYS_INLINE static inline __attribute__((always_inline))

/// Sets of instructions beyond those of every processor of an architecture, each with those before it.
enum processor_vectors {
    /// None.
    PROCESSOR_PLAIN,
    /// x86-64: AVX2 with BMI, BMI2, LZCNT, POPCNT and PCLMULQDQ.
    PROCESSOR_AVX2,
    /// x86-64: AVX-512 F, BW, DQ, VL and VBMI2.
    PROCESSOR_AVX512,
};

/// What is used, or -1 where the processor was not asked yet.
extern int processor_vectors_used;

/// Asks the processor, and keeps the answer.
int processor_ask(void);

/// The best set that the processor has, unless it was limited.
static inline int processor_vectors(void) {
    int used = __atomic_load_n(&processor_vectors_used, __ATOMIC_RELAXED);
    return used >= 0 ? used : processor_ask();
}

#if defined(__x86_64__)
/// Before a function that is called only where `has_avx2()`.
#define AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))
/// Before a function that is called only where `has_avx512()`.
#define AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx2,bmi,bmi2,lzcnt,popcnt,pclmul")))

/// Whether functions of `AVX2` may be called.
static inline bool has_avx2(void) { return processor_vectors() >= PROCESSOR_AVX2; }

/// Whether functions of `AVX512` may be called.
static inline bool has_avx512(void) { return processor_vectors() >= PROCESSOR_AVX512; }
#endif

/// Has all threads use no better set than `most` from now on, for tests that hold the sets against each other. Returns
/// what is used then.
int processor_limit(enum processor_vectors most);

#endif
