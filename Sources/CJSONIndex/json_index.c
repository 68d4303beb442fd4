#include "CJSONIndex.h"
#include "CProcessor.h"
#include "TextBits.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

/// Which bytes of a block of 64 are what, the first lowest.
struct masks {
    uint64_t quote, backslash, control, beyond_ascii;
};

/// The same of bytes that matter outside of strings only.
struct outer_masks {
    uint64_t operator, blank, lf;
};

/// Where the search stands between blocks.
struct progress {
    /// All ones within a string.
    uint64_t inside;
    /// Whether the byte before the block is a backslash that escapes its first.
    uint64_t is_escaped;
    /// Whether the byte before the block belongs to a word.
    uint64_t was_word;
    size_t tokens, escapes;
};

/// The bytes that a backslash before them escapes; of `*backslash` only those that escape are left.
ALWAYS_INLINE uint64_t escaped_bits(uint64_t *backslash, uint64_t *is_escaped) {
    // Odd and even runs of backslashes are told apart by an addition that carries through them (Langdale and Lemire
    // 2019, section 3.1.1, in the form of J. Keiser).
    const uint64_t odd_bits = UINT64_C(0xAAAAAAAAAAAAAAAA);
    uint64_t candidates = *backslash & ~*is_escaped;
    uint64_t codes = (((candidates << 1) | odd_bits) - candidates) ^ odd_bits;
    uint64_t escaped = codes ^ (*backslash | *is_escaped);
    *backslash &= codes;
    *is_escaped = *backslash >> 63;
    return escaped;
}

/// Bits up to and without the lowest of `bits`.
ALWAYS_INLINE uint64_t below(uint64_t bits) { return (bits & (~bits + 1)) - 1; }

typedef struct masks (*masker)(const uint8_t *block);
typedef struct outer_masks (*outer_masker)(const uint8_t *block);
typedef uint64_t (*paritier)(uint64_t bits);

/// Takes one block; returns the control characters within strings, before the first of which all is written.
ALWAYS_INLINE uint64_t take_block(const uint8_t *block, struct masks masks, bool finds_lines, uint32_t base,
                                  struct progress *progress, struct json_index_lists lists,
                                  outer_masker outer, paritier parities) {
    uint64_t quote = masks.quote;
    if (masks.backslash | progress->is_escaped) {
        quote &= ~escaped_bits(&masks.backslash, &progress->is_escaped);
    }
    uint64_t inside = progress->inside;
    uint64_t structural = 0, control;
    if (quote | ~inside) {
        inside = parities(quote) ^ progress->inside;
        progress->inside = (uint64_t)((int64_t)inside >> 63);
        struct outer_masks found = outer(block);
        found.operator &= ~masks.control;
        uint64_t word = ~(found.operator | found.blank);
        uint64_t bare = word & ~quote;
        structural = (found.operator | (word & ~(bare << 1 | progress->was_word))) & ~(inside ^ quote);
        if (finds_lines) structural |= found.lf & ~inside;
        progress->was_word = bare >> 63;
    } else {
        progress->was_word = 1;
    }
    control = masks.control & inside;
    uint64_t escape = masks.backslash & inside;
    if (control) {
        structural &= below(control);
        escape &= below(control);
    }
    if (structural) progress->tokens = text_bits_write(lists.tokens, progress->tokens, base, structural);
    if (escape) progress->escapes = text_bits_write(lists.escapes, progress->escapes, base, escape);
    return control;
}

/// Fills a block with what is left of a text, and blanks.
ALWAYS_INLINE const uint8_t *last_block(uint8_t *block, const uint8_t *text, size_t offset, size_t size) {
    memset(block, ' ', 64);
    memcpy(block, text + offset, size - offset);
    return block;
}

/// How many of `size` bytes there are up to a character that is not complete.
static size_t whole_characters(const uint8_t *text, size_t size) {
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        uint8_t byte = text[size - back];
        if ((byte & 0xC0) == 0x80) continue;
        size_t length = byte > 0xF4 ? 1 : byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
        return length > back ? size - back : size;
    }
    return size;
}

/// The offset of the last character that begins before `offset`.
static size_t last_character(const uint8_t *text, size_t offset) {
    size_t start = offset;
    while (start > 0 && offset - start < 4 && (start == offset || (text[start] & 0xC0) == 0x80)) start--;
    return start;
}

