/// The first and the last of the values of a column in the order of their bytes, which for UTF-8 is that of code points.
///
/// Every value is compared, as a column may turn out to be text late; so 16 bytes are compared at once, and the rest only
/// where those are equal. Bytes beyond ``Characters/byteLimit`` are not looked at.
struct TextRange: Sendable, Equatable {
    var low: [UInt8] = []
    var high: [UInt8] = []
    var isEmpty = true

    /// Takes the values of a batch.
    mutating func add(_ batch: ValueBatch) {
        guard batch.count > 0 else { return }
        var (first, last) = (0, 0)
        var (lowKey, highKey) = (batch.keys[0], batch.keys[0])
        for index in 1..<max(1, batch.count) {
            let key = batch.keys[index]
            if key <= lowKey, key < lowKey || Self.precedes(batch, index, first) {
                first = index
                lowKey = key
            }
            if key >= highKey, key > highKey || Self.precedes(batch, last, index) {
                last = index
                highKey = key
            }
        }
        take(batch[first])
        take(batch[last])
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
