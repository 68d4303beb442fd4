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

/// Reads `length` bytes with nothing but arithmetic; returns whether they are such a number.
static bool read(const uint8_t *start, uint32_t length, struct number *number) {
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

#if defined(__x86_64__)
/// The first sixteen bytes of four texts, each as a number of 128 bits that has the first byte highest.
struct quads {
    __m256i high, low;
};

/// Four numbers of at most 16 characters beside their signs.
struct number_quads {
    /// The first eight of 16 digits without the point, and the last eight.
    __m256i high, low;
    /// How many digits follow the point; 16 where there is none.
    __m256i fraction;
    /// All ones where there is a minus, and where that is no such number.
    __m256i is_negative, is_strange;
};

ALWAYS_INLINE AVX2 __m256i load_quad(const uint64_t *words) { return _mm256_loadu_si256((const __m256i *)words); }

/// Moves bytes towards the end by up to 128 bits. A shift by more than 63, or by less than none, gives zeros.
ALWAYS_INLINE AVX2 struct quads shift_right(struct quads bytes, __m256i bits) {
    const __m256i half = _mm256_set1_epi64x(64);
    __m256i crossing = _mm256_sllv_epi64(bytes.high, _mm256_sub_epi64(half, bits));
    __m256i crossed = _mm256_srlv_epi64(bytes.high, _mm256_sub_epi64(bits, half));
    __m256i stayed = _mm256_srlv_epi64(bytes.low, bits);
    return (struct quads){
        .high = _mm256_srlv_epi64(bytes.high, bits), .low = _mm256_or_si256(stayed, _mm256_or_si256(crossing, crossed)),
    };
}

/// Finds minus signs, and what is strange about the characters behind them: that there are none, or a point alone, or a
/// zero before another digit.
ALWAYS_INLINE AVX2 void look_at_first(__m256i texts, struct number_quads *numbers) {
    const __m256i nothing = _mm256_setzero_si256(), point = _mm256_set1_epi64x('.');
    numbers->is_negative = _mm256_cmpeq_epi64(_mm256_srli_epi64(texts, 56), _mm256_set1_epi64x('-'));
    __m256i rest = _mm256_sllv_epi64(texts, _mm256_and_si256(numbers->is_negative, _mm256_set1_epi64x(8)));
    __m256i first = _mm256_srli_epi64(rest, 56), second = _mm256_srli_epi64(_mm256_slli_epi64(rest, 8), 56);
    __m256i is_single = _mm256_cmpeq_epi64(second, nothing);
    __m256i is_zero_alone = _mm256_or_si256(is_single, _mm256_cmpeq_epi64(second, point));
    __m256i is_padded = _mm256_andnot_si256(is_zero_alone, _mm256_cmpeq_epi64(first, _mm256_set1_epi64x('0')));
    __m256i is_point = _mm256_and_si256(is_single, _mm256_cmpeq_epi64(first, point));
    numbers->is_strange = _mm256_or_si256(_mm256_or_si256(is_padded, is_point), _mm256_cmpeq_epi64(first, nothing));
}

/// The texts without a minus where they have one and 17 characters, of which the first `rest` of `starts` have the
/// last.
ALWAYS_INLINE AVX2 struct quads drop_minus(struct quads texts, __m256i is_long, const uint8_t *const *starts,
                                             size_t rest) {
    uint64_t ends[4] = {0};
    for (size_t lane = 0; lane < 4 && lane < rest; lane++) ends[lane] = starts[lane][16];
    __m256i last = load_quad(ends);
    __m256i high = _mm256_or_si256(_mm256_slli_epi64(texts.high, 8), _mm256_srli_epi64(texts.low, 56));
    __m256i low = _mm256_or_si256(_mm256_slli_epi64(texts.low, 8), last);
    return (struct quads){
        .high = _mm256_blendv_epi8(texts.high, high, is_long), .low = _mm256_blendv_epi8(texts.low, low, is_long),
    };
}

/// Takes what is no digit for strange.
ALWAYS_INLINE AVX2 void expect_digits(struct quads digits, struct number_quads *numbers) {
    const __m256i nine = _mm256_set1_epi8(9);
    __m256i others = _mm256_or_si256(_mm256_subs_epu8(digits.high, nine), _mm256_subs_epu8(digits.low, nine));
    __m256i is_plain = _mm256_cmpeq_epi64(others, _mm256_setzero_si256());
    numbers->is_strange = _mm256_or_si256(numbers->is_strange, _mm256_xor_si256(is_plain, _mm256_set1_epi64x(-1)));
}

/// The digits of texts, one a byte, the last lowest: of a point and of whatever else is none, something above nine.
ALWAYS_INLINE AVX2 struct quads take_digits(const struct column_values *values, size_t index, size_t rest,
                                              struct number_quads *numbers) {
    const __m256i longest = _mm256_set1_epi64x(16), zeros = _mm256_set1_epi8('0');
    struct quads texts = {.high = load_quad(values->keys + index), .low = load_quad(values->later_keys + index)};
    __m256i lengths = _mm256_cvtepu32_epi64(_mm_loadu_si128((const __m128i *)(values->lengths + index)));
    look_at_first(texts.high, numbers);
    __m256i is_long = _mm256_cmpgt_epi64(lengths, longest);
    // The minus of a shorter one becomes a zero.
    __m256i minus = _mm256_and_si256(numbers->is_negative, _mm256_set1_epi64x((int64_t)('-' ^ '0') << 56));
    texts.high = _mm256_xor_si256(texts.high, minus);
    if (!_mm256_testz_si256(is_long, is_long)) {
        texts = drop_minus(texts, is_long, values->starts + index, rest);
        __m256i is_too_long = _mm256_cmpgt_epi64(lengths, _mm256_sub_epi64(longest, numbers->is_negative));
        numbers->is_strange = _mm256_or_si256(numbers->is_strange, is_too_long);
        lengths = _mm256_add_epi64(lengths, is_long);
    }
    texts.high = _mm256_xor_si256(texts.high, zeros);
    texts.low = _mm256_xor_si256(texts.low, zeros);
    return shift_right(texts, _mm256_slli_epi64(_mm256_sub_epi64(longest, lengths), 3));
}

/// Moves what stands before a point behind it, and counts the bytes that follow the first from the end.
ALWAYS_INLINE AVX2 struct quads drop_point(struct quads digits, struct number_quads *numbers) {
    const __m256i point = _mm256_set1_epi8('.' ^ '0'), ones = _mm256_set1_epi8(1), one = _mm256_set1_epi64x(1);
    __m256i high_point = _mm256_and_si256(_mm256_cmpeq_epi8(digits.high, point), ones);
    __m256i low_point = _mm256_and_si256(_mm256_cmpeq_epi8(digits.low, point), ones);
    __m256i has_none = _mm256_cmpeq_epi64(low_point, _mm256_setzero_si256());
    // All ones in the bytes below a point; in all where there is none.
    __m256i low_stays = _mm256_sub_epi64(low_point, one);
    __m256i high_stays = _mm256_and_si256(_mm256_sub_epi64(high_point, one), has_none);
    __m256i staying = _mm256_add_epi8(_mm256_and_si256(low_stays, ones), _mm256_and_si256(high_stays, ones));
    numbers->fraction = _mm256_sad_epu8(staying, _mm256_setzero_si256());
    __m256i high = _mm256_srli_epi64(digits.high, 8);
    __m256i low = _mm256_or_si256(_mm256_srli_epi64(digits.low, 8), _mm256_slli_epi64(digits.high, 56));
    return (struct quads){
        .high = _mm256_blendv_epi8(high, digits.high, high_stays),
        .low = _mm256_blendv_epi8(low, digits.low, low_stays),
    };
}

/// The numbers that eight digits each spell.
ALWAYS_INLINE AVX2 __m256i join_quad(__m256i digits) {
    __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x0a01));
    __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00640001));
    __m256i above = _mm256_mul_epu32(_mm256_srli_epi64(fours, 32), _mm256_set1_epi64x(10000));
    return _mm256_add_epi64(above, _mm256_and_si256(fours, _mm256_set1_epi64x(0xffffffff)));
}