/// Notes a fault at `offset`, and drops the tokens and escapes from there on.
static void note_fault(enum json_index_fault fault, size_t offset, struct progress *progress,
                       struct json_index_lists lists, struct json_index_result *result) {
    result->fault = fault;
    result->size = offset;
    while (progress->tokens > 0 && lists.tokens[progress->tokens - 1] >= offset) progress->tokens--;
    while (progress->escapes > 0 && lists.escapes[progress->escapes - 1] >= offset) progress->escapes--;
}

/// Notes that the block at `offset` has bytes beyond ASCII.
ALWAYS_INLINE void note_beyond_ascii(size_t offset, struct json_index_lists lists, struct json_index_result *result) {
    lists.beyond_ascii[offset >> 12] |= UINT64_C(1) << (offset >> 6 & 63);
    result->is_beyond_ascii = true;
}

/// Sets what follows from what was written.
static void conclude(struct progress progress, struct json_index_lists lists, struct json_index_result *result) {
    result->tokens = progress.tokens;
    result->escapes = progress.escapes;
    result->ends_in_string = progress.inside != 0;
    for (int index = 0; index < 4; index++) lists.tokens[progress.tokens + index] = (uint32_t)result->size;
    lists.escapes[progress.escapes] = (uint32_t)result->size;
}

/// Leaves a last character that is not complete to what follows, if anything does.
static void begin(const uint8_t *text, size_t size, bool is_last, struct json_index_lists lists,
                  struct json_index_result *result) {
    memset(result, 0, sizeof *result);
    memset(lists.beyond_ascii, 0, (size / 4096 + 1) * sizeof *lists.beyond_ascii);
    result->size = is_last ? size : whole_characters(text, size);
}

/// Notes a last character that is not complete where nothing follows.
static void finish(const uint8_t *text, size_t size, bool is_last, struct json_index_result *result) {
    bool is_incomplete = is_last && result->fault == json_index_no_fault && whole_characters(text, size) < size;
    if (is_incomplete) result->fault = json_index_not_utf8;
}

// MARK: - Plain C

static struct masks masks_plain(const uint8_t *block) {
    struct masks masks = {0};
    for (int index = 0; index < 64; index++) {
        uint8_t byte = block[index];
        masks.quote |= (uint64_t)(byte == '"') << index;
        masks.backslash |= (uint64_t)(byte == '\\') << index;
        masks.control |= (uint64_t)(byte < 0x20) << index;
        masks.beyond_ascii |= (uint64_t)(byte >> 7) << index;
    }
    return masks;
}

