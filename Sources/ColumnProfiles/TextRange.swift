import CColumnKernels

/// The first and the last of the values of a column in the order of their bytes, which for UTF-8 is that of code points.
///
/// Every value is compared, as a column may turn out to be text late; so 8 bytes are compared at once, and the rest only
/// where those are the first or the last so far. Bytes beyond ``Characters/byteLimit`` are not looked at.
struct TextRange: Sendable, Equatable {
    var low: [UInt8] = []
    var high: [UInt8] = []
    var isEmpty = true

    /// Takes the values of a batch.
    mutating func add(_ batch: ValueBatch) {
        guard batch.count > 0 else { return }
        let range = column_keys_range(batch.keys, batch.count)
        if isEmpty || range.least < Self.key(of: low) || range.least == Self.key(of: low) && !isLowAlone {
            take(Self.extreme(of: batch, range.least) { Self.precedes(batch, $0, $1) })
        }
        if range.greatest >= Self.key(of: high) {
            take(Self.extreme(of: batch, range.greatest) { Self.precedes(batch, $1, $0) })
        }
    }

    /// The value of those with this key before which no other goes.
    @inline(__always)
    private static func extreme(
        of batch: ValueBatch, _ key: UInt64, goesFirst: (Int, Int) -> Bool
    ) -> UnsafeRawBufferPointer {
        var found = column_keys_next(batch.keys, 0, batch.count, key)
        var index = column_keys_next(batch.keys, found + 1, batch.count, key)
        while index < batch.count {
            if goesFirst(index, found) { found = index }
            index = column_keys_next(batch.keys, index + 1, batch.count, key)
        }
        return batch[found]
    }

    /// Whether no value with the same first eight bytes goes before ``low``: it is shorter, and does not end with the zero that
    /// stands for bytes that are not there.
    private var isLowAlone: Bool { low.count < 8 && low.last ?? 0 != 0 }

    /// The first eight bytes as a number that orders as they do.
    private static func key(of bytes: [UInt8]) -> UInt64 {
        bytes.prefix(8).enumerated().reduce(0) { $0 | UInt64($1.element) << UInt64(56 - 8 * $1.offset) }
    }

    /// Takes the values that `other` has seen.
    mutating func merge(_ other: TextRange) {
        guard !other.isEmpty else { return }
        other.low.withUnsafeBytes { take($0) }
        other.high.withUnsafeBytes { take($0) }
    }

    private mutating func take(_ value: UnsafeRawBufferPointer) {
        let bytes = UnsafeRawBufferPointer(rebasing: value.prefix(Characters.byteLimit))
        if isEmpty || bytes.lexicographicallyPrecedes(low) { low = Array(bytes) }
        if isEmpty || high.lexicographicallyPrecedes(bytes) { high = Array(bytes) }
        isEmpty = false
    }

    /// Whether one of two values with the same first eight bytes comes before the other.
    @inline(__always)
    private static func precedes(_ batch: ValueBatch, _ left: Int, _ right: Int) -> Bool {
        let (first, second) = (batch.laterKeys[left], batch.laterKeys[right])
        if first != second { return first < second }
        let (short, long) = (batch.lengths[left], batch.lengths[right])
        return short <= 16 && long <= 16 ? short < long : rest(batch, left, precedes: right)
    }

    @inline(never)
    private static func rest(_ batch: ValueBatch, _ left: Int, precedes right: Int) -> Bool {
        batch[left].prefix(Characters.byteLimit).lexicographicallyPrecedes(batch[right].prefix(Characters.byteLimit))
    }

    /// The first.
    var minimum: TableValue? { isEmpty ? nil : .text(Characters.kept(of: low)) }
    /// The last.
    var maximum: TableValue? { isEmpty ? nil : .text(Characters.kept(of: high)) }
}
