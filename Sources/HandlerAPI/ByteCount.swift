/// A number of bytes.
public struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    /// The number itself.
    public var bytes: Int64

    /// Makes a count of `bytes`.
    public init(_ bytes: Int64) { self.bytes = bytes }

    /// Takes a literal as a number of bytes.
    public init(integerLiteral value: Int64) { bytes = value }

    /// `count` KiB of 1,024 bytes.
    public static func kibibytes(_ count: Int64) -> ByteCount { ByteCount(count << 10) }
    /// `count` MiB of 1,024 KiB.
    public static func mebibytes(_ count: Int64) -> ByteCount { ByteCount(count << 20) }
    /// `count` GiB of 1,024 MiB.
    public static func gibibytes(_ count: Int64) -> ByteCount { ByteCount(count << 30) }

    private static let units: [(symbol: String, shift: Int64)] = [
        ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0),
    ]

    /// Reads a count such as `64MiB`, `10 GiB` or `4096`; `nil` where `text` is none or is beyond 2^63 - 1 bytes.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits) else { return nil }
        let symbol = text.dropFirst(digits.count).drop { $0 == " " }
        guard let unit = Self.units.first(where: { $0.symbol == symbol || (symbol.isEmpty && $0.shift == 0) }) else {
            return nil
        }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << unit.shift)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// The count in the largest unit it fills, with one decimal: `1.5 MiB`.
    public var description: String {
        guard let unit = Self.units.first(where: { bytes >= 1 << $0.shift && $0.shift > 0 }) else {
            return "\(bytes) B"
        }
        let tenths = (Double(bytes) / Double(Int64(1) << unit.shift) * 10).rounded() / 10
        return "\(tenths) \(unit.symbol)"
    }

    /// Orders by size.
    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
}
