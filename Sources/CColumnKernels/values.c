#include "CColumnKernels.h"

#include <string.h>

static inline uint64_t load(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    return word;
#else
    return __builtin_bswap64(word);
#endif
}

/// All ones in the first bytes of a number, as many as are given, up to eight.
static const uint64_t first_bytes[9] = {
    0, 0xff00000000000000, 0xffff000000000000, 0xffffff0000000000, 0xffffffff00000000,
    0xffffffffff000000, 0xffffffffffff0000, 0xffffffffffffff00, 0xffffffffffffffff,
};

size_t column_values_find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          const struct column_values *values, size_t *count, size_t *missing) {
    const uint8_t *text = rows->text;
    const uint32_t *bases = rows->bases, *ends = rows->field_ends + column;
    const bool *suspects = rows->suspects;
    const uint8_t **starts = values->starts;
    uint32_t *lengths = values->lengths;
    uint64_t *keys = values->keys, *later_keys = values->later_keys;
    size_t found = *count, absent = 0, size = rows->count;
    for (; row < size; row++) {
        const uint32_t *field = ends + bases[row];
        uint32_t start = field[-1] + 1, end = field[0];
        if (trims && text[end] == '\n' && end > start && text[end - 1] == '\r') end--;
        uint32_t length = end - start;
        const uint8_t *value = text + start;
        if (length == 0) {
            absent++;
            continue;
        }
        if (suspects[value[0]] || value[length - 1] <= 0x20) break;
        starts[found] = value;
        lengths[found] = length;
        uint32_t second = length > 8 ? length - 8 : 0;
        keys[found] = load(value) & first_bytes[length < 8 ? length : 8];
        later_keys[found] = load(value + 8) & first_bytes[second < 8 ? second : 8];
        found++;
    }
    *count = found;
    *missing += absent;
    return row;
}
