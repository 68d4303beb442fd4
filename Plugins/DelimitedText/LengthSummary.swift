/// How many characters the values of a column have.
struct LengthSummary {
    private var count = 0
    private var sum = 0
    private var low = Int.max
    private var high = 0

    /// Takes a value's length.
    mutating func add(_ length: Int) {
        count += 1
        sum &+= length
        if length < low { low = length }
        if length > high { high = length }
    }

    /// The results, `nil` where there was no value.
    var aggregate: LengthAggregate? {
        count == 0 ? nil : LengthAggregate(minimum: low, maximum: high, mean: Double(sum) / Double(count))
    }
}