static struct outer_masks outer_plain(const uint8_t *block) {
    struct outer_masks masks = {0};
    for (int index = 0; index < 64; index++) {
        uint8_t byte = block[index];
        bool is_brace = (byte | 0x20) == '{' || (byte | 0x20) == '}';
        masks.operator |= (uint64_t)(is_brace || byte == ':' || byte == ',') << index;
        masks.lf |= (uint64_t)(byte == '\n') << index;
        masks.blank |= (uint64_t)(byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n') << index;
    }
    return masks;
}

static void find_plain(const uint8_t *text, bool finds_lines, struct json_index_lists lists,
                       struct json_index_result *result) {
    struct progress progress = {0};
    uint8_t rest[64];
    size_t size = result->size;
    for (size_t offset = 0; offset < size; offset += 64) {
        const uint8_t *block = size - offset >= 64 ? text + offset : last_block(rest, text, offset, size);
        struct masks masks = masks_plain(block);
        if (masks.beyond_ascii) note_beyond_ascii(offset, lists, result);
        uint64_t control = take_block(block, masks, finds_lines, (uint32_t)offset, &progress, lists,
                                      outer_plain, text_bits_parities);
        if (!control) continue;
        note_fault(json_index_control_character, offset + (size_t)__builtin_ctzll(control), &progress, lists,
                   result);
        break;
    }
    size_t fault = result->is_beyond_ascii ? json_index_utf8_fault(text, result->size) : result->size;
    if (fault < result->size) note_fault(json_index_not_utf8, fault, &progress, lists, result);
    conclude(progress, lists, result);
}

size_t json_index_utf8_fault(const uint8_t *text, size_t size) {
    size_t index = 0;
    while (index < size) {
        uint8_t byte = text[index++];
        if (byte < 0x80) continue;
        // The Unicode Standard, table 3-7.
        int awaited = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
        if (byte < 0xC2 || byte > 0xF4) return index - 1;
        uint8_t low = byte == 0xE0 ? 0xA0 : byte == 0xF0 ? 0x90 : 0x80;
        uint8_t high = byte == 0xED ? 0x9F : byte == 0xF4 ? 0x8F : 0xBF;
        for (; awaited > 0 && index < size; awaited--, index++) {
            if (text[index] < low || text[index] > high) return index;
            low = 0x80;
            high = 0xBF;
        }
    }
    return size;
}

// MARK: - AVX2

#if defined(__x86_64__)
static inline AVX2 uint64_t bits_wide(__m256i low, __m256i high) {
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline AVX2 struct masks masks_wide(const uint8_t *block) {
    __m256i low = _mm256_loadu_si256((const __m256i *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
    __m256i quote = _mm256_set1_epi8('"'), backslash = _mm256_set1_epi8('\\'), last = _mm256_set1_epi8(0x1F);
    return (struct masks){
        .quote = bits_wide(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(high, quote)),
        .backslash = bits_wide(_mm256_cmpeq_epi8(low, backslash), _mm256_cmpeq_epi8(high, backslash)),
        .control = bits_wide(_mm256_cmpeq_epi8(_mm256_min_epu8(low, last), low),
                             _mm256_cmpeq_epi8(_mm256_min_epu8(high, last), high)),
        .beyond_ascii = bits_wide(low, high),
    };
}

#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

static inline AVX2 struct outer_masks outer_wide(const uint8_t *block) {
    __m256i low = _mm256_loadu_si256((const __m256i *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
    // Each byte is compared with the one of its class that has the same four lower bits. Two control characters pass
    // for operators here.
    __m256i blanks = TWICE(' ', 100, 100, 100, 17, 100, 113, 2, 100, '\t', '\n', 112, 100, '\r', 100, 100);
    __m256i operators = TWICE(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
    __m256i bit = _mm256_set1_epi8(0x20), lf = _mm256_set1_epi8('\n');
    return (struct outer_masks){
        .blank = bits_wide(_mm256_cmpeq_epi8(low, _mm256_shuffle_epi8(blanks, low)),
                           _mm256_cmpeq_epi8(high, _mm256_shuffle_epi8(blanks, high))),
        .operator = bits_wide(
            _mm256_cmpeq_epi8(_mm256_or_si256(low, bit), _mm256_shuffle_epi8(operators, low)),
            _mm256_cmpeq_epi8(_mm256_or_si256(high, bit), _mm256_shuffle_epi8(operators, high))),
        .lf = bits_wide(_mm256_cmpeq_epi8(low, lf), _mm256_cmpeq_epi8(high, lf)),
    };
}

/// The bytes of `input` moved up by `count`, behind the last ones of `before`.
#define MOVED(input, before, count) \
    _mm256_alignr_epi8(input, _mm256_permute2x128_si256(before, input, 0x21), 16 - (count))

/// What is wrong with UTF-8: bits that the two nibbles of one byte and the upper one of the next must not have in
/// common. Table 6 of Keiser and Lemire 2021.
enum {
    too_short = 1 << 0, too_long = 1 << 1, overlong_3 = 1 << 2, too_large = 1 << 3, surrogate = 1 << 4,
    overlong_2 = 1 << 5, too_large_1000 = 1 << 6, overlong_4 = 1 << 6, two_continuations = -128,
    carry = too_short | too_long | two_continuations,
};

static inline AVX2 __m256i utf8_errors(__m256i input, __m256i before) {
    __m256i nibble = _mm256_set1_epi8(0x0F);
    __m256i previous = MOVED(input, before, 1);
    __m256i first_high = _mm256_shuffle_epi8(
        TWICE(too_long, too_long, too_long, too_long, too_long, too_long, too_long, too_long, two_continuations,
              two_continuations, two_continuations, two_continuations, too_short | overlong_2, too_short,
              too_short | overlong_3 | surrogate, too_short | too_large | too_large_1000 | overlong_4),
        _mm256_and_si256(_mm256_srli_epi16(previous, 4), nibble));
    __m256i first_low = _mm256_shuffle_epi8(
        TWICE(carry | overlong_3 | overlong_2 | overlong_4, carry | overlong_2, carry, carry, carry | too_large,
              carry | too_large | too_large_1000, carry | too_large | too_large_1000,
              carry | too_large | too_large_1000, carry | too_large | too_large_1000,
              carry | too_large | too_large_1000, carry | too_large | too_large_1000,
              carry | too_large | too_large_1000, carry | too_large | too_large_1000,
              carry | too_large | too_large_1000 | surrogate, carry | too_large | too_large_1000,
              carry | too_large | too_large_1000),
        _mm256_and_si256(previous, nibble));
    __m256i second_high = _mm256_shuffle_epi8(
        TWICE(too_short, too_short, too_short, too_short, too_short, too_short, too_short, too_short,
              too_long | overlong_2 | two_continuations | overlong_3 | too_large_1000 | overlong_4,
              too_long | overlong_2 | two_continuations | overlong_3 | too_large,
              too_long | overlong_2 | two_continuations | surrogate | too_large,
              too_long | overlong_2 | two_continuations | surrogate | too_large, too_short, too_short, too_short,
              too_short),
        _mm256_and_si256(_mm256_srli_epi16(input, 4), nibble));
    __m256i special = _mm256_and_si256(_mm256_and_si256(first_high, first_low), second_high);
    __m256i third = _mm256_subs_epu8(MOVED(input, before, 2), _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(MOVED(input, before, 3), _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i must_continue = _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(must_continue, special);
}

/// Whether a block, of which not all need be beyond ASCII, is UTF-8. The 32 bytes before it are looked at unless it
/// is the first.
static inline AVX2 bool is_utf8_wide(const uint8_t *block, const uint8_t *before, bool is_first) {
    __m256i low = _mm256_loadu_si256((const __m256i *)block);
    __m256i high = _mm256_loadu_si256((const __m256i *)(block + 32));
    __m256i previous = is_first ? _mm256_setzero_si256() : _mm256_loadu_si256((const __m256i *)(before - 32));
    __m256i errors = _mm256_or_si256(utf8_errors(low, previous), utf8_errors(high, low));
    return _mm256_testz_si256(errors, errors);
}

static AVX2 void find_wide(const uint8_t *text, bool finds_lines, struct json_index_lists lists,
                           struct json_index_result *result) {
    struct progress progress = {0};
    uint64_t was_beyond = 0;
    uint8_t rest[64];
    size_t size = result->size;
    for (size_t offset = 0; offset < size; offset += 64) {
        const uint8_t *block = size - offset >= 64 ? text + offset : last_block(rest, text, offset, size);
        struct masks masks = masks_wide(block);
        uint64_t control = take_block(block, masks, finds_lines, (uint32_t)offset, &progress, lists,
                                      outer_wide, text_bits_parities_avx2);
        // A character begun in the last block may lack its end in this one.
        bool is_wrong = (masks.beyond_ascii | was_beyond) && !is_utf8_wide(block, text + offset, offset == 0);
        was_beyond = masks.beyond_ascii >> 61;
        if (masks.beyond_ascii) note_beyond_ascii(offset, lists, result);
        if (!control && !is_wrong) continue;
        size_t end = control ? offset + (size_t)__builtin_ctzll(control) : size;
        if (control) note_fault(json_index_control_character, end, &progress, lists, result);
        size_t start = last_character(text, offset);
        size_t fault = start + json_index_utf8_fault(text + start, end - start);
        if (fault < end) note_fault(json_index_not_utf8, fault, &progress, lists, result);
        was_beyond = 0;
        break;
    }
    if (was_beyond) {
        // What the last byte begins shows only with what follows it.
        size_t start = last_character(text, size);
        size_t fault = start + json_index_utf8_fault(text + start, size - start);
        if (fault < size) note_fault(json_index_not_utf8, fault, &progress, lists, result);
    }
    conclude(progress, lists, result);
}

#endif

void json_index_find_plain(const uint8_t *text, size_t size, bool is_last, bool finds_lines,
                           struct json_index_lists lists, struct json_index_result *result) {
    begin(text, size, is_last, lists, result);
    find_plain(text, finds_lines, lists, result);
    finish(text, size, is_last, result);
}

void json_index_find(const uint8_t *text, size_t size, bool is_last, bool finds_lines, struct json_index_lists lists,
                     struct json_index_result *result) {
#if defined(__x86_64__)
    if (has_avx2()) {
        begin(text, size, is_last, lists, result);
        find_wide(text, finds_lines, lists, result);
        finish(text, size, is_last, result);
        return;
    }
#endif
    json_index_find_plain(text, size, is_last, finds_lines, lists, result);
}
