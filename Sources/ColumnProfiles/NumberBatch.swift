/// The numbers among the values of a batch, which are read into the batch's memory for them.
struct NumberBatch {
    private let batch: ValueBatch
    private let tables = PlainNumber.Tables.shared
    private var wholes = WholeNumbers()
    private var count = 0
    private var nonFinite = 0

    /// Makes an empty list of the numbers of `batch`.
    init(_ batch: ValueBatch) { self.batch = batch }

    /// Whether any number was found.
    var hasNumbers: Bool { count > 0 || nonFinite > 0 }

    /// Reads whole numbers from `start` on; returns the index of the first value that is something else.
    mutating func readWholes(from start: Int, _ kinds: inout ValueKinds) -> Int {
        let (starts, lengths, numbers, tables) = (batch.starts, batch.lengths, batch.numbers, tables)
        var (low, high, sum, index) = (Int64.max, Int64.min, Int64(0), start)
        // At most 4,096 numbers below 10^16: their sum has room in 64 bits.
        let end = batch.count
        let shift = count - start
        while index < end {
            guard let value = Self.whole(starts[index], Int(lengths[index]), tables) else { break }
            low = min(low, value)
            high = max(high, value)
            sum &+= value
            numbers[index &+ shift] = Double(value)
            index &+= 1
        }
        guard index > start else { return index }
        kinds.insert(.integer)
        count += index - start
        wholes.merge(WholeNumbers(count: index - start, low: low, high: high, sum: Int128(sum)))
        return index
    }

    @inline(__always)
    private static func whole(_ start: UnsafeRawPointer, _ length: Int, _ tables: PlainNumber.Tables) -> Int64? {
        if length <= 8 { return PlainNumber.short(start, length) }
        guard let number = PlainNumber(start, length, tables), number.fraction < 0, number.digits <= 1 << 51 else {
            return nil
        }
        return number.whole
    }

    /// Reads numbers from `start` on, whole or not; returns the index of the first value that is something else, or a
    /// number that needs more care.
    mutating func readDecimals(from start: Int) -> Int {
        let (starts, lengths, numbers, tables) = (batch.starts, batch.lengths, batch.numbers, tables)
        let end = batch.count
        let shift = count - start
        var index = start
        while index < end {
            guard let value = PlainNumber(starts[index], Int(lengths[index]), tables)?.double(tables) else { break }
            numbers[index &+ shift] = value
            index &+= 1
        }
        count += index - start
        return index
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
