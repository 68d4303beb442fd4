import Glibc

/// The logarithm of a sum of which only logarithms are known, taken up one by one.
struct LogSum: Sendable {
    private var largest = -Double.infinity
    private var scaled = 0.0

    /// The logarithm of the sum; minus infinity where nothing was added.
    var value: Double { largest + log(scaled) }

    /// Adds a term by its logarithm.
    mutating func add(_ logarithm: Double) {
        guard logarithm > -.infinity else { return }
        if logarithm <= largest {
            scaled += exp(logarithm - largest)
        } else {
            scaled = scaled * exp(largest - logarithm) + 1
            largest = logarithm
        }
    }
}
