/// The inner loops over the values of a column: where they are, the numbers they spell, the bins of these and the trees
/// that these are sent down, their hashes and what counts those.
///
/// Each loop goes over thousands of values of one column at once. The vector instructions that a processor has are
/// used, with the same result as without.

#ifndef TRAWL_COLUMN_KERNELS_H
#define TRAWL_COLUMN_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How many bytes before and behind each value must be readable, whatever they hold.
#define COLUMN_KERNELS_PADDING 16

/// How many elements behind the last of arrays of values and numbers must be there, whatever they hold: loops take four
/// at a time.
#define COLUMN_KERNELS_SURPLUS 3

/// Some rows of a text whose fields are known.
struct column_rows {
    const uint8_t *text;
    /// The offset of the byte behind each field; that before the first is `UINT32_MAX`.
    const uint32_t *field_ends;
    /// The index in `field_ends` of each row's first field.
    const uint32_t *bases;
    size_t count;
    /// Whether a field that begins with a byte needs a closer look; 256 of them.
    const bool *suspects;
};

/// What is known of each value of a column, side by side.
struct column_values {
    const uint8_t **starts;
    uint32_t *lengths;
    /// The first eight bytes as a number that orders as they do, and the eight behind; zeros stand for bytes that are
    /// not there.
    uint64_t *keys, *later_keys;
    /// As Sketches.StableHash makes them.
    uint64_t *hashes;
    /// Whether there are values of more than 16 bytes, whose hashes are missing until `column_values_hash_long` makes
    /// them.
    bool has_long;
};

/// Finds the values of the column `column`, counted from 0, in the rows from `row` on.
///
/// It stops at a field that is quoted, may be missing or ends with a blank, and leaves that to the caller. Empty fields
/// are counted in `missing`.
///
/// - count: How many values there are; those found are added behind them.
/// - trims: Whether a CR before a line end is no part of a value.
/// Returns the row it stopped at, or the number of rows.
size_t column_values_find(const struct column_rows *rows, size_t row, size_t column, bool trims,
                          struct column_values *values, size_t *count, size_t *missing);

/// Makes the hashes of those of `count` values that have more than 16 bytes.
void column_values_hash_long(const struct column_values *values, size_t count);

/// Lengths as they are summed up.
struct column_lengths {
    uint32_t least, most;
    uint64_t sum;
};

/// The least, the most and the sum of `count` lengths; of none the least is `UINT32_MAX`.
struct column_lengths column_lengths_sum(const uint32_t *lengths, size_t count);

/// The hash of a value of more than 16 bytes, as Sketches.StableHash makes it.
uint64_t column_value_hash(const uint8_t *value, size_t length);

/// The least and the greatest of `count` keys; there must be one.
struct column_key_range {
    uint64_t least, greatest;
};

struct column_key_range column_keys_range(const uint64_t *keys, size_t count);

/// The index of the first key from `start` on that is `key`, or `count`.
size_t column_keys_next(const uint64_t *keys, size_t start, size_t count, uint64_t key);

/// Notes hashes in the 2^14 registers of a HyperLogLog: the first 14 bits of a hash choose the register, which becomes
/// at least one more than the number of zeros that follow.
void column_registers_add(uint8_t *registers, const uint64_t *hashes, size_t count);

/// How many values have a character of a class: letters and digits of ASCII, blanks (space and tab), what else of ASCII
/// is printed, what is not, and what is beyond ASCII.
struct column_classes {
    uint64_t letters, digits, blanks, punctuation, controls, beyond_ascii;
};

/// Adds `count` values to `classes`.
void column_classes_add(const uint8_t *const *starts, const uint32_t *lengths, size_t count,
                        struct column_classes *classes);

/// Whole numbers as they are read.
struct column_wholes {
    int64_t low, high, sum;
};

/// Reads whole numbers of at most 16 digits, without a leading zero, and not beyond 2^51.
///
/// Reads `count` values from `start` on, and returns how many could be read before the first that is something else.
/// `wholes` is of those alone.
size_t column_wholes_read(const struct column_values *values, size_t start, size_t count, double *numbers,
                          struct column_wholes *wholes);

/// Reads decimal numbers of at most 16 characters beside their signs, each to the nearest double.
///
/// Reads `count` values from `start` on, and returns how many could be read before the first that is something else, or
/// a number that one division does not round correctly.
size_t column_decimals_read(const struct column_values *values, size_t start, size_t count, double *numbers);

/// How many numbers ``column_numbers_sort`` needs beside `count`.
static inline size_t column_sorting_room(size_t count) { return 2 * (count + 32); }

/// Sorts finite numbers; a negative zero goes before others.
///
/// - room: Memory for `column_sorting_room(count)` numbers.
void column_numbers_sort(double *numbers, size_t count, int64_t *room);

/// Merges numbers that are sorted so with others that are.
///
/// - target: Takes all of them.
/// - room: Memory for `column_sorting_room` of all of them.
void column_numbers_merge(const double *left, size_t left_count, const double *right, size_t right_count,
                          double *target, int64_t *room);

/// How many of `count` numbers are at least `bound`.
size_t column_numbers_count_from(const double *numbers, size_t count, double bound);

/// Takes the numbers that are at least `bound`, in their order.
///
/// - taken: Memory for them, of which there are at most `room`.
void column_numbers_take_from(const double *numbers, size_t count, double bound, double *taken, size_t room);

