/// A 64-bit hash of bytes that is the same in every run, on every machine.
///
/// `Hasher` is seeded anew by each process, so sketches made with it could be neither stored nor merged. The mixing
/// step folds a 128-bit product as wyhash does (Wang Yi, github.com/wangyi-fudan/wyhash, public domain). It is not meant
/// to withstand someone who makes collisions on purpose.
public enum StableHash {
    private static let first: UInt64 = 0xa076_1d64_78bd_642f
    private static let second: UInt64 = 0xe703_7ed1_a0b4_28db
    private static let third: UInt64 = 0x8ebc_6af0_9c88_c6e3

    /// The hash of `bytes`. Complexity: linear in their number.
    public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var state = first
        var offset = 0
        let count = bytes.count
        while count - offset > 8 {
            state = fold(state ^ load(bytes, offset, 8), second)
            offset += 8
        }
        state = fold(state ^ load(bytes, offset, count - offset), third)
        return fold(state ^ UInt64(truncatingIfNeeded: count), second)
    }

    /// At most eight bytes as a number; shorter ones overlap rather than being read one by one.
    private static func load(_ bytes: UnsafeRawBufferPointer, _ offset: Int, _ count: Int) -> UInt64 {
        switch count {
        case 8...: return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        case 4...:
            let low = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            let high = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + count - 4, as: UInt32.self))
            return UInt64(low) | UInt64(high) << 32
        case 1...:
            let middle = UInt64(bytes[offset + count / 2]) << 8
            return UInt64(bytes[offset]) | middle | UInt64(bytes[offset + count - 1]) << 16
        default: return 0
        }
    }

    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
