import Digests
import HandlerAPI

/// Computes what identifies a file's bytes: size, SHA-256 and how the byte values are distributed.
public struct FingerprintHandler: Handler {
    /// A companion for every file; off unless the configuration turns it on, as it reads everything.
    public static let descriptor = HandlerDescriptor(
        name: "fingerprint", version: "1.0.0",
        summary: "Size, SHA-256, entropy and byte distribution of any file",
        accepts: ["*/*"], role: .companion, isEnabledByDefault: false, outputs: outputs)

    /// Makes the handler; it has no options.
    public init(options: HandlerOptions) throws(HandlerError) {}

    /// Reads the file once, in constant memory.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> Fingerprint {
        let digest = try Self.translating { () throws(SHA256Digest.Failure) in try SHA256Digest() }
        var histogram = ByteHistogram()
        try file.forEachChunk { chunk, _ throws(HandlerError) in
            try Self.translating { () throws(SHA256Digest.Failure) in try digest.update(chunk) }
            histogram.add(chunk)
        }
        let sha256 = try Self.translating { () throws(SHA256Digest.Failure) in try digest.hexadecimal() }
        return Fingerprint(size: histogram.total, sha256: sha256, bytes: histogram.summary)
    }

    private static func translating<Result>(
        _ body: () throws(SHA256Digest.Failure) -> Result
    ) throws(HandlerError) -> Result {
        do {
            return try body()
        } catch {
            throw .unreadable(error.description)
        }
    }
}
