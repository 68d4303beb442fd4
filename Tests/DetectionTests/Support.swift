import Detection
import Foundation
import HandlerAPI
import Orchestration
import Testing

/// Bytes as an open file without a name.
func openFile(_ bytes: [UInt8]) throws -> OpenFile {
    let file = try #require(tmpfile())
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
    // libmagic reads from where the descriptor stands.
    rewind(file)
    return OpenFile(descriptor: dup(fileno(file)), size: ByteCount(Int64(bytes.count)))
}

/// What the detector says of bytes that are called `name`.
func detect(_ bytes: [UInt8], name: String = "data", trace: ((DetectionStep) -> Void)? = nil) throws -> Verdict {
    let session = try MagicDetector().makeSession()
    return try session.detect(openFile(bytes), name: Array(name.utf8), trace: trace)
}

func detect(_ text: String, name: String = "data") throws -> Verdict { try detect(Array(text.utf8), name: name) }
