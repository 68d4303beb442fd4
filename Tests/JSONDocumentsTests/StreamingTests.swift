import HandlerAPI
import Synchronization
import Testing

@testable import JSONDocuments

/// A document that is made while it is read: a beginning, one element again and again, and an end.
final class RepeatedContent: ContentSource {
    private let head: [UInt8]
    private let element: [UInt8]
    private let tail: [UInt8]
    private let count: Int
    /// The most bytes asked for at once.
    let largestRead = Atomic<Int>(0)

    init(_ head: String, _ element: String, times count: Int, _ tail: String) {
        self.head = Array(head.utf8)
        self.element = Array(element.utf8)
        self.tail = Array(tail.utf8)
        self.count = count
    }

    var size: ByteCount { ByteCount(Int64(head.count + count * element.count + tail.count)) }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        largestRead.max(buffer.count, ordering: .relaxed)
        let (start, end) = (Int(offset), min(Int(size.bytes), Int(offset) + buffer.count))
        let tailStart = head.count + count * element.count
        var place = start
        while place < end {
            let (piece, from) =
                place < head.count
                ? (head, place)
                : place < tailStart ? (element, (place - head.count) % element.count) : (tail, place - tailStart)
            let length = min(piece.count - from, end - place)
            piece.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(rebasing: buffer[(place - start)...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[from..<from + length]))
            }
            place += length
        }
        return end - start
    }
}

/// A document of any size is read in bounded memory.
@Suite struct StreamingTests {
    private func summarize(_ content: RepeatedContent) throws -> JSONDocumentsAggregate {
        let file = FileContent(path: "large", mediaType: "application/json", source: content)
        var findings = Findings()
        let aggregate = try makeHandler().handle(file, reporting: &findings)
        #expect(findings.partialReason == nil)
        return aggregate
    }

    @Test func anArrayOfManyObjectsStreams() throws {
        let element =
            "{\"id\":12,\"tags\":[\"a\",\"b\"],\"text\":\"\(String(repeating: "words and ", count: 400))\"},\n"
        let content = RepeatedContent("[", element, times: 3_000, "{}]\n")
        let aggregate = try summarize(content)
        #expect(aggregate.documents == 1 && aggregate["$[]"]?.types.object == 3_001)
        #expect(aggregate["$"]?.arrayLength?.maximum == 3_001)
        #expect(aggregate["$[].id"]?.numbers?.sum == .integer(36_000))
        #expect(aggregate["$[].tags[]"]?.strings?.frequent.map(\.count) == [3_000, 3_000])
        #expect(aggregate["$[].text"]?.strings?.length?.minimum == 4_000)
        // The file has 12 MB.
        #expect(content.largestRead.load(ordering: .relaxed) <= 1 << 20)
    }

    @Test func anObjectWithALargeArrayStreams() throws {
        let content = RepeatedContent("{\"type\":\"list\",\"items\":[1", ",2.5", times: 300_000, "],\"end\":true}")
        let aggregate = try summarize(content)
        #expect(aggregate["$.items"]?.arrayLength?.maximum == 300_001)
        #expect(aggregate["$.items[]"]?.types.number == 300_000 && aggregate["$.items[]"]?.types.integer == 1)
        #expect(aggregate["$.end"]?.true == 1)
        #expect(content.largestRead.load(ordering: .relaxed) <= 1 << 20)
    }

    /// A string is held as a whole, and may be longer than the piece that is read at once, up to a limit.
    @Test func aLongStringIsReadUpToALimit() throws {
        for (count, fits) in [(100, true), (3_000, true), (9_000, false)] {
            let content = RepeatedContent("[1,\"", String(repeating: "x", count: 1_000), times: count, "\",2]")
            if fits {
                #expect(try summarize(content)["$[]"]?.strings?.length?.maximum == 1_000 * count)
            } else {
                let error = #expect(throws: HandlerError.self) { try summarize(content) }
                #expect(error?.code == .limitExceeded && error?.offset == 3)
            }
        }
    }

    @Test func blanksWithoutEndTakeNoMemory() throws {
        let content = RepeatedContent("[1", String(repeating: " ", count: 1_000), times: 12_000, "]")
        #expect(throws: HandlerError.self) { try summarize(content) }
        let behind = RepeatedContent("[1]", String(repeating: " \n", count: 500), times: 12_000, "")
        #expect(try summarize(behind).documents == 1)
        #expect(behind.largestRead.load(ordering: .relaxed) <= 1 << 20)
    }
}
