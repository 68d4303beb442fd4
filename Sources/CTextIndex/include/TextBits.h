/// What indices of texts do with the bits that stand for the bytes of a block of 64.

#ifndef TRAWL_TEXT_BITS_H
#define TRAWL_TEXT_BITS_H

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__)
#include <emmintrin.h>
#include <wmmintrin.h>
#endif

/// For each bit, the parity of the bits up to it and with it.
static inline __attribute__((always_inline)) uint64_t text_bits_parities(uint64_t bits) {
    for (int step = 1; step < 64; step *= 2) bits ^= bits << step;
    return bits;
}

#if defined(__x86_64__)
/// The same by a product without carries with a number of ones, where the processor has what goes with AVX2.
static inline __attribute__((always_inline, target("pclmul"))) uint64_t text_bits_parities_avx2(uint64_t bits) {
    __m128i product = _mm_clmulepi64_si128(_mm_set_epi64x(0, (int64_t)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}
#endif

/// Writes `base` and the place of each bit set behind the `count` offsets that are there, and returns how many there are
/// then. Eight are written at a time, whether there are as many or not.
static inline __attribute__((always_inline)) size_t text_bits_write(uint32_t *offsets, size_t count, uint32_t base,
                                                                    uint64_t bits) {
    int found = __builtin_popcountll(bits);
    for (int written = 0; written < found; written += 8) {
        for (int index = 0; index < 8; index++) {
            // Beyond the last bit the offset is of no meaning and is written over.
            offsets[count + written + index] = base + (uint32_t)(bits ? __builtin_ctzll(bits) : 0);
            bits &= bits - 1;
        }
    }
    return count + found;
}

#endif
