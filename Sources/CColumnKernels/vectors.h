#ifndef VECTORS_H
#define VECTORS_H

#include <stdint.h>

#include "CProcessor.h"

#if defined(__x86_64__)
#include <immintrin.h>

/// All ones in the first bytes: those from index 16 - `count` on have `count` of them.
static const uint8_t leading_bytes[32] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
#endif

#endif
