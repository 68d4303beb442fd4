/// What identifies a file's bytes. It does not merge: a digest of two files is not made of theirs.
public struct Fingerprint: Codable, Sendable, Equatable {
    /// The number of bytes read.
    public let size: Int
    /// The SHA-256 digest (FIPS 180-4), 64 hexadecimal digits in lower case.
    public let sha256: String
    /// How the byte values are distributed.
    public let bytes: ByteDistribution
}

/// How byte values are distributed. Shares are from 0 to 1, and 0 in an empty file.
public struct ByteDistribution: Codable, Sendable, Equatable {
    /// Shannon's entropy of single bytes, from 0 (one value) to 8 bit (all values equally often).
    public let entropyBitsPerByte: Double
    /// How many of the 256 values occur.
    public let distinctValues: Int
    /// The value that occurs most, the smallest such; `nil` in an empty file.
    public let mostFrequentValue: Int?
    /// The share of that value.
    public let mostFrequentShare: Double
    /// The share of zero bytes.
    public let zeroShare: Double
    /// The share of printable ASCII, space included (0x20…0x7E).
    public let printableASCIIShare: Double
    /// The share of bytes from 0x80 on.
    public let highShare: Double

    enum CodingKeys: String, CodingKey {
        case entropyBitsPerByte = "entropy_bits_per_byte"
        case distinctValues = "distinct_values"
        case mostFrequentValue = "most_frequent_value"
        case mostFrequentShare = "most_frequent_share"
        case zeroShare = "zero_share"
        case printableASCIIShare = "printable_ascii_share"
        case highShare = "high_share"
    }
}
