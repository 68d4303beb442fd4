import CCrypto

/// A SHA-256 computation (FIPS 180-4) by OpenSSL, which uses the processor's SHA instructions where it has them.
public final class SHA256Digest {
    /// OpenSSL could not go on, most likely for want of memory.
    public struct Failure: Error, CustomStringConvertible {
        /// What happened.
        public let description = "OpenSSL could not compute SHA-256 (out of memory?)"
    }

    private let context: OpaquePointer

    /// Begins a computation.
    public init() throws(Failure) {
        guard let context = EVP_MD_CTX_new() else { throw Failure() }
        self.context = context
        try Self.check(EVP_DigestInit_ex(context, EVP_sha256(), nil))
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Takes in bytes.
    public func update(_ chunk: UnsafeRawBufferPointer) throws(Failure) {
        try Self.check(EVP_DigestUpdate(context, chunk.baseAddress, chunk.count))
    }

    /// Ends the computation and returns the digest in hexadecimal digits.
    public func hexadecimal() throws(Failure) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        try Self.check(EVP_DigestFinal_ex(context, &digest, nil))
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func check(_ result: Int32) throws(Failure) {
        guard result == 1 else { throw Failure() }
    }
}
