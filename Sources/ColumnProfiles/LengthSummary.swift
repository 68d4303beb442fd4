/// How many characters the values of a column have.
struct LengthSummary: Sendable, Equatable {
    var count = 0
    var sum = 0
    var low = Int.max
    var high = 0

    /// Takes the values of a batch, of which no byte is beyond ASCII if `isASCII`.
    mutating func add(_ batch: ValueBatch, isASCII: Bool) {
        guard batch.count > 0 else { return }
        var (least, most, total) = (UInt32.max, UInt32(0), 0)
        for index in 0..<batch.count {
            let length = isASCII ? batch.lengths[index] : UInt32(truncatingIfNeeded: Characters.count(batch[index]))
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
