#include "CColumnKernels.h"
#include "vectors.h"

#include <string.h>

enum {
    most_nodes = (1 << COLUMN_TREE_DEPTH) - 1,
    /// A plane has a bit for each row of a block.
    plane_words = COLUMN_TREE_BLOCK / 64,
};

/// Whether each row of a block goes right.
struct plane {
    _Alignas(64) uint64_t words[plane_words];
};

/// Looks from where a number's step begins at the thresholds by halves. Chooses by arithmetic, as no processor can
/// foresee on which side of a threshold a number is.
ALWAYS_INLINE void note_ranks(const double *numbers, size_t count, const struct column_thresholds *thresholds,
                              unsigned halvings, int16_t *ranks) {
    struct column_thresholds known = *thresholds;
    for (size_t index = 0; index < count; index++) {
        double number = numbers[index];
        size_t rank = known.starts[column_thresholds_step(&known, number)];
        for (size_t reach = (size_t)1 << halvings >> 1; reach > 0; reach >>= 1) {
            rank += (size_t)__builtin_unpredictable(known.thresholds[rank + reach - 1] < number) * reach;
        }
        ranks[index] = (int16_t)rank;
    }
}

void column_ranks_note(const double *numbers, size_t count, const struct column_thresholds *thresholds,
                       int16_t *ranks) {
    switch (thresholds->halvings) {
    case 1: return note_ranks(numbers, count, thresholds, 1, ranks);
    case 2: return note_ranks(numbers, count, thresholds, 2, ranks);
    case 3: return note_ranks(numbers, count, thresholds, 3, ranks);
    default: return note_ranks(numbers, count, thresholds, thresholds->halvings, ranks);
    }
}

/// All rows go down a level before the next: none waits for another, so the processor has many at work at once.
static void add_plain(const struct column_tree *tree, const int16_t *ranks, size_t rows, double *sums) {
    uint16_t nodes[COLUMN_TREE_BLOCK] = {0};
    for (unsigned level = 0; level < tree->depth; level++) {
        for (size_t row = 0; row < rows; row++) {
            size_t node = nodes[row];
            bool is_right = ranks[(size_t)tree->columns[node] * COLUMN_TREE_BLOCK + row] > tree->ranks[node];
            nodes[row] = (uint16_t)(2 * node + 1 + is_right);
        }
    }
    size_t first = ((size_t)1 << tree->depth) - 1;
    for (size_t row = 0; row < rows; row++) sums[row] += tree->leaves[nodes[row] - first];
}

#if defined(__x86_64__)
/// Notes for each cut which rows go right of it, whether they come to it or not: that takes an instruction for many
/// rows, where to follow each row takes some for each.
typedef void (*cutter)(const struct column_tree *tree, const int16_t *ranks, struct plane *planes);
/// Makes the leaves of rows of their bits, the highest first.
typedef void (*joiner)(const struct plane *bits, unsigned depth, uint8_t *leaves);

/// Chooses for each row of the bits of a level's nodes that of the node it comes to. What the last of the choices
/// before leaves is half of them, and one after all.
ALWAYS_INLINE struct plane choose_down(const struct plane *choices, unsigned level, struct plane *nodes) {
    for (unsigned above = level; above-- > 0;) {
        struct plane is_right = choices[above];
        for (size_t node = 0; node < (size_t)1 << above; node++) {
            for (int word = 0; word < plane_words; word++) {
                uint64_t left = nodes[2 * node].words[word], right = nodes[2 * node + 1].words[word];
                nodes[node].words[word] = left ^ ((left ^ right) & is_right.words[word]);
            }
        }
    }
    return nodes[0];
}

/// Adds what rows get in a tree.
///
/// - planes: Of all nodes; those that are no cuts hold anything.
ALWAYS_INLINE void add(const struct column_tree *tree, const int16_t *ranks, size_t rows, struct plane *planes,
                       double *sums, cutter cut, joiner join) {
    cut(tree, ranks, planes);
    struct plane bits[COLUMN_TREE_DEPTH];
#pragma clang loop unroll(full)
    for (unsigned level = 0; level < COLUMN_TREE_DEPTH; level++) {
        if (level == tree->depth) break;
        bits[level] = choose_down(bits, level, planes + ((size_t)1 << level) - 1);
    }
    uint8_t leaves[COLUMN_TREE_BLOCK];
    join(bits, tree->depth, leaves);
    for (size_t row = 0; row < rows; row++) sums[row] += tree->leaves[leaves[row]];
}

