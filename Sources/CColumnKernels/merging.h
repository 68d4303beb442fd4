// The loops that merge runs of keys, LANES at a time. Included once for each set of instructions: TARGET stands before
// its functions, NAMED gives their names, and KEYS is twice as many keys, sorted.

/// Merges two runs of as many keys, the lower half from the front and the upper half from the back, so that the
/// processor has two chains of choices to work on. Neither can leave a run, as it takes no more than one run has and
/// a step.
ALWAYS_INLINE TARGET void NAMED(merge_even)(const int64_t *source, size_t width, int64_t *target) {
    const int64_t *left = source + LANES, *right = source + width + LANES;
    const int64_t *last_left = source + width - LANES, *last_right = source + 2 * width - LANES;
    KEYS front = NAMED(merged)(NAMED(load_keys)(source), NAMED(load_keys)(source + width));
    KEYS back = NAMED(merged)(NAMED(load_keys)(last_left), NAMED(load_keys)(last_right));
    int64_t *end = target + 2 * width - LANES;
    for (size_t place = LANES;; place += LANES) {
        NAMED(store_keys)(target, front.low);
        NAMED(store_keys)(end, back.high);
        target += LANES;
        end -= LANES;
        if (place >= width) return;
        front = NAMED(merged)(front.high, NAMED(load_keys)(next(&left, &right, LANES)));
        back = NAMED(merged)(back.low, NAMED(load_keys)(next_last(&last_left, &last_right, LANES)));
    }
}

ALWAYS_INLINE TARGET void NAMED(merge_uneven)(const int64_t *source, size_t left, size_t right, int64_t *target) {
    const int64_t *first = source + LANES, *second = source + left + LANES, *first_end = source + left;
    const int64_t *second_end = first_end + right;
    KEYS front = NAMED(merged)(NAMED(load_keys)(source), NAMED(load_keys)(first_end));
    while (first < first_end && second < second_end) {
        NAMED(store_keys)(target, front.low);
        target += LANES;
        front = NAMED(merged)(front.high, NAMED(load_keys)(next(&first, &second, LANES)));
    }
    if (second < second_end) {
        first = second;
        first_end = second_end;
    }
    for (; first < first_end; first += LANES, target += LANES) {
        NAMED(store_keys)(target, front.low);
        front = NAMED(merged)(front.high, NAMED(load_keys)(first));
    }
    NAMED(store_keys)(target, front.low);
    NAMED(store_keys)(target + LANES, front.high);
}

/// Merges the sorted runs of `left` and `right` keys that lie at `source`, each a multiple of LANES and one at least.
static TARGET void NAMED(merge)(const int64_t *source, size_t left, size_t right, int64_t *target) {
    if (left == right) {
        NAMED(merge_even)(source, left, target);
    } else {
        NAMED(merge_uneven)(source, left, right, target);
    }
}

#undef LANES
#undef TARGET
#undef NAMED
#undef KEYS
