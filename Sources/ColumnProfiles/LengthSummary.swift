import CColumnKernels

/// How many characters the values of a column have.
struct LengthSummary: Sendable, Equatable {
    var count = 0
    var sum = 0
    var low = Int.max
    var high = 0

    /// Takes the values of a batch.
    mutating func add(_ batch: ValueBatch, _ known: ValueLengths) {
        guard batch.count > 0 else { return }
        if known == .unknown {
            for index in 0..<batch.count {
                batch.characters[index] = UInt32(truncatingIfNeeded: Characters.count(batch[index]))
            }
        }
        take(column_lengths_sum(known == .bytes ? batch.lengths : batch.characters, batch.count), count: batch.count)
    }

    private mutating func take(_ lengths: column_lengths, count number: Int) {
        count += number
        sum &+= Int(truncatingIfNeeded: lengths.sum)
        low = min(low, Int(lengths.least))
        high = max(high, Int(lengths.most))
    }

    /// Takes the values that `other` has seen.
    mutating func merge(_ other: LengthSummary) {
        count += other.count
        sum &+= other.sum
        low = min(low, other.low)
        high = max(high, other.high)
    }

    /// The results, `nil` where there was no value.
    var aggregate: LengthAggregate? {
        count == 0 ? nil : LengthAggregate(minimum: low, maximum: high, mean: Double(sum) / Double(count))
    }
}
