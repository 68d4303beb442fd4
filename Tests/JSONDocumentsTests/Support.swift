import Foundation
import HandlerAPI
import HandlerTesting

@testable import JSONDocuments

/// A handler that works by `options`.
func makeHandler(_ options: [String: OptionValue] = [:]) throws -> JSONDocumentsHandler {
    try JSONDocumentsHandler(options: HandlerOptions(options, for: JSONDocumentsHandler.descriptor.options))
}

/// `bytes` as an open file.
func jsonFile(_ bytes: [UInt8], _ type: MediaType = "application/json", piece: Int = .max) -> FileContent {
    FileContent(path: "documents", mediaType: type, source: InMemoryContent(bytes, pieceSize: piece))
}

/// What the handler returned for `text`, and what it reported.
func summarize(
    _ text: String, type: MediaType = "application/json", options: [String: OptionValue] = [:]
) throws -> (aggregate: JSONDocumentsAggregate, findings: Findings) {
    try summarize(Array(text.utf8), type: type, options: options)
}

/// What the handler returned for `bytes`, and what it reported.
func summarize(
    _ bytes: [UInt8], type: MediaType = "application/json", options: [String: OptionValue] = [:]
) throws -> (aggregate: JSONDocumentsAggregate, findings: Findings) {
    var findings = Findings()
    let aggregate = try makeHandler(options).handle(jsonFile(bytes, type), reporting: &findings)
    return (aggregate, findings)
}

/// Why `bytes` are refused, whether something before the fault is kept or not; `nil` if they are not.
func refusal(_ bytes: [UInt8], type: MediaType = "application/json") -> HandlerError? {
    do {
        return try summarize(bytes, type: type).findings.partialReason
    } catch {
        return error as? HandlerError
    }
}

extension JSONDocumentsAggregate {
    /// What is kept of a path.
    subscript(path: String) -> PathAggregate? { paths.first { $0.path == path } }
}

/// The folder of real files, which are not part of the project; `nil` where it is absent.
let corpus = TestData.corpus()

/// Why tests of real files are skipped.
let noCorpus = "no real files: set TRAWL_CORPUS to their folder"
