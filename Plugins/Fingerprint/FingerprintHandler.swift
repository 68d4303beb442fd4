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
        var digest = SHA256Digest()
        var histogram = ByteHistogram()
        try file.forEachChunk { chunk, _ in
            digest.update(chunk)
            histogram.add(chunk)
        }
        return Fingerprint(size: histogram.total, sha256: digest.hexadecimal(), bytes: histogram.summary)
    }
}
