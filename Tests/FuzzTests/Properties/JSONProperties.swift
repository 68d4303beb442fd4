import HandlerAPI
import HandlerTesting

@testable import Detection
@testable import JSONDocuments

extension FuzzTarget {
    /// The handler and the probe, which goes byte by byte, follow one grammar.
    static let jsonGrammar = FuzzTarget(
        "json-grammar",
        seeds: Seeds(
            examples: ["json-documents"], corpus: ["hostile/json", "hostile/go_fuzz/json"],
            made: texts(
                #"{"a":[1,-2.5e3,true,null,"\u00e9\n"]}"#, "[]\n", "[1,]", "{\"a\":01}", "[[[[]]]]", "[\"\\\\\\\"\"]"))
    ) { input in
        let bytes = Array(input.bytes)
        // The probe does not look at the encoding, and takes words of up to 1,024 bytes.
        guard String(validating: bytes, as: UTF8.self) != nil, bytes.count < 1_024 else { return }
        let isTaken = bytes.withUnsafeBytes { JSONProbe.mediaType(of: $0, isWhole: true) } == "application/json"
        let handler = try JSONDocumentsHandler(
            options: HandlerOptions([:], for: JSONDocumentsHandler.descriptor.options))
        let outcome = HandlerOutcome(of: handler, on: InMemoryContent(bytes), mediaType: "application/json")
        let error = outcome.error ?? outcome.findings.partialReason
        guard error?.code != .limitExceeded else { return }
        if isTaken {
            try require(error == nil, "the probe takes it, and the handler says \(error.map { "\($0)" } ?? "")")
        } else if error == nil, outcome.aggregate?.documents == 1 {
            let root = outcome.aggregate?.paths.first?.types
            try require(root?.object == 0 && root?.array == 0, "the handler takes it, and the probe does not")
        }
    }

    /// Whatever stands where the state of a range should, reading it does not trap; what is read is written as it was.
    static let jsonStates = FuzzTarget(
        "json-states",
        seeds: Seeds(made: {
            ["{}", "[1,\"a\",{\"b\":[]}]", "{\"a\":\"2024-01-01\",\"b\":2.5}\n{\"a\":\"x\"}"].compactMap { text in
                let content = InMemoryContent(text)
                let file = FileContent(path: "documents", mediaType: "application/x-ndjson", source: content)
                guard let handler = try? jsonHandler(), let plan = try? handler.plan(for: file) else { return nil }
                return (try? handler.range(0, of: file, by: plan)).map { handler.encoded($0) }
            }
        })
    ) { input in
        let handler = try jsonHandler()
        let bytes = Array(input.bytes)
        let file = FileContent(path: "documents", mediaType: "application/json", source: InMemoryContent("[]"))
        let plan = try handler.plan(for: file)
        guard let part = try? handler.part(from: bytes, by: plan) else { return }
        let again = try handler.part(from: handler.encoded(part), by: plan)
        try requireEqual(handler.encoded(again), handler.encoded(part), "written again")
    }
}

private func jsonHandler() throws -> JSONDocumentsHandler {
    try JSONDocumentsHandler(options: HandlerOptions([:], for: JSONDocumentsHandler.descriptor.options))
}
