extension Moments: StateCodable {
    private static let version: UInt8 = 0x11

    /// Writes the sums: 8 doubles and the count, at most 74 bytes.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writer.write(count: count)
        guard count > 0 else { return }
        for value in [low, high, origin, sum.high, sum.low, powers.second, powers.third, powers.fourth] {
            writer.write(value)
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        self.init()
        try reader.version(Self.version)
        count = try reader.count(upTo: 1 << 60)
        guard count > 0 else { return }
        low = try reader.double()
        high = try reader.double()
        origin = try reader.double()
        sum = CompensatedSum(high: try reader.double(), low: try reader.double())
        powers = PowerSums(
            second: try reader.double(), third: try reader.double(), fourth: try reader.double())
    }
}