ALWAYS_INLINE AVX2 void join_quads(struct quads digits, struct number_quads *numbers) {
    numbers->high = join_quad(digits.high);
    numbers->low = join_quad(digits.low);
}

/// Both halves as one number.
ALWAYS_INLINE AVX2 __m256i joined(const struct number_quads *numbers) {
    return _mm256_add_epi64(_mm256_mul_epu32(numbers->high, _mm256_set1_epi64x(100000000)), numbers->low);
}

/// Whole numbers below 2^52 as doubles: they are the last bits of a double of 2^52 and more.
ALWAYS_INLINE AVX2 __m256d doubles(__m256i numbers) {
    const __m256d base = _mm256_set1_pd(0x1p52);
    return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(numbers, _mm256_castpd_si256(base))), base);
}

/// The powers of ten up to 15; that of 16 is 1.
ALWAYS_INLINE AVX2 __m256d powers_quad(__m256i exponents) {
    // A float has these powers exactly, and the choice is by the last three bits.
    const __m256 floats = _mm256_set_ps(1e7f, 1e6f, 1e5f, 1e4f, 1e3f, 1e2f, 1e1f, 1e0f);
    __m256i chosen = _mm256_castps_si256(_mm256_permutevar8x32_ps(floats, exponents));
    __m256i packed = _mm256_permutevar8x32_epi32(chosen, _mm256_set_epi32(0, 0, 0, 0, 6, 4, 2, 0));
    __m256d few = _mm256_cvtps_pd(_mm256_castps256_ps128(_mm256_castsi256_ps(packed)));
    __m256d eight = _mm256_castsi256_pd(_mm256_slli_epi64(exponents, 60));
    return _mm256_mul_pd(few, _mm256_blendv_pd(_mm256_set1_pd(1), _mm256_set1_pd(1e8), eight));
}

