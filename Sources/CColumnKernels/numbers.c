#include "CColumnKernels.h"
#include "vectors.h"

#include <string.h>

/// A number of at most 16 characters beside its sign.
struct number {
    /// The digits without the point.
    uint64_t digits;
    /// How many digits follow the point; -1 where there is none.
    int fraction;
    bool is_negative;
};

/// Reads `length` bytes; returns whether they are such a number. The 16 bytes before the end are looked at.
typedef bool (*reader)(const uint8_t *start, uint32_t length, struct number *number);
/// The same of numbers without a point.
typedef bool (*whole_reader)(const uint8_t *start, uint32_t length, int64_t *value);

/// The largest whole number that is read.
static const uint64_t largest_whole = UINT64_C(1) << 51;

/// The power of ten that the digits are divided by; the first is that of no point.
static const double powers[18] = {
    1e0, 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
};

/// Whether the `count` digits and points begin with a zero that says nothing: such a text identifies something.
ALWAYS_INLINE bool has_leading_zero(const uint8_t *digits, uint32_t count) {
    return count > 1 && digits[0] == '0' && digits[1] != '.';
}

ALWAYS_INLINE uint64_t load(const uint8_t *bytes) {
    uint64_t word = 0;
    for (int index = 0; index < 8; index++) word |= (uint64_t)bytes[index] << (8 * index);
    return word;
}

/// The number that eight digits, one a byte and the first lowest, spell: joined pairwise (Lemire, "Number Parsing at a
/// Gigabyte per Second", Software: Practice and Experience 51(8), 2021).
ALWAYS_INLINE uint64_t join(uint64_t digits) {
    uint64_t pairs = digits * 10 + (digits >> 8);
    uint64_t even = (pairs & 0x000000ff000000ff) * 0x000f424000000064;
    uint64_t odd = ((pairs >> 16) & 0x000000ff000000ff) * 0x0000271000000001;
    return (even + odd) >> 32;
}

/// Eight bytes at a time, with nothing but arithmetic.
static bool read_plain(const uint8_t *start, uint32_t length, struct number *number) {
    uint32_t sign = start[0] == '-', count = length - sign;
    if (count == 0 || count > 16) return false;
    const uint8_t *bytes = start + sign;
    uint32_t point = 0;
    while (point < count && bytes[point] != '.') point++;
    uint8_t digits[16];
    uint32_t whole = count - (point < count);
    memset(digits, 0, sizeof digits);
    for (uint32_t index = 0; index < whole; index++) {
        uint8_t digit = bytes[index + (index >= point)] ^ '0';
        if (digit > 9) return false;
        digits[16 - whole + index] = digit;
    }
    number->fraction = point < count ? (int)(count - point) - 1 : -1;
    number->is_negative = sign;
    number->digits = join(load(digits)) * 100000000 + join(load(digits + 8));
    return whole > 0 && !has_leading_zero(bytes, count);
}

static bool read_whole_plain(const uint8_t *start, uint32_t length, int64_t *value) {
    struct number number;
    if (!read_plain(start, length, &number) || number.fraction >= 0 || number.digits > largest_whole) return false;
    *value = number.is_negative ? -(int64_t)number.digits : (int64_t)number.digits;
    return true;
}

#if defined(__x86_64__)
/// Moves the bytes before a point behind it; of index 16 all stay.
static const uint8_t closing[17][16] = {
#define CLOSE(p, k) ((k) > (p) ? (k) : (k) == 0 ? 0x80 : (k) - 1)
#define CLOSING(p) {CLOSE(p, 0), CLOSE(p, 1), CLOSE(p, 2), CLOSE(p, 3), CLOSE(p, 4), CLOSE(p, 5), CLOSE(p, 6), \
    CLOSE(p, 7), CLOSE(p, 8), CLOSE(p, 9), CLOSE(p, 10), CLOSE(p, 11), CLOSE(p, 12), CLOSE(p, 13), CLOSE(p, 14), \
    CLOSE(p, 15)}
    CLOSING(0), CLOSING(1), CLOSING(2), CLOSING(3), CLOSING(4), CLOSING(5), CLOSING(6), CLOSING(7), CLOSING(8),
    CLOSING(9), CLOSING(10), CLOSING(11), CLOSING(12), CLOSING(13), CLOSING(14), CLOSING(15), CLOSING(-1),
};

/// All ones in the last bytes: those from index `count` on have `count` of them.
static const uint8_t last_bytes[32] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/// The number that sixteen digits, one a byte, spell.
static inline VECTOR uint64_t join_vector(__m128i digits) {
    __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010a));
    __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
    __m128i eights = _mm_madd_epi16(_mm_packus_epi32(fours, fours), _mm_set1_epi32(0x00012710));
    uint64_t joined = (uint64_t)_mm_cvtsi128_si64(eights);
    return (joined & 0xffffffff) * 100000000 + (joined >> 32);
}