ALWAYS_INLINE AVX2 void cut_vector(const struct column_tree *tree, const int16_t *ranks, struct plane *planes) {
    for (size_t index = 0; index < tree->cut_count; index++) {
        size_t node = tree->cuts[index];
        const __m256i *from = (const __m256i *)(ranks + (size_t)tree->columns[node] * COLUMN_TREE_BLOCK);
        __m256i rank = _mm256_set1_epi16(tree->ranks[node]);
        uint32_t words[2 * plane_words];
        for (int word = 0; word < 2 * plane_words; word++) {
            __m256i low = _mm256_cmpgt_epi16(_mm256_loadu_si256(from + 2 * word), rank);
            __m256i high = _mm256_cmpgt_epi16(_mm256_loadu_si256(from + 2 * word + 1), rank);
            words[word] = (uint32_t)_mm256_movemask_epi8(_mm256_packs_epi16(low, high));
        }
        memcpy(planes[node].words, words, sizeof words);
    }
}

/// The bits of 32 rows are in the order in which packing leaves them: that of the first and the third eight rows, of
/// the second and the fourth.
ALWAYS_INLINE AVX2 void join_vector(const struct plane *bits, unsigned depth, uint8_t *leaves) {
    const __m256i spread = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2,
                                            1, 1, 1, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 3);
    const __m256i each = _mm256_set1_epi64x((int64_t)0x8040201008040201);
    for (int part = 0; part < 2 * plane_words; part++) {
        __m256i joined = _mm256_setzero_si256();
        for (unsigned level = 0; level < depth; level++) {
            int32_t word;
            memcpy(&word, (const uint8_t *)bits[level].words + 4 * part, sizeof word);
            __m256i bytes = _mm256_shuffle_epi8(_mm256_set1_epi32(word), spread);
            __m256i is_right = _mm256_cmpeq_epi8(_mm256_and_si256(bytes, each), each);
            joined = _mm256_sub_epi8(_mm256_add_epi8(joined, joined), is_right);
        }
        _mm256_storeu_si256((__m256i *)leaves + part, joined);
    }
}

static AVX2 void add_vector(const struct column_tree *tree, const int16_t *ranks, size_t rows, struct plane *planes,
                              double *sums) {
    add(tree, ranks, rows, planes, sums, cut_vector, join_vector);
}

ALWAYS_INLINE AVX512 void cut_widest(const struct column_tree *tree, const int16_t *ranks, struct plane *planes) {
    for (size_t index = 0; index < tree->cut_count; index++) {
        size_t node = tree->cuts[index];
        const int16_t *from = ranks + (size_t)tree->columns[node] * COLUMN_TREE_BLOCK;
        __m512i rank = _mm512_set1_epi16(tree->ranks[node]);
        for (int word = 0; word < plane_words; word++) {
            __mmask32 low = _mm512_cmpgt_epi16_mask(_mm512_loadu_si512(from + 64 * word), rank);
            __mmask32 high = _mm512_cmpgt_epi16_mask(_mm512_loadu_si512(from + 64 * word + 32), rank);
            planes[node].words[word] = (uint64_t)high << 32 | low;
        }
    }
}

ALWAYS_INLINE AVX512 void join_widest(const struct plane *bits, unsigned depth, uint8_t *leaves) {
    for (int word = 0; word < plane_words; word++) {
        __m512i joined = _mm512_setzero_si512();
        for (unsigned level = 0; level < depth; level++) {
            joined = _mm512_add_epi8(joined, joined);
            joined = _mm512_mask_add_epi8(joined, bits[level].words[word], joined, _mm512_set1_epi8(1));
        }
        _mm512_storeu_si512(leaves + 64 * word, joined);
    }
}

static AVX512 void add_widest(const struct column_tree *tree, const int16_t *ranks, size_t rows,
                                 struct plane *planes, double *sums) {
    add(tree, ranks, rows, planes, sums, cut_widest, join_widest);
}
#endif

void column_trees_add(const struct column_tree *trees, size_t tree_count, const int16_t *ranks, size_t rows,
                      double *sums) {
#if defined(__x86_64__)
    if (has_avx2()) {
        struct plane planes[most_nodes] = {0};
        for (size_t tree = 0; tree < tree_count; tree++) {
            if (has_avx512()) {
                add_widest(trees + tree, ranks, rows, planes, sums);
            } else {
                add_vector(trees + tree, ranks, rows, planes, sums);
            }
        }
        return;
    }
#endif
    for (size_t tree = 0; tree < tree_count; tree++) add_plain(trees + tree, ranks, rows, sums);
}
