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
        let lengths = known == .bytes ? batch.lengths : batch.characters
        var (least, most, total) = (UInt32.max, UInt32(0), 0)
        for index in 0..<batch.count {
            let length = lengths[index]
            least = min(least, length)
            most = max(most, length)
            total &+= Int(length)
        }
        count += batch.count
        sum &+= total
        low = min(low, Int(least))
        high = max(high, Int(most))
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
