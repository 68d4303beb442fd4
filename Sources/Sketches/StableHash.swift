import CColumnKernels

/// A 64-bit hash of bytes that is the same in every run, on every machine.
///
/// `Hasher` is seeded anew by each process, so sketches made with it could be neither stored nor merged. The mixing
/// step folds a 128-bit product as wyhash does (Wang Yi, github.com/wangyi-fudan/wyhash, public domain). It is not meant
/// to withstand someone who makes collisions on purpose.
public enum StableHash {
    @usableFromInline static let first: UInt64 = 0xa076_1d64_78bd_642f
    @usableFromInline static let second: UInt64 = 0xe703_7ed1_a0b4_28db
    @usableFromInline static let third: UInt64 = 0x8ebc_6af0_9c88_c6e3

    /// The hash of `bytes`. Complexity: linear in their number.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let count = bytes.count
        guard count <= 16 else {
            return column_value_hash(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
        }
        guard count >= 8 else { return hash(load(bytes, 0, count), 0, count: count) }
        // The last bytes are loaded with some before them, which are shifted out.
        let high = count > 8 ? load(bytes, count - 8, 8) >> UInt64(128 - 8 * count) : 0
        return hash(load(bytes, 0, 8), high, count: count)
    }

    /// The hash of at most 16 bytes that are in registers already.
    ///
    /// - Parameters:
    ///   - low: The first eight bytes as a little-endian number; zeros stand for those that are not there.
    ///   - high: The next eight bytes in the same way.
    ///   - count: How many bytes there are.
    @inlinable @inline(__always)
    public static func hash(_ low: UInt64, _ high: UInt64, count: Int) -> UInt64 {
        let mixed = fold(low ^ second, high ^ first ^ UInt64(truncatingIfNeeded: count))
        return fold(mixed ^ third, second)
    }

    /// At most eight bytes as a little-endian number.
    private static func load(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ count: Int) -> UInt64 {
        if count == 8 { return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
        var word: UInt64 = 0
        for index in 0..<count { word |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
        return word
    }

    @inlinable @inline(__always)
    static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
