extension QuantileSketch: StateCodable {
    private static let version: UInt8 = 0x21
    /// Enough for 2^62 numbers.
    private static let mostLevels = 62
    /// The highest level that numbers enter at: reached after more numbers than there are.
    private static let highest = 40

    /// Writes the levels: 8 bytes a number held, and at most 50 more.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(count: count)
        writer.write(count: sampleSize)
        writer.write(count: height)
        writer.write(count: filled)
        writer.write(count: drawn)
        writer.write(chosen)
        writer.write(coins.state)
        writer.write(count: levels.count)
        for level in levels { writer.write(level) }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        self.init()
        try reader.version(Self.version)
        count = try reader.count(upTo: 1 << 60)
        sampleSize = try reader.count(upTo: 1 << 20)
        height = try reader.count(upTo: Self.highest)
        filled = try reader.count(upTo: (1 << height) - 1)
        drawn = try reader.count(upTo: (1 << height) - 1)
        chosen = try reader.double()
        coins = SplitMix64(state: try reader.number())
        let levelCount = try reader.count(upTo: Self.mostLevels)
        guard levelCount > height, sampleSize >= 256 else { throw .damaged }
        levels = []
        for _ in 0..<levelCount { levels.append(try reader.doubles()) }
        let weight = levels.enumerated().reduce((sum: filled, fits: true)) { total, level in
            let (product, overflow) = level.element.count.multipliedReportingOverflow(by: 1 << level.offset)
            let (sum, carry) = total.sum.addingReportingOverflow(product)
            return (sum, total.fits && !overflow && !carry)
        }
        guard weight.fits, weight.sum == count else { throw .damaged }
        for level in 0..<levelCount where level != height {
            guard zip(levels[level], levels[level].dropFirst()).allSatisfy({ $0 <= $1 }) else { throw .damaged }
        }
    }
}
