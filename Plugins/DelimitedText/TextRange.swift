/// The first and the last of the values of a column in the order of their bytes, which for UTF-8 is that of code points.
///
/// Every value is compared, as a column may turn out to be text late; so eight bytes are compared at once, and the rest
/// only where those are equal. Bytes beyond ``Characters/byteLimit`` are not looked at.
struct TextRange {
    private struct Bound {
        var key: UInt64
        var text: [UInt8] = []

        mutating func take(_ bytes: UnsafeRawBufferPointer, key: UInt64) {
            self.key = key
            text.removeAll(keepingCapacity: true)
            text.append(contentsOf: bytes)
        }
    }

    private var low = Bound(key: .max)
    private var high = Bound(key: 0)
    private var isEmpty = true

    /// Takes a value.
    mutating func add(_ value: UnsafeRawBufferPointer) {
        let bytes =
            value.count <= Characters.byteLimit
            ? value : UnsafeRawBufferPointer(rebasing: value[..<Characters.byteLimit])
        let key = Self.key(bytes)
        if isEmpty {
            isEmpty = false
            low.take(bytes, key: key)
            high.take(bytes, key: key)
            return
        }
        if key < low.key || (key == low.key && bytes.lexicographicallyPrecedes(low.text)) { low.take(bytes, key: key) }
        if key > high.key || (key == high.key && high.text.lexicographicallyPrecedes(bytes)) {
            high.take(bytes, key: key)
        }
    }

    /// The first.
    var minimum: TableValue? { isEmpty ? nil : .text(Characters.kept(of: low.text)) }
    /// The last.
    var maximum: TableValue? { isEmpty ? nil : .text(Characters.kept(of: high.text)) }

    /// The first eight bytes as a number that orders as they do; zeros stand for bytes that are not there.
    private static func key(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        if bytes.count >= 8 { return UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)) }
        var key: UInt64 = 0
        for byte in bytes { key = key << 8 | UInt64(byte) }
        return bytes.isEmpty ? 0 : key << UInt64(8 * (8 - bytes.count))
    }
}
