import CCrypto
import HandlerAPI

/// A SHA-256 computation by OpenSSL, which uses the processor's SHA instructions where it has them.
final class SHA256Digest {
    private let context: OpaquePointer

    init() throws(HandlerError) {
        guard let context = EVP_MD_CTX_new() else { throw Self.failure }
        self.context = context
        try Self.check(EVP_DigestInit_ex(context, EVP_sha256(), nil))
    }

    deinit { EVP_MD_CTX_free(context) }

    func update(_ chunk: UnsafeRawBufferPointer) throws(HandlerError) {
        try Self.check(EVP_DigestUpdate(context, chunk.baseAddress, chunk.count))
    }

    /// Ends the computation and returns the digest in hexadecimal digits.
    func hexadecimal() throws(HandlerError) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        try Self.check(EVP_DigestFinal_ex(context, &digest, nil))
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static let failure = HandlerError(.unreadable, "OpenSSL could not compute SHA-256 (out of memory?)")

    private static func check(_ result: Int32) throws(HandlerError) {
        guard result == 1 else { throw failure }
    }
}
