import CMicroHTTPD
import Inspection
import Synchronization
import Testing

@testable import Dashboard

/// A download holds no more than some rows, and asks for no more than its client takes.
@Suite struct RowStreamTests {
    /// Numbers from 0, ten at a time.
    private struct Numbers: RowSource {
        let listing = Listing(["number"])
        let asked: Counter
        let count: Int
        var told = 0

        mutating func next() throws -> [[Cell]] {
            let times = asked.add()
            guard times <= 1_000 else { throw HTTPError(500, "too many") }
            let rows = (told..<min(told + 10, count)).map { [Cell.integer(Int64($0))] }
            told += rows.count
            return rows
        }
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
        var now: Int { value.withLock { $0 } }

        func add() -> Int {
            value.withLock { value in
                value += 1
                return value
            }
        }
    }

    private final class Log: Sendable {
        let lines = Mutex<[String]>([])
    }

    private let asked = Counter()
    private let counter = DownloadCounter()
    private let log = Log()

    private func stream(_ count: Int, as format: ListingFormat = .csv) throws -> RowStream {
        try counter.begin()
        return RowStream(Numbers(asked: asked, count: count), as: format, counter: counter) { [log] line in
            log.lines.withLock { $0.append(line) }
        }
    }

    /// What comes with a buffer of so many bytes; `nil` at the end.
    private func read(_ stream: RowStream, room: Int) -> String? {
        var bytes = [UInt8](repeating: 0, count: room)
        let count = bytes.withUnsafeMutableBytes { stream.read(into: $0) }
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    @Test(arguments: [1, 7, 4_096]) func allRowsComeInTheirOrderWhateverTheBuffer(room: Int) throws {
        let stream = try stream(95)
        var text = ""
        while let part = read(stream, room: room) { text += part }
        #expect(text == "number\r\n" + (0..<95).map { "\($0)\r\n" }.joined())
    }

    @Test func aListingWithoutRowsHasItsHeader() throws {
        let table = try stream(0)
        #expect(read(table, room: 99) == "number\r\n")
        #expect(read(table, room: 99) == nil)
        #expect(read(try stream(0, as: .ndjson), room: 99) == nil)
    }

    @Test func noMoreIsReadThanIsTaken() throws {
        let stream = try stream(10_000)
        for _ in 0..<5 { _ = read(stream, room: 4) }
        #expect(asked.now == 1)
    }

    @Test func aClientThatGoesAwayEndsTheQuery() throws {
        let stream = try stream(10_000)
        _ = read(stream, room: 64)
        #expect(counter.count == 1)
        stream.end()
        #expect(counter.count == 0)
        #expect(read(stream, room: 64) == nil)
        #expect(asked.now == 1)
    }

    @Test func oneThatCannotGoOnIsBrokenOffAndSaidToBe() throws {
        let stream = try stream(1_000_000)
        var bytes = [UInt8](repeating: 0, count: 65_536)
        var last = 1
        while last > 0 { last = bytes.withUnsafeMutableBytes { stream.read(into: $0) } }
        #expect(last == http_library_broken_stream() && last != http_library_end_of_stream())
        #expect(log.lines.withLock { $0.count } == 1)
    }

    @Test func thereAreOnlySoManyAtOneTime() throws {
        for _ in 0..<DownloadCounter.most { try counter.begin() }
        #expect(throws: HTTPError.self) { try counter.begin() }
        counter.end()
        #expect(throws: Never.self) { try counter.begin() }
    }
}
