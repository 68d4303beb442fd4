/// Finds the tokens of JSON text and checks that it is UTF-8, 64 bytes at a time.
///
/// The method is that of Langdale and Lemire ("Parsing Gigabytes of JSON per Second", The VLDB Journal 28, 2019), and
/// of Keiser and Lemire for UTF-8 ("Validating UTF-8 In Less Than One Instruction Per Byte", Software: Practice and
/// Experience 51, 2021). Blocks within a string are only looked through for its end. The comparisons are done with
/// AVX2 where the processor has it, else in plain C; both give the same result.

#ifndef TRAWL_JSON_INDEX_H
#define TRAWL_JSON_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// How many bytes before and behind a text must be readable, whatever they hold.
#define JSON_INDEX_PADDING 64
/// How many offsets more than there are bytes the lists must have room for.
#define JSON_INDEX_SPARE 72

/// Why the rest of a text was not looked at.
enum json_index_fault {
    json_index_no_fault,
    /// A control character within a string.
    json_index_control_character,
    /// A byte that is not UTF-8.
    json_index_not_utf8,
};

/// What was found.
struct json_index_result {
    /// How many tokens there are.
    size_t tokens;
    /// How many backslashes begin an escape.
    size_t escapes;
    /// How many bytes were looked at: up to a fault, or to a character that is not complete.
    size_t size;
    enum json_index_fault fault;
    /// Whether the text ends within a string.
    bool ends_in_string;
    bool is_beyond_ascii;
};

/// Memory for what is found.
struct json_index_lists {
    /// Takes the offset of each token's first byte, and behind the last four times that of the end; room for the bytes
    /// of the text and `JSON_INDEX_SPARE` more.
    uint32_t *tokens;
    /// Takes the offset of each backslash that begins an escape within a string, and behind the last once that of the
    /// end; as much room.
    uint32_t *escapes;
    /// Takes a bit for each 64 bytes, the first lowest, that is set where there are bytes beyond ASCII among them; room
    /// for a word for each 4,096 bytes and one more.
    uint64_t *beyond_ascii;
};

/// Finds where the tokens of a text begin: braces, brackets, colons, commas, strings and other words.
///
/// - text: `size` bytes, below 2^31, that begin with a token or white space.
/// - is_last: Whether nothing follows, so that a character not complete is a fault.
/// - finds_lines: Whether line feeds outside of strings are tokens too.
void json_index_find(const uint8_t *text, size_t size, bool is_last, bool finds_lines, struct json_index_lists lists,
                     struct json_index_result *result);

/// The same in plain C, whatever the processor has.
void json_index_find_plain(const uint8_t *text, size_t size, bool is_last, bool finds_lines,
                           struct json_index_lists lists, struct json_index_result *result);

/// Whether there may be bytes beyond ASCII from `start` up to `end`, which is not before it.
static inline bool json_index_is_beyond_ascii(const uint64_t *beyond_ascii, size_t start, size_t end) {
    size_t first = start >> 6, last = end >> 6;
    uint64_t from = ~UINT64_C(0) << (first & 63), to = ~UINT64_C(0) >> (63 - (last & 63));
    if (first >> 6 == last >> 6) return (beyond_ascii[first >> 6] & from & to) != 0;
    uint64_t found = (beyond_ascii[first >> 6] & from) | (beyond_ascii[last >> 6] & to);
    for (size_t word = (first >> 6) + 1; word < last >> 6; word++) found |= beyond_ascii[word];
    return found != 0;
}

/// The offset of the first byte that is not UTF-8 in `size` bytes that begin with a character; `size` where all are, or
/// where only the last character is not complete.
size_t json_index_utf8_fault(const uint8_t *text, size_t size);

/// What a word may be.
enum json_number {
    /// A number by RFC 8259 without a fraction and an exponent.
    json_number_integer,
    /// Another number by RFC 8259.
    json_number_other,
    json_number_none,
};

/// Looks whether `size` bytes, at least one, are a number by the grammar of RFC 8259.
enum json_number json_index_long_number(const uint8_t *bytes, size_t size);

/// The same, in a few steps for up to 16 bytes without an exponent. Also the 16 bytes from the first on are read.
static inline enum json_number json_index_number(const uint8_t *bytes, size_t size) {
#if defined(__SSE2__)
    if (size <= 16) {
        __m128i block = _mm_loadu_si128((const __m128i *)bytes);
        // '0'…'9' become the ten smallest signed bytes.
        __m128i moved = _mm_add_epi8(block, _mm_set1_epi8((char)(0x80 - '0')));
        uint32_t digits = (uint32_t)_mm_movemask_epi8(_mm_cmplt_epi8(moved, _mm_set1_epi8((char)(0x80 + 10))));
        uint32_t sign = bytes[0] == '-';
        uint32_t others = ~digits & ((UINT32_C(1) << size) - 1) & ~sign;
        size_t first = sign;
        if (others == 0 && size > sign && (bytes[first] != '0' || size == first + 1)) return json_number_integer;
        if (others != 0 && (others & (others - 1)) == 0) {
            size_t point = (size_t)__builtin_ctz(others);
            bool is_zero_alone = bytes[first] != '0' || point == first + 1;
            if (bytes[point] == '.' && point > first && point + 1 < size && is_zero_alone) return json_number_other;
        }
    }
#endif
    return json_index_long_number(bytes, size);
}

#endif
