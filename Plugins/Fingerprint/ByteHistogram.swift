import Glibc

/// How often each byte value occurs.
struct ByteHistogram {
    private var counts = [Int](repeating: 0, count: 256)

    /// The number of bytes added.
    var total: Int { counts.reduce(0, +) }

    mutating func add(_ chunk: UnsafeRawBufferPointer) {
        counts.withUnsafeMutableBufferPointer { counts in
            for byte in chunk { counts[Int(byte)] += 1 }
        }
    }

    /// The distribution; it depends on the counts only, so not on how the bytes were cut into chunks.
    var summary: ByteDistribution {
        let total = total
        let peak = counts.max() ?? 0
        return ByteDistribution(
            entropyBitsPerByte: entropy(of: total),
            distinctValues: counts.count { $0 > 0 },
            mostFrequentValue: total == 0 ? nil : counts.firstIndex(of: peak),
            mostFrequentShare: share(peak, of: total),
            zeroShare: share(counts[0], of: total),
            printableASCIIShare: share(counts[0x20...0x7E].reduce(0, +), of: total),
            highShare: share(counts[0x80...].reduce(0, +), of: total))
    }

    private func share(_ count: Int, of total: Int) -> Double {
        total == 0 ? 0 : Double(count) / Double(total)
    }

    private func entropy(of total: Int) -> Double {
        let bits = counts.reduce(0.0) { sum, count in
            let share = share(count, of: total)
            return count == 0 ? sum : sum - share * log2(share)
        }
        // A single value gives -0.
        return max(0, bits)
    }
}
