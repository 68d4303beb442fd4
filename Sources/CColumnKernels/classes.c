#include "CColumnKernels.h"
#include "vectors.h"

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
/// Sets of bytes that are all pairs of some low and some high halves: with a bit for each set, a byte is in those that the
/// tables of both its halves have.
enum {
    upper_letters = 1, lower_letters = 2, digits = 4, space = 8, tab = 16, controls = 32, control_19 = 64, delete_7f = 128,
};

static const uint8_t low_halves[16] = {
    lower_letters | digits | space | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | controls,
    upper_letters | lower_letters | digits | tab | control_19,
    upper_letters | lower_letters | controls,
    upper_letters | controls,
    upper_letters | controls,
    upper_letters | controls,
    upper_letters | controls,
    upper_letters | controls | delete_7f,
};

static const uint8_t high_halves[16] = {
    tab | controls, controls | control_19, space, digits, upper_letters, lower_letters, upper_letters,
    lower_letters | delete_7f,
};

/// All bits that any byte has.
static inline AVX2 uint32_t any_bits(__m128i bytes) {
    bytes = _mm_or_si128(bytes, _mm_srli_si128(bytes, 8));
    uint64_t word = (uint64_t)_mm_cvtsi128_si64(bytes);
    word |= word >> 32;
    word |= word >> 16;
    return (uint32_t)(word | word >> 8) & 0xff;
}

/// What the bytes of a value have: sets, such as are in none, and bits.
struct traits {
    __m128i sets, marks, beyond;
};

/// The traits of bytes 32 at a time, up to the last that are fewer.
ALWAYS_INLINE AVX2 struct traits traits_of(const uint8_t *value, uint32_t length) {
    const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)low_halves));
    const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)high_halves));
    __m256i sets = _mm256_setzero_si256(), marks = sets, beyond = sets;
    for (uint32_t offset = 0; offset + 32 <= length; offset += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(value + offset));
        __m256i halves = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0f));
        __m256i found = _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, halves));
        __m256i is_in_none = _mm256_cmpeq_epi8(found, _mm256_setzero_si256());
        sets = _mm256_or_si256(sets, found);
        marks = _mm256_or_si256(marks, _mm256_andnot_si256(bytes, is_in_none));
        beyond = _mm256_or_si256(beyond, bytes);
    }
    return (struct traits){
        _mm_or_si128(_mm256_castsi256_si128(sets), _mm256_extracti128_si256(sets, 1)),
        _mm_or_si128(_mm256_castsi256_si128(marks), _mm256_extracti128_si256(marks, 1)),
        _mm_or_si128(_mm256_castsi256_si128(beyond), _mm256_extracti128_si256(beyond, 1)),
    };
}

static inline AVX2 uint32_t classify_vector(const uint8_t *value, uint32_t length) {
    const __m128i low = _mm_loadu_si128((const __m128i *)low_halves);
    const __m128i high = _mm_loadu_si128((const __m128i *)high_halves);
    __m128i sets = _mm_setzero_si128(), marks = sets, beyond = sets;
    if (length >= 32) {
        struct traits first = traits_of(value, length);
        sets = first.sets;
        marks = first.marks;
        beyond = first.beyond;
    }
    for (uint32_t offset = length & ~(uint32_t)31; offset < length; offset += 16) {
        uint32_t rest = length - offset;
        __m128i bytes = _mm_loadu_si128((const __m128i *)(value + offset));
        __m128i halves = _mm_and_si128(_mm_srli_epi16(bytes, 4), _mm_set1_epi8(0x0f));
        // Of a byte with its highest bit set the table of low halves gives nothing.
        __m128i found = _mm_and_si128(_mm_shuffle_epi8(low, bytes), _mm_shuffle_epi8(high, halves));
        __m128i none = _mm_andnot_si128(bytes, _mm_cmpeq_epi8(found, _mm_setzero_si128()));
        if (rest < 16) {
            __m128i valid = _mm_loadu_si128((const __m128i *)(leading_bytes + 16 - rest));
            bytes = _mm_and_si128(bytes, valid);
            found = _mm_and_si128(found, valid);
            none = _mm_and_si128(none, valid);
        }
        sets = _mm_or_si128(sets, found);
        marks = _mm_or_si128(marks, none);
        beyond = _mm_or_si128(beyond, bytes);
    }
    uint32_t all = any_bits(sets);
    return (all & (upper_letters | lower_letters) ? letter : 0) | (all & digits ? digit : 0)
        | (all & (space | tab) ? blank : 0) | (all & (controls | control_19 | delete_7f) ? control : 0)
        | (_mm_movemask_epi8(marks) ? mark : 0) | (_mm_movemask_epi8(beyond) ? beyond_ascii : 0);
}
#endif

ALWAYS_INLINE void add(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                       struct column_classes *classes, classifier classify) {
    // How many values have exactly these classes.
    uint64_t counts[64] = {0};
    for (size_t index = 0; index < count; index++) counts[classify(starts[index], lengths[index])]++;
    for (uint32_t found = 0; found < 64; found++) {
        classes->letters += found & letter ? counts[found] : 0;
        classes->digits += found & digit ? counts[found] : 0;
        classes->blanks += found & blank ? counts[found] : 0;
        classes->punctuation += found & mark ? counts[found] : 0;
        classes->controls += found & control ? counts[found] : 0;
        classes->beyond_ascii += found & beyond_ascii ? counts[found] : 0;
    }
}

#if defined(__x86_64__)
static AVX2 void add_vector(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                              struct column_classes *classes) {
    add(starts, lengths, count, classes, classify_vector);
}
#endif

void column_classes_add(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                        struct column_classes *classes) {
#if defined(__x86_64__)
    if (has_avx2()) {
        add_vector(starts, lengths, count, classes);
        return;
    }
#endif
    add(starts, lengths, count, classes, classify_plain);
}
