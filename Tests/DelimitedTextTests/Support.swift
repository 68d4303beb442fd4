import DelimitedText
import Foundation
import HandlerAPI

/// A file in memory that hands out at most `piece` bytes at a time.
final class BytesSource: ContentSource {
    private let bytes: [UInt8]
    private let piece: Int

    init(_ bytes: [UInt8], piece: Int = .max) {
        self.bytes = bytes
        self.piece = piece
    }

    var size: ByteCount { ByteCount(Int64(bytes.count)) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        let start = min(Int(offset), bytes.count)
        let end = min(start + min(piece, buffer.count), bytes.count)
        buffer.copyBytes(from: bytes[start..<end])
        return end - start
    }
}

/// What the handler returned for `bytes`, and what it reported.
func summarize(
    _ bytes: [UInt8], type: MediaType = "text/csv", charset: String? = nil, piece: Int = .max,
    options: [String: OptionValue] = [:]
) throws -> (aggregate: DelimitedTextAggregate, findings: Findings) {
    let checked = try HandlerOptions(options, for: DelimitedTextHandler.descriptor.options)
    let handler = try DelimitedTextHandler(options: checked)
    let file = FileContent(
        path: "table", mediaType: type, charset: charset, source: BytesSource(bytes, piece: piece))
    var findings = Findings()
    let aggregate = try handler.handle(file, reporting: &findings)
    return (aggregate, findings)
}

/// What the handler returned for `text`, which it must read without a fault.
func summarize(_ text: String, options: [String: OptionValue] = [:]) throws -> DelimitedTextAggregate {
    let (aggregate, findings) = try summarize(Array(text.utf8), options: options)
    return findings.partialReason == nil ? aggregate : try { throw findings.partialReason ?? .corrupt("") }()
}

/// The project's folder.
let projectRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// The folder of real files, which are not part of the project; `nil` where it is absent.
let corpus: URL? = {
    let given = ProcessInfo.processInfo.environment["TRAWL_CORPUS"].map { URL(filePath: $0) }
    let folder = given ?? projectRoot.appending(path: "../shared/data").standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

/// Why tests of real files are skipped.
let noCorpus = "no real files: set TRAWL_CORPUS to their folder"
