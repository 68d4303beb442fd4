import CNettle

/// A SHA-256 computation (FIPS 180-4) by Nettle, which uses the processor's SHA instructions where it has them.
public struct SHA256Digest: ~Copyable {
    private var state = sha256_ctx()

    /// Begins a computation.
    public init() { nettle_sha256_init(&state) }

    /// Takes in bytes.
    public mutating func update(_ chunk: UnsafeRawBufferPointer) {
        nettle_sha256_update(&state, chunk.count, chunk.bindMemory(to: UInt8.self).baseAddress)
    }

    /// Ends the computation and returns the digest in hexadecimal digits.
    public consuming func hexadecimal() -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
        nettle_sha256_digest(&state, digest.count, &digest)
        return digest.hexadecimal
    }
}

extension [UInt8] {
    /// The bytes in hexadecimal digits, two for each.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