/// How many of the first of four values, of which there are `rest`, are not strange.
ALWAYS_INLINE AVX2 size_t count_sound(const struct number_quads *numbers, size_t rest) {
    uint32_t strange = (uint32_t)_mm256_movemask_pd(_mm256_castsi256_pd(numbers->is_strange));
    size_t sound = (size_t)__builtin_ctz(strange | 0x10);
    return sound < rest ? sound : rest;
}

static AVX2 size_t read_decimals_vector(const struct column_values *values, size_t start, size_t count,
                                          double *numbers) {
    size_t index = 0;
    for (; index < count; index += 4) {
        struct number_quads found;
        struct quads digits = drop_point(take_digits(values, start + index, count - index, &found), &found);
        expect_digits(digits, &found);
        join_quads(digits, &found);
        __m256i is_large = _mm256_cmpgt_epi64(joined(&found), _mm256_set1_epi64x(INT64_C(1) << 53));
        found.is_strange = _mm256_or_si256(found.is_strange, is_large);
        // Up to 2^53 the product and the sum are exact.
        __m256d whole = _mm256_add_pd(_mm256_mul_pd(doubles(found.high), _mm256_set1_pd(1e8)), doubles(found.low));
        __m256d value = _mm256_div_pd(whole, powers_quad(found.fraction));
        __m256i sign = _mm256_slli_epi64(found.is_negative, 63);
        _mm256_storeu_pd(numbers + index, _mm256_xor_pd(value, _mm256_castsi256_pd(sign)));
        size_t sound = count_sound(&found, count - index);
        if (sound < 4) return index + sound;
    }
    return count;
}

/// What is known of four whole numbers that were read; `seen` takes what is known of all.
struct whole_quads {
    __m256i low, high, sum;
};

ALWAYS_INLINE AVX2 void conclude(struct whole_quads quads, struct column_wholes *wholes) {
    int64_t low[4], high[4], sum[4];
    _mm256_storeu_si256((__m256i *)low, quads.low);
    _mm256_storeu_si256((__m256i *)high, quads.high);
    _mm256_storeu_si256((__m256i *)sum, quads.sum);
    *wholes = (struct column_wholes){.low = INT64_MAX, .high = INT64_MIN};
    for (int lane = 0; lane < 4; lane++) {
        wholes->low = low[lane] < wholes->low ? low[lane] : wholes->low;
        wholes->high = high[lane] > wholes->high ? high[lane] : wholes->high;
        wholes->sum += sum[lane];
    }
}

