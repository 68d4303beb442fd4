// For memmem(3).
#define _GNU_SOURCE
#include "CTextIndex.h"

#include <string.h>

#include "CProcessor.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

ALWAYS_INLINE struct text_survey survey(const uint8_t *text, size_t size) {
    // Control characters of texts: tab, line feed, vertical tab, form feed, carriage return, escape.
    uint8_t zero = 0, control = 0, high = 0, comma = 0, tab = 0, semicolon = 0, pipe = 0;
    for (size_t index = 0; index < size; index++) {
        uint8_t byte = text[index];
        zero |= byte == 0;
        control |= (byte < 0x20) & !((byte >= 0x09) & (byte <= 0x0d)) & (byte != 0x1b);
        high |= byte;
        comma |= byte == ',';
        tab |= byte == '\t';
        semicolon |= byte == ';';
        pipe |= byte == '|';
    }
    return (struct text_survey){
        .has_zero = zero, .has_control = control, .is_beyond_ascii = high >= 0x80, .has_comma = comma, .has_tab = tab,
        .has_semicolon = semicolon, .has_pipe = pipe,
    };
}

#if defined(__x86_64__)
static AVX2 struct text_survey survey_wide(const uint8_t *text, size_t size) { return survey(text, size); }
#endif

struct text_survey text_survey_of(const uint8_t *text, size_t size) {
#if defined(__x86_64__)
    if (has_avx2()) return survey_wide(text, size);
#endif
    return survey(text, size);
}

/// How many of eight bytes begin a character.
ALWAYS_INLINE size_t begun(uint64_t word) {
    uint64_t begins = (word >> 6 | ~word >> 7) & UINT64_C(0x0101010101010101);
    return (size_t)__builtin_popcountll(begins);
}

ALWAYS_INLINE uint64_t load_word(const uint8_t *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

ALWAYS_INLINE size_t characters(const uint8_t *bytes, size_t size) {
    size_t count = 0, index = 0;
    for (; index + 8 <= size; index += 8) count += begun(load_word(bytes + index));
    for (; index < size; index++) count += (int8_t)bytes[index] >= -64;
    return count;
}

static size_t ascii(const uint8_t *bytes, size_t size) {
    size_t index = 0;
    while (index + 8 <= size && (load_word(bytes + index) & 0x8080808080808080) == 0) index += 8;
    while (index < size && bytes[index] < 0x80) index++;
    return index;
}

#if defined(__x86_64__)
/// The sum of 32 bytes.
static inline AVX2 size_t sum_wide(__m256i bytes) {
    __m256i fours = _mm256_sad_epu8(bytes, _mm256_setzero_si256());
    __m128i twos = _mm_add_epi64(_mm256_castsi256_si128(fours), _mm256_extracti128_si256(fours, 1));
    return (size_t)(_mm_cvtsi128_si64(twos) + _mm_extract_epi64(twos, 1));
}

/// All ones in the bytes that begin a character.
static inline AVX2 __m256i begins_wide(const uint8_t *bytes) {
    return _mm256_cmpgt_epi8(_mm256_loadu_si256((const __m256i *)bytes), _mm256_set1_epi8(-65));
}

static AVX2 size_t characters_wide(const uint8_t *bytes, size_t size) {
    if (size < 32) return characters(bytes, size);
    const uint8_t *end = bytes + size;
    size_t count = 0;
    while (size >= 32) {
        __m256i begun = _mm256_setzero_si256();
        // A byte counts up to 255 without overflow.
        for (int rounds = 0; rounds < 255 && size >= 32; rounds++, bytes += 32, size -= 32) {
            begun = _mm256_sub_epi8(begun, begins_wide(bytes));
        }
        count += sum_wide(begun);
    }
    // The last 32 have the rest behind what is counted already.
    uint64_t last = (uint32_t)_mm256_movemask_epi8(begins_wide(end - 32));
    return count + (size_t)__builtin_popcountll(last >> (32 - size));
}

static AVX2 size_t ascii_wide(const uint8_t *bytes, size_t size) {
    size_t index = 0;
    for (; index + 32 <= size; index += 32) {
        uint32_t beyond = (uint32_t)_mm256_movemask_epi8(_mm256_loadu_si256((const __m256i *)(bytes + index)));
        if (beyond != 0) return index + (size_t)__builtin_ctz(beyond);
    }
    return index + ascii(bytes + index, size - index);
}
#endif

size_t text_index_characters(const uint8_t *bytes, size_t size) {
#if defined(__x86_64__)
    if (has_avx2()) return characters_wide(bytes, size);
#endif
    return characters(bytes, size);
}

size_t text_index_ascii(const uint8_t *bytes, size_t size) {
#if defined(__x86_64__)
    if (size >= 32 && has_avx2()) return ascii_wide(bytes, size);
#endif
    return ascii(bytes, size);
}

static size_t search(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
    const uint8_t *found = memmem(text, size, word, length);
    return found ? (size_t)(found - text) : size;
}

#if defined(__x86_64__)
/// Looks at 32 places at once for the word's first byte and, so far behind, its last; few places have both and not the word.
static AVX2 size_t search_wide(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
    const __m256i first = _mm256_set1_epi8((char)word[0]), last = _mm256_set1_epi8((char)word[length - 1]);
    size_t place = 0;
    for (; place + length + 31 <= size; place += 32) {
        __m256i begins = _mm256_cmpeq_epi8(first, _mm256_loadu_si256((const __m256i *)(text + place)));
        __m256i ends = _mm256_cmpeq_epi8(last, _mm256_loadu_si256((const __m256i *)(text + place + length - 1)));
        uint32_t both = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(begins, ends));
        for (; both != 0; both &= both - 1) {
            size_t candidate = place + (size_t)__builtin_ctz(both), same = 1;
            while (same < length && text[candidate + same] == word[same]) same++;
            if (same == length) return candidate;
        }
    }
    return place + search(text + place, size - place, word, length);
}
#endif

