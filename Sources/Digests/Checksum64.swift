import CISAL

/// A checksum of 64 bits that tells contents apart which differ by chance: CRC-64 as in ECMA-182, reflected, by ISA-L at the
/// speed of memory. Whoever wants two contents with one checksum can make them; see ``SHA256Digest``.
public struct Checksum64 {
    private var value: UInt64 = 0

    /// Begins a computation.
    public init() {}

    /// Takes in bytes.
    public mutating func update(_ chunk: UnsafeRawBufferPointer) {
        value = crc64_ecma_refl(value, chunk.bindMemory(to: UInt8.self).baseAddress, UInt64(chunk.count))
    }

    /// The checksum of the bytes so far in 16 hexadecimal digits.
    public var hexadecimal: String { withUnsafeBytes(of: value.bigEndian) { Array($0) }.hexadecimal }
}
