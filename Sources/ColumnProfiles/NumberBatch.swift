import CColumnKernels

/// The numbers among the values of a batch, which are read into the batch's memory for them.
struct NumberBatch {
    private let batch: ValueBatch
    private var wholes = WholeNumbers()
    private var count = 0
    private var nonFinite = 0

    /// Makes an empty list of the numbers of `batch`.
    init(_ batch: ValueBatch) { self.batch = batch }

    /// Whether any number was found.
    var hasNumbers: Bool { count > 0 || nonFinite > 0 }

    /// Reads whole numbers from `start` on; returns the index of the first value that is something else.
    mutating func readWholes(from start: Int, _ kinds: inout ValueKinds) -> Int {
        var (values, found) = (batch.memory, column_wholes())
        let read = column_wholes_read(&values, start, batch.count - start, batch.numbers + count, &found)
        guard read > 0 else { return start }
        kinds.insert(.integer)
        count += read
        // At most 4,096 numbers up to 2^51: their sum has room in 64 bits.
        wholes.merge(WholeNumbers(count: read, low: found.low, high: found.high, sum: Int128(found.sum)))
        return start + read
    }

    /// Reads numbers from `start` on, whole or not; returns the index of the first value that is something else, or a
    /// number that needs more care.
    mutating func readDecimals(from start: Int) -> Int {
        var values = batch.memory
        let read = column_decimals_read(&values, start, batch.count - start, batch.numbers + count)
        count += read
        return start + read
    }

    /// Adds a whole number.
    mutating func append(_ value: Int64) {
        wholes.add(value)
        append(Double(value))
    }

    /// Adds another number; one that is not finite is counted only.
    mutating func append(_ value: Double) {
        guard value.isFinite else {
            nonFinite += 1
            return
        }
        batch.numbers[count] = value
        count += 1
    }

    /// Gives all numbers to `summary`.
    func moveNumbers(to summary: inout NumberSummary?) {
        summary?.add(UnsafeBufferPointer(start: batch.numbers, count: count))
        summary?.add(wholes: wholes)
        for _ in 0..<nonFinite { summary?.addNonFinite() }
    }
}
