import DelimitedSyntax
import DelimitedText
import Foundation
import HandlerAPI
import HandlerTesting

/// What the handler returned for `bytes`, and what it reported.
func summarize(
    _ bytes: [UInt8], type: MediaType = "text/csv", charset: String? = nil, piece: Int = .max,
    options: [String: OptionValue] = [:]
) throws -> (aggregate: DelimitedTextAggregate, findings: Findings) {
    let checked = try HandlerOptions(options, for: DelimitedTextHandler.descriptor.options)
    let handler = try DelimitedTextHandler(options: checked)
    let file = FileContent(
        path: "table", mediaType: type, charset: charset, source: InMemoryContent(bytes, pieceSize: piece))
    var findings = Findings()
    let aggregate = try handler.handle(file, reporting: &findings)
    return (aggregate, findings)
}

/// What the handler returned for `text`, which it must read without a fault.
func summarize(_ text: String, options: [String: OptionValue] = [:]) throws -> DelimitedTextAggregate {
    let (aggregate, findings) = try summarize(Array(text.utf8), options: options)
    return findings.partialReason == nil ? aggregate : try { throw findings.partialReason ?? .corrupt("") }()
}

/// The folder of real files, which are not part of the project; `nil` where it is absent.
let corpus = TestData.corpus()

/// Why tests of real files are skipped.
let noCorpus = "no real files: set TRAWL_CORPUS to their folder"

/// The fields of every record between commas, the blank lines left out, and the line ends, read one by one.
func records(of bytes: [UInt8]) throws -> (rows: [[String]], blank: Int, endings: String) {
    var reader = RecordReader(delimiter: .comma)
    var rows: [[String]] = []
    let take = { (record: Record) in rows.append((0..<record.count).map { record[$0].text }) }
    try bytes.withUnsafeBytes { all in
        var rest = all
        while try reader.advance(&rest) { reader.withRecord(take) }
        if try reader.finish() { reader.withRecord(take) }
    }
    return (rows, reader.blankLines, reader.lineEndings.summary)
}