/// Takes four numbers, or the first of them.
ALWAYS_INLINE AVX2 void take(struct whole_quads *seen, __m256i values, size_t count) {
    const __m256i lanes = _mm256_set_epi64x(3, 2, 1, 0);
    __m256i is_lower = _mm256_cmpgt_epi64(seen->low, values), is_higher = _mm256_cmpgt_epi64(values, seen->high);
    if (count < 4) {
        __m256i is_taken = _mm256_cmpgt_epi64(_mm256_set1_epi64x((int64_t)count), lanes);
        is_lower = _mm256_and_si256(is_lower, is_taken);
        is_higher = _mm256_and_si256(is_higher, is_taken);
        seen->sum = _mm256_add_epi64(seen->sum, _mm256_and_si256(values, is_taken));
    } else {
        seen->sum = _mm256_add_epi64(seen->sum, values);
    }
    seen->low = _mm256_blendv_epi8(seen->low, values, is_lower);
    seen->high = _mm256_blendv_epi8(seen->high, values, is_higher);
}

static AVX2 size_t read_wholes_vector(const struct column_values *values, size_t start, size_t count,
                                        double *numbers, struct column_wholes *wholes) {
    struct whole_quads seen = {
        .low = _mm256_set1_epi64x(INT64_MAX), .high = _mm256_set1_epi64x(INT64_MIN), .sum = _mm256_setzero_si256(),
    };
    size_t index = 0, sound = 4;
    for (; index < count; index += 4) {
        struct number_quads found;
        struct quads digits = take_digits(values, start + index, count - index, &found);
        expect_digits(digits, &found);
        join_quads(digits, &found);
        __m256i magnitude = joined(&found);
        __m256i is_large = _mm256_cmpgt_epi64(magnitude, _mm256_set1_epi64x((int64_t)largest_whole));
        found.is_strange = _mm256_or_si256(found.is_strange, is_large);
        sound = count_sound(&found, count - index);
        __m256i value = _mm256_sub_epi64(_mm256_xor_si256(magnitude, found.is_negative), found.is_negative);
        take(&seen, value, sound);
        // A whole number has no negative zero.
        __m256i is_zero = _mm256_cmpeq_epi64(magnitude, _mm256_setzero_si256());
        __m256i sign = _mm256_slli_epi64(_mm256_andnot_si256(is_zero, found.is_negative), 63);
        _mm256_storeu_pd(numbers + index, _mm256_xor_pd(doubles(magnitude), _mm256_castsi256_pd(sign)));
        if (sound < 4) break;
    }
    conclude(seen, wholes);
    return index + (sound < 4 ? sound : 0);
}
#endif

static size_t read_wholes_plain(const struct column_values *values, size_t start, size_t count, double *numbers,
                                struct column_wholes *wholes) {
    struct column_wholes seen = {.low = INT64_MAX, .high = INT64_MIN};
    size_t index = 0;
    for (; index < count; index++) {
        struct number number;
        if (!read(values->starts[start + index], values->lengths[start + index], &number)) break;
        if (number.fraction >= 0 || number.digits > largest_whole) break;
        int64_t value = number.is_negative ? -(int64_t)number.digits : (int64_t)number.digits;
        seen.low = value < seen.low ? value : seen.low;
        seen.high = value > seen.high ? value : seen.high;
        seen.sum += value;
        numbers[index] = (double)value;
    }
    *wholes = seen;
    return index;
}

static size_t read_decimals_plain(const struct column_values *values, size_t start, size_t count, double *numbers) {
    size_t index = 0;
    for (; index < count; index++) {
        struct number number;
        if (!read(values->starts[start + index], values->lengths[start + index], &number)) break;
        if (number.digits > UINT64_C(1) << 53) break;
        double value = (double)(int64_t)number.digits / powers[number.fraction + 1];
        numbers[index] = number.is_negative ? -value : value;
    }
    return index;
}

size_t column_wholes_read(const struct column_values *values, size_t start, size_t count, double *numbers,
                          struct column_wholes *wholes) {
#if defined(__x86_64__)
    if (has_avx2()) return read_wholes_vector(values, start, count, numbers, wholes);
#endif
    return read_wholes_plain(values, start, count, numbers, wholes);
}

// Digits up to 2^53 and the power of ten are exact, so their quotient is rounded once (Clinger, "How to Read Floating
// Point Numbers Accurately", PLDI 1990).
size_t column_decimals_read(const struct column_values *values, size_t start, size_t count, double *numbers) {
#if defined(__x86_64__)
    if (has_avx2()) return read_decimals_vector(values, start, count, numbers);
#endif
    return read_decimals_plain(values, start, count, numbers);
}
