/// A sum whose rounding errors are carried along (Neumaier, ZAMM 54(1), 1974), so that it hardly depends on the order.
struct CompensatedSum {
    private var sum = 0.0
    private var errors = 0.0

    /// The sum of what was added.
    var value: Double { sum + errors }

    /// Adds a number.
    @inline(__always)
    mutating func add(_ number: Double) {
        let total = sum + number
        errors += abs(sum) >= abs(number) ? (sum - total) + number : (number - total) + sum
        sum = total
    }
}