/// Sixteen bytes at once.
static inline VECTOR bool read_vector(const uint8_t *start, uint32_t length, struct number *number) {
    uint32_t sign = start[0] == '-', count = length - sign;
    if (count > 16) return false;
    __m128i bytes = _mm_loadu_si128((const __m128i *)(start + length - 16));
    uint32_t points = (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.'))) & 0xffff << (16 - count);
    bool has_point = (points & 0xffff) != 0;
    uint32_t point = (uint32_t)__builtin_ctz(points | 0x10000);
    uint32_t whole = count - has_point;
    __m128i keep = _mm_loadu_si128((const __m128i *)(last_bytes + whole));
    __m128i closed = _mm_shuffle_epi8(bytes, _mm_loadu_si128((const __m128i *)closing[point]));
    __m128i digits = _mm_and_si128(_mm_xor_si128(closed, _mm_set1_epi8('0')), keep);
    __m128i strange = _mm_subs_epu8(digits, _mm_set1_epi8(9));
    number->fraction = 15 - (int)point;
    number->is_negative = sign;
    number->digits = join_vector(digits);
    return _mm_testz_si128(strange, strange) && whole > 0 && !has_leading_zero(start + sign, count);
}

/// The same without a point, which is no digit.
static inline VECTOR bool read_whole_vector(const uint8_t *start, uint32_t length, int64_t *value) {
    uint32_t sign = start[0] == '-', count = length - sign;
    // None is one too few to be true: 0 - 1 is beyond 15.
    if (count - 1 > 15) return false;
    __m128i bytes = _mm_loadu_si128((const __m128i *)(start + length - 16));
    __m128i keep = _mm_loadu_si128((const __m128i *)(last_bytes + count));
    __m128i digits = _mm_and_si128(_mm_xor_si128(bytes, _mm_set1_epi8('0')), keep);
    __m128i strange = _mm_subs_epu8(digits, _mm_set1_epi8(9));
    if (!_mm_testz_si128(strange, strange) || (start[sign] == '0' && count > 1)) return false;
    uint64_t number = join_vector(digits);
    *value = ((int64_t)number ^ -(int64_t)sign) + sign;
    return number <= largest_whole;
}
#endif

ALWAYS_INLINE size_t read_wholes(const uint8_t *const *starts, const uint32_t *lengths, size_t count, double *numbers,
                                 struct column_wholes *wholes, whole_reader read) {
    struct column_wholes seen = {.low = INT64_MAX, .high = INT64_MIN};
    size_t index = 0;
    for (; index < count; index++) {
        int64_t value;
        if (!read(starts[index], lengths[index], &value)) break;
        seen.low = value < seen.low ? value : seen.low;
        seen.high = value > seen.high ? value : seen.high;
        seen.sum += value;
        numbers[index] = (double)value;
    }
    *wholes = seen;
    return index;
}

/// Digits up to 2^53 and the power of ten are exact, so their quotient is rounded once (Clinger, "How to Read Floating Point
/// Numbers Accurately", PLDI 1990).
ALWAYS_INLINE size_t read_decimals(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                                   double *numbers, reader read) {
    size_t index = 0;
    for (; index < count; index++) {
        struct number number;
        if (!read(starts[index], lengths[index], &number) || number.digits > UINT64_C(1) << 53) break;
        double value = (double)(int64_t)number.digits / powers[number.fraction + 1];
        numbers[index] = number.is_negative ? -value : value;
    }
    return index;
}

#if defined(__x86_64__)
static VECTOR size_t read_wholes_vector(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                                        double *numbers, struct column_wholes *wholes) {
    return read_wholes(starts, lengths, count, numbers, wholes, read_whole_vector);
}

static VECTOR size_t read_decimals_vector(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                                          double *numbers) {
    return read_decimals(starts, lengths, count, numbers, read_vector);
}
#endif

size_t column_wholes_read(const uint8_t *const *starts, const uint32_t *lengths, size_t count, double *numbers,
                          struct column_wholes *wholes) {
#if defined(__x86_64__)
    if (has_vector()) return read_wholes_vector(starts, lengths, count, numbers, wholes);
#endif
    return read_wholes(starts, lengths, count, numbers, wholes, read_whole_plain);
}

size_t column_decimals_read(const uint8_t *const *starts, const uint32_t *lengths, size_t count, double *numbers) {
#if defined(__x86_64__)
    if (has_vector()) return read_decimals_vector(starts, lengths, count, numbers);
#endif
    return read_decimals(starts, lengths, count, numbers, read_plain);
}
