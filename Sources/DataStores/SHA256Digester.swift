import Digests
import HandlerAPI
import Orchestration

/// Digests the content of files by SHA-256.
public struct SHA256Digester: ContentDigester {
    /// Makes a digester.
    public init() {}

    /// Reads the whole file.
    public func digest(of file: OpenFile) throws(Failure) -> String {
        var digest = SHA256Digest()
        let content = FileContent(path: "", mediaType: "application/octet-stream", source: file)
        do throws(HandlerError) {
            try content.forEachChunk(of: 1 << 20) { chunk, _ in digest.update(chunk) }
        } catch {
            throw Failure(.read, .unreadable, error.message, offset: error.offset)
        }
        return digest.hexadecimal()
    }
}
