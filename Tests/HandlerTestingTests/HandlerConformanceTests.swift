import HandlerAPI
import HandlerTesting
import Testing

/// The suite must see what a bad handler does wrong, and find nothing to blame in a good one.
@Suite struct HandlerConformanceTests {
    private let sample = ConformanceSample("digits", text: "12\n34\n", mediaType: "text/plain")

    @Test func acceptsAHandlerThatConforms() throws {
        #expect(try HandlerConformance(CountingHandler.self, samples: [sample]).run() == [])
    }

    @Test func seesEveryFaultOfABadHandler() throws {
        let rules = Set(try HandlerConformance(BadHandler.self, samples: [sample]).run().map(\.rule))
        #expect(
            rules == [
                "descriptor", "anomaly", "aggregate has a JSON form", "depends on the bytes only",
                "passes a read error on", "error",
            ])
    }

    @Test func repeatsItsRandomNumbers() {
        var first = RepeatableGenerator(seed: 7)
        var second = RepeatableGenerator(seed: 7)
        #expect((0..<10).map { _ in first.next() } == (0..<10).map { _ in second.next() })
    }
}

/// The least a handler can be.
private struct CountingHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "counting", version: "1.0.0", summary: "Counts bytes", accepts: ["text/plain"])

    init(options: HandlerOptions) throws(HandlerError) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> [Int] {
        var count = 0
        try file.forEachChunk { chunk, _ throws(HandlerError) in count += chunk.count }
        return [count]
    }
}

/// A handler that breaks the rules, one after another.
private struct BadHandler: Handler {
    static let descriptor = HandlerDescriptor(
        name: "Bad_Handler", version: "1", summary: "", accepts: [],
        options: [
            HandlerOption("BadOption", default: .integer(5), range: 0...1, summary: "")
        ])

    init(options: HandlerOptions) throws(HandlerError) {}

    func handle(_ file: borrowing FileContent, reporting findings: inout Findings) throws(HandlerError) -> Double {
        if file.size.bytes > 4096 { throw .corrupt("too long", at: -1) }
        var chunks = 0.0
        do throws(HandlerError) {
            try file.forEachChunk { _, _ throws(HandlerError) in chunks += 1 }
        } catch { return 0 }
        findings.report(Anomaly(subject: "", detector: "No Name", score: chunks, reason: "\(chunks)"))
        return file.size.bytes == 0 ? .nan : chunks
    }
}
