#include "CColumnKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define VECTOR __attribute__((target("avx2,bmi,bmi2")))
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

enum { letter = 1, digit = 2, blank = 4, mark = 8, control = 16, beyond_ascii = 32 };

/// Tells which classes the bytes of a value have, a bit for each.
typedef uint32_t (*classifier)(const uint8_t *value, uint32_t length);

ALWAYS_INLINE uint32_t class_of(uint8_t byte) {
    if (byte >= 0x80) return beyond_ascii;
    if ((uint8_t)((byte | 0x20) - 'a') < 26) return letter;
    if ((uint8_t)(byte - '0') < 10) return digit;
    if (byte == ' ' || byte == '\t') return blank;
    return byte < 0x20 || byte == 0x7f ? control : mark;
}

static uint32_t classify_plain(const uint8_t *value, uint32_t length) {
    uint32_t classes = 0;
    for (uint32_t index = 0; index < length; index++) classes |= class_of(value[index]);
    return classes;
}

#if defined(__x86_64__)
/// All ones in the first bytes: those from index 16 - `count` on have `count` of them.
static const uint8_t leading_bytes[32] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};

/// All ones where a byte less `first` is below `count`.
static inline VECTOR __m128i among(__m128i bytes, uint8_t first, uint8_t count) {
    __m128i distance = _mm_sub_epi8(bytes, _mm_set1_epi8((char)first));
    return _mm_cmpeq_epi8(_mm_min_epu8(distance, _mm_set1_epi8((char)(count - 1))), distance);
}

/// A bit of `class` where any byte of `found` is set.
static inline VECTOR uint32_t any(__m128i found, uint32_t class) {
    return _mm_testz_si128(found, found) ? 0 : class;
}

static inline VECTOR uint32_t classify_vector(const uint8_t *value, uint32_t length) {
    __m128i letters = _mm_setzero_si128(), digits = letters, blanks = letters, marks = letters, controls = letters;
    __m128i beyond = letters;
    for (uint32_t offset = 0; offset < length; offset += 16) {
        uint32_t rest = length - offset;
        __m128i bytes = _mm_loadu_si128((const __m128i *)(value + offset));
        __m128i valid = _mm_loadu_si128((const __m128i *)(leading_bytes + 16 - (rest < 16 ? rest : 16)));
        __m128i is_letter = among(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 26);
        __m128i is_digit = among(bytes, '0', 10);
        __m128i is_blank = _mm_or_si128(
            _mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
        __m128i is_beyond = _mm_cmpgt_epi8(_mm_setzero_si128(), bytes);
        __m128i is_control = _mm_andnot_si128(
            is_blank, _mm_or_si128(among(bytes, 0, 0x20), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7f))));
        __m128i known = _mm_or_si128(
            _mm_or_si128(is_letter, is_digit), _mm_or_si128(is_blank, _mm_or_si128(is_beyond, is_control)));
        // A letter with its highest bit set is none.
        letters = _mm_or_si128(letters, _mm_and_si128(_mm_andnot_si128(is_beyond, is_letter), valid));
        digits = _mm_or_si128(digits, _mm_and_si128(is_digit, valid));
        blanks = _mm_or_si128(blanks, _mm_and_si128(is_blank, valid));
        controls = _mm_or_si128(controls, _mm_and_si128(is_control, valid));
        beyond = _mm_or_si128(beyond, _mm_and_si128(is_beyond, valid));
        marks = _mm_or_si128(marks, _mm_andnot_si128(known, valid));
    }
    return any(letters, letter) | any(digits, digit) | any(blanks, blank) | any(marks, mark) | any(controls, control)
        | any(beyond, beyond_ascii);
}
#endif

ALWAYS_INLINE void add(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                       struct column_classes *classes, classifier classify) {
    struct column_classes seen = *classes;
    for (size_t index = 0; index < count; index++) {
        uint32_t found = classify(starts[index], lengths[index]);
        seen.letters += (found & letter) != 0;
        seen.digits += (found & digit) != 0;
        seen.blanks += (found & blank) != 0;
        seen.punctuation += (found & mark) != 0;
        seen.controls += (found & control) != 0;
        seen.beyond_ascii += (found & beyond_ascii) != 0;
    }
    *classes = seen;
}

#if defined(__x86_64__)
static VECTOR void add_vector(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                              struct column_classes *classes) {
    add(starts, lengths, count, classes, classify_vector);
}
#endif

void column_classes_add(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                        struct column_classes *classes) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) {
        add_vector(starts, lengths, count, classes);
        return;
    }
#endif
    add(starts, lengths, count, classes, classify_plain);
}