/// What four sums of distances from an origin have come to, each of every fourth number: with what rounding took from
/// them, and the least and the greatest of those numbers.
struct column_distances {
    double sums[4], errors[4], lows[4], highs[4];
};

/// Sums up the distances of `4 * quads` numbers from `origin`.
struct column_distances column_distances_sum(const double *numbers, size_t quads, double origin);

/// Four sums each of the squares, the cubes and the fourth powers of deviations, each of every fourth number.
struct column_powers {
    double squares[4], cubes[4], fourths[4];
};

/// Sums up the powers of how far `4 * quads` numbers are from `mean` beyond `origin`.
struct column_powers column_powers_sum(const double *numbers, size_t quads, double origin, double mean);

/// What a cell can count.
#define COLUMN_CELLS_MOST 0x7fff

/// The cell that a hash chooses by its bits from 20 on.
///
/// - mask: One less than the number of cells, which is a power of two.
static inline size_t column_cell(uint64_t hash, size_t mask) { return hash >> 20 & mask; }

/// Counts `count` hashes, not more than `COLUMN_CELLS_MOST`, in their cells.
void column_cells_count(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask);

/// Marks the cells of hashes that are not 0 where they hold less than enough.
void column_cells_mark(const uint64_t *hashes, size_t count, uint16_t *cells, size_t mask, uint16_t enough);

/// Writes the places of those of `count` hashes whose cells hold enough or are marked; returns how many there are.
size_t column_cells_choose(const uint64_t *hashes, size_t count, const uint16_t *cells, size_t mask, uint16_t enough,
                           uint32_t *places);

/// The fullest of some cells, of which there are a multiple of 16, and the fullest of those that hold less than enough,
/// which is not 0.
struct column_cells_range {
    uint16_t most, most_below;
};

struct column_cells_range column_cells_range(const uint16_t *cells, size_t count, uint16_t enough);

/// The least and the greatest finite number; of none infinity and minus infinity.
struct column_number_range {
    double least, greatest;
};

struct column_number_range column_numbers_range(const double *numbers, size_t count);

/// Bins of equal width, at most 256.
struct column_bins {
    /// Where the first begins.
    double low;
    /// How many there are in a unit.
    double per_unit;
    /// A number this far from the middle of a bin, in widths of one, may be in the next one for all that is known, as differences
    /// and products are rounded; at most 0.5.
    double sure;
};

/// Notes the bin of each of `count` numbers, none of which is outside of all bins.
///
/// Returns whether some are so near to an edge that their bins are to be looked up.
bool column_bins_note(const double *numbers, size_t count, const struct column_bins *bins, uint8_t *noted);

/// Adds how often each of so many bins was noted to `counts`.
void column_bins_count(const uint8_t *noted, size_t count, size_t bins, uint64_t *counts);

/// Adds to the sums of the rows from `from` up to `to` what `parts` has for the bins noted, in the order of the
/// columns.
void column_bins_add(const uint8_t *const *noted, const double *const *parts, size_t bins, size_t columns, size_t from,
                     size_t to, double *sums);

/// Thresholds of a column in ascending order, none of them twice, and where those near to a number begin: at the
/// number's step, which is as far from the lowest as it is, and is held between the first and the last.
struct column_thresholds {
    /// Behind the last are as many infinities as `2 ^ halvings`.
    const double *thresholds;
    /// How many thresholds are at steps before each.
    const uint16_t *starts;
    double lowest, steps_per_unit, last_step;
    /// There are less than `2 ^ halvings` at a step.
    unsigned halvings;
};

/// The step of a finite number.
static inline size_t column_thresholds_step(const struct column_thresholds *thresholds, double number) {
    double step = (number - thresholds->lowest) * thresholds->steps_per_unit;
    step = step > 0 ? step : 0;
    return (size_t)(int32_t)(step < thresholds->last_step ? step : thresholds->last_step);
}

/// Notes the rank of each of `count` finite numbers: how many thresholds are below it.
void column_ranks_note(const double *numbers, size_t count, const struct column_thresholds *thresholds, int16_t *ranks);

/// So many rows are sent down a tree at once.
#define COLUMN_TREE_BLOCK 512
/// A tree's leaves are at most so many cuts below its root.
#define COLUMN_TREE_DEPTH 8

/// A tree that cuts by ranks: the children of node n are 2n + 1 and 2n + 2, and a row goes to the latter where its rank
/// in the column of the cut is above that of the cut. All leaves are at the same depth; a node that is no cut has equal
/// leaves only.
struct column_tree {
    /// From 0 to `COLUMN_TREE_DEPTH`.
    unsigned depth;
    /// The nodes that are cuts.
    const uint8_t *cuts;
    size_t cut_count;
    /// The column and the rank of each node; of one that is no cut, those of any column and rank there are.
    const uint16_t *columns;
    const int16_t *ranks;
    /// What a row gets in each leaf; 2 ^ `depth` of them.
    const double *leaves;
};

/// Adds to the sums of rows what they get in each of the trees, tree by tree.
///
/// - ranks: The rows' ranks, `COLUMN_TREE_BLOCK` of them for each column, whatever those of rows beyond `rows` are.
/// - rows: How many sums there are, at most `COLUMN_TREE_BLOCK`.
void column_trees_add(const struct column_tree *trees, size_t tree_count, const int16_t *ranks, size_t rows,
                      double *sums);

#endif
