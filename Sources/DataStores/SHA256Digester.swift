import Digests
import HandlerAPI
import Orchestration

/// Digests the content of files by SHA-256.
public struct SHA256Digester: ContentDigester {
    /// Makes a digester.
    public init() {}

    /// Reads the whole file.
    public func digest(of file: OpenFile) throws(Failure) -> String {
        do {
            let digest = try SHA256Digest()
            let content = FileContent(path: "", mediaType: "application/octet-stream", source: file)
            try content.forEachChunk(of: 1 << 20) { chunk, offset throws(HandlerError) in
                do throws(SHA256Digest.Failure) {
                    try digest.update(chunk)
                } catch {
                    throw .unreadable(error.description, at: offset)
                }
            }
            return try digest.hexadecimal()
        } catch let error as HandlerError {
            throw Failure(.read, .unreadable, error.message, offset: error.offset)
        } catch {
            throw Failure(.read, .unreadable, "\(error)")
        }
    }
}
