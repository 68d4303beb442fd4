#include "CColumnKernels.h"
#include "vectors.h"

static const uint64_t first = 0xa0761d6478bd642f, second = 0xe7037ed1a0b428db, third = 0x8ebc6af09c88c6e3;
static const int precision = 14;

ALWAYS_INLINE uint64_t fold(uint64_t left, uint64_t right) {
    unsigned __int128 product = (unsigned __int128)left * right;
    return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

ALWAYS_INLINE bool hash(const struct column_values *values, size_t count, uint64_t *hashes) {
    const uint64_t *keys = values->keys, *later_keys = values->later_keys;
    const uint32_t *lengths = values->lengths;
    uint32_t most = 0;
    for (size_t index = 0; index < count; index++) {
        uint32_t length = lengths[index];
        most = length > most ? length : most;
        uint64_t low = __builtin_bswap64(keys[index]), high = __builtin_bswap64(later_keys[index]);
        hashes[index] = fold(fold(low ^ second, high ^ first ^ length) ^ third, second);
    }
    return most > 16;
}

ALWAYS_INLINE struct column_key_range range(const uint64_t *keys, size_t count) {
    struct column_key_range seen = {.least = keys[0], .greatest = keys[0]};
    for (size_t index = 1; index < count; index++) {
        seen.least = keys[index] < seen.least ? keys[index] : seen.least;
        seen.greatest = keys[index] > seen.greatest ? keys[index] : seen.greatest;
    }
    return seen;
}

ALWAYS_INLINE void add(uint8_t *registers, const uint64_t *hashes, size_t count) {
    for (size_t index = 0; index < count; index++) {
        uint64_t place = hashes[index] >> (64 - precision);
        // The bit below those left ends the count of zeros at the largest value.
        uint64_t rest = hashes[index] << precision | UINT64_C(1) << (precision - 1);
        uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1), known = registers[place];
        // Written whether it is larger or not: while registers fill, no processor can foresee which.
        registers[place] = rank > known ? rank : known;
    }
}

#if defined(__x86_64__)
static VECTOR bool hash_vector(const struct column_values *values, size_t count, uint64_t *hashes) {
    return hash(values, count, hashes);
}

static VECTOR struct column_key_range range_vector(const uint64_t *keys, size_t count) { return range(keys, count); }

static VECTOR void add_vector(uint8_t *registers, const uint64_t *hashes, size_t count) {
    add(registers, hashes, count);
}
#endif

bool column_values_hash(const struct column_values *values, size_t count, uint64_t *hashes) {
#if defined(__x86_64__)
    if (has_vector()) return hash_vector(values, count, hashes);
#endif
    return hash(values, count, hashes);
}

struct column_key_range column_keys_range(const uint64_t *keys, size_t count) {
#if defined(__x86_64__)
    if (has_vector()) return range_vector(keys, count);
#endif
    return range(keys, count);
}

void column_registers_add(uint8_t *registers, const uint64_t *hashes, size_t count) {
#if defined(__x86_64__)
    if (has_vector()) return add_vector(registers, hashes, count);
#endif
    add(registers, hashes, count);
}
