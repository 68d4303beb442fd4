#ifndef HASHING_H
#define HASHING_H

#include "vectors.h"

#include <stddef.h>
#include <string.h>

/// What Sketches.StableHash mixes in.
static const uint64_t hash_first = 0xa0761d6478bd642f;
static const uint64_t hash_second = 0xe7037ed1a0b428db;
static const uint64_t hash_third = 0x8ebc6af09c88c6e3;

/// Eight bytes as a number, the first lowest.
ALWAYS_INLINE uint64_t load_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return __builtin_bswap64(word);
#else
    return word;
#endif
}

ALWAYS_INLINE uint64_t hash_fold(uint64_t left, uint64_t right) {
    unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/// The hash of at most 16 bytes as two numbers, the first byte lowest, or of the last of a longer value with what those
/// before them came to.
ALWAYS_INLINE uint64_t hash_of(uint64_t low, uint64_t high, size_t length) {
    return hash_fold(hash_fold(low ^ hash_second, high ^ hash_first ^ length) ^ hash_third, hash_second);
}

#endif