size_t text_index_search(const uint8_t *text, size_t size, const uint8_t *word, size_t length) {
#if defined(__x86_64__)
    if (length > 0 && has_avx2()) return search_wide(text, size, word, length);
#endif
    return search(text, size, word, length);
}

/// What is left to do of a field when a quote is met in it: whether it goes on behind a doubled one, of which the first
/// was copied, or ends with what follows the closing one, which is copied here.
ALWAYS_INLINE bool goes_on(uint8_t *target, size_t *count, const uint8_t *bytes, size_t *index, size_t size,
                           uint8_t quote) {
    if (*index + 1 < size && bytes[*index + 1] == quote) {
        *count += 1;
        *index += 2;
        return true;
    }
    size_t rest = size - *index - 1;
    memcpy(target + *count, bytes + *index + 1, rest);
    *count += rest;
    return false;
}

static size_t unquote(uint8_t *target, const uint8_t *bytes, size_t size, uint8_t quote) {
    size_t count = 0, index = 0;
    while (index < size) {
        const uint8_t *found = memchr(bytes + index, quote, size - index);
        size_t plain = found ? (size_t)(found - bytes) - index : size - index;
        memcpy(target + count, bytes + index, plain + (found != NULL));
        count += plain;
        index += plain;
        if (!found || !goes_on(target, &count, bytes, &index, size, quote)) break;
    }
    return count;
}

#if defined(__x86_64__)
/// Copies 32 bytes at a time, and the next copy goes over what was too much.
static AVX2 size_t unquote_wide(uint8_t *target, const uint8_t *bytes, size_t size, uint8_t quote) {
    const __m256i wanted = _mm256_set1_epi8((char)quote);
    size_t count = 0, index = 0;
    while (index < size) {
        __m256i block = _mm256_loadu_si256((const __m256i *)(bytes + index));
        _mm256_storeu_si256((__m256i *)(target + count), block);
        uint32_t quotes = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(block, wanted));
        if (quotes == 0) {
            count += 32;
            index += 32;
            continue;
        }
        size_t plain = (size_t)__builtin_ctz(quotes);
        if (index + plain >= size) break;
        count += plain;
        index += plain;
        if (!goes_on(target, &count, bytes, &index, size, quote)) return count;
    }
    return count + size - index;
}
#endif

size_t text_index_unquote(uint8_t *target, const uint8_t *bytes, size_t size, uint8_t quote) {
#if defined(__x86_64__)
    if (has_avx2()) return unquote_wide(target, bytes, size, quote);
#endif
    return unquote(target, bytes, size, quote);
}
