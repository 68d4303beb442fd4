#include "CProcessor.h"

int processor_vectors_used = -1;

static int best(void) {
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2")
        || !__builtin_cpu_supports("lzcnt") || !__builtin_cpu_supports("popcnt") || !__builtin_cpu_supports("pclmul")) {
        return PROCESSOR_PLAIN;
    }
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw")
        || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512vl")
        || !__builtin_cpu_supports("avx512vbmi2")) {
        return PROCESSOR_AVX2;
    }
    return PROCESSOR_AVX512;
#else
    return PROCESSOR_PLAIN;
#endif
}

int processor_ask(void) { return processor_limit(PROCESSOR_AVX512); }

int processor_limit(enum processor_vectors most) {
    int used = best();
    if (used > (int)most) used = (int)most;
    __atomic_store_n(&processor_vectors_used, used, __ATOMIC_RELAXED);
    return used;
}
