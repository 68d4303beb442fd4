import CountSeries
import DelimitedText
import Fingerprint
import HandlerAPI
import JSONDocuments
import PlainText
import WHPExchange

@testable import HandlerTesting

extension FuzzTarget {
    static let delimitedText = handler(
        "delimited-text", DelimitedTextHandler.self, ["text/csv", "text/tab-separated-values"],
        Seeds(
            examples: ["delimited-text", "store/tables"], corpus: ["hostile/csv_spectrum/csvs", "hostile/go_fuzz/csv"]))

    static let countSeries = handler(
        "count-series", CountSeriesHandler.self, ["text/x-count-series"],
        Seeds(examples: ["count-series"], corpus: ["reception"]))

    static let jsonDocuments = handler(
        "json-documents", JSONDocumentsHandler.self, ["application/json", "application/x-ndjson"],
        Seeds(
            examples: ["json-documents", "store/documents"], corpus: ["hostile/json", "hostile/go_fuzz/json"]))

    static let plainText = handler(
        "text", PlainTextHandler.self, ["text/plain"], Seeds(examples: ["text", "store/documents"]))

    static let whpExchange = handler(
        "whp-exchange", WHPExchangeHandler.self,
        WHPExchangeHandler.descriptor.accepts.map { MediaType($0.description) },
        Seeds(examples: ["whp-exchange", "store/ocean"], corpus: ["ocean/exchange"]))

    static let fingerprint = handler(
        "fingerprint", FingerprintHandler.self, ["application/octet-stream"], Seeds(examples: ["fingerprint"]))

    /// What must hold of any handler: no outcome is malformed, and none depends on how the bytes arrive.
    private static func handler<Tested: Handler>(
        _ name: String, _ type: Tested.Type, _ mediaTypes: [MediaType], _ seeds: Seeds
    ) -> FuzzTarget {
        let charsets = [nil, "us-ascii", "utf-8", "iso-8859-1", "utf-16le", "utf-16be"]
        return FuzzTarget(name, seeds: seeds) { input in
            var input = input
            let mediaType = mediaTypes[input.choice(mediaTypes.count)]
            let charset = charsets[input.choice(charsets.count)]
            let size = 1 + input.choice(64)
            let bytes = Array(input.bytes)
            let handler = try Tested(options: HandlerOptions([:], for: Tested.descriptor.options))
            let sample = ConformanceSample("input", bytes: bytes, mediaType: mediaType)
            let violations = OutcomeRules(handler: handler).damaged(sample)
            try require(violations.isEmpty, "\(violations)")
            let outcomes = [Int.max, size].map { size in
                HandlerOutcome(
                    of: handler, on: InMemoryContent(bytes, pieceSize: size), mediaType: mediaType, charset: charset)
            }
            try require(try outcomes[0].isSame(as: outcomes[1]), "\(charset ?? "any charset") in pieces of \(size)")
        }
    }
}
