import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration
import Testing

@testable import HandlerHosting

/// The parts of which programs are run, without programs.
@Suite struct ProgramPartsTests {
    private func append(_ text: String, to buffer: inout LineBuffer) {
        Array(text.utf8).withUnsafeBytes { buffer.append($0) }
    }

    private func text(_ line: ArraySlice<UInt8>?) -> String? { line.map { String(decoding: $0, as: UTF8.self) } }

    @Test func linesAreCutWhereverTheBlocksEnd() {
        let whole = "one\n\ntwo and three\nfour"
        for size in 1...whole.utf8.count {
            var buffer = LineBuffer()
            var lines: [String] = []
            var rest = Array(whole.utf8)[...]
            while !rest.isEmpty {
                append(String(decoding: rest.prefix(size), as: UTF8.self), to: &buffer)
                rest = rest.dropFirst(size)
                while let line = text(buffer.next()) { lines.append(line) }
            }
            #expect(lines == ["one", "", "two and three"])
            #expect(buffer.waiting == 4)
            #expect(text(buffer.rest()) == "four" && buffer.waiting == 0)
        }
    }

    @Test func resultsAreHandedOnInTheOrderOfTheirJobs() {
        var results = OrderedResults(count: 3)
        func result(_ code: String) -> HandlerResult { HandlerResult(.fault(Failure(.handle, FailureCode(code), ""))) }
        #expect(results.settle(2, result("c")).isEmpty)
        #expect(results.pending == [0, 1])
        #expect(results.settle(0, result("a")).map(\.code) == ["a"])
        #expect(results.settle(0, result("again")).isEmpty)
        #expect(results.settle(1, result("b")).map(\.code) == ["b", "c"])
        #expect(results.pending.isEmpty)
    }

    @Test func aLogWithoutEndsOfLinesIsBounded() {
        var lines: [String] = []
        withoutActuallyEscaping({ (_: ProgramLogLevel, text: String) in lines.append(text) }) { take in
            var log = LogLines(take)
            let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1_500)
            for _ in 0..<100 { block.withUnsafeBytes { log.append($0) } }
            Array("\nerror: end\nlast".utf8).withUnsafeBytes { log.append($0) }
            log.finish()
            #expect(log.lastWords.hasSuffix("error: end; last"))
        }
        #expect(lines.count == 3 && lines[0].count == 2_000 && lines.suffix(2) == ["end", "last"])
    }

    private func flight(of count: Int) throws -> Flight {
        let descriptor = HandlerDescriptor(name: "sample", version: "1.0.0", summary: "", accepts: ["text/plain"])
        let handler = try RegisteredHandler(program: descriptor, settings: HandlerSettings(), lane: 0)
        var flight = Flight(handler, output: 200, firstID: 10)
        for job in 0..<count { flight.add(job, id: Int64(10 + job), delivery: nil) }
        return flight
    }

    private func take(_ line: String, _ flight: inout Flight) -> Result<Int?, Flight.Breach> {
        Result { () throws(Flight.Breach) in try flight.take(Array(line.utf8)[...])?.job }
    }

    @Test func theClocksTurnWithTheOldestFile() throws {
        var flight = try flight(of: 3)
        #expect(flight.oldest == 0 && flight.turn == 1)
        #expect(try take(#"{"type":"aggregate","id":11,"value":{}}"#, &flight).get() == 1)
        #expect(flight.oldest == 0 && flight.turn == 1)
        #expect(try take(#"{"type":"progress","id":10}"#, &flight).get() == nil)
        #expect(try take(#"{"type":"error","id":10,"code":"corrupt","message":"x"}"#, &flight).get() == 0)
        #expect(flight.oldest == 2 && flight.turn == 2 && flight.messages == 3)
    }

    @Test func blameGoesToTheFileThatIsNamedElseToTheOldest() throws {
        var flight = try flight(of: 2)
        func breach(_ line: String) -> Flight.Breach? {
            if case .failure(let breach) = take(line, &flight) { breach } else { nil }
        }
        #expect(breach("nonsense")?.job == 0)
        #expect(breach(#"{"type":"note","id":5,"text":"x"}"#)?.isLate == true)
        #expect(breach(#"{"type":"note","id":99,"text":"x"}"#)?.isLate == false)
        #expect(breach(#"{"type":"note","text":"x"}"#)?.excess.message.contains("without 'id'") == true)
        let long = String(repeating: "y", count: 100)
        #expect(breach(#"{"type":"note","id":11,"text":"\#(long)"}"#) == nil)
        let flood = breach(#"{"type":"note","id":11,"text":"\#(long)"}"#)
        #expect(flood?.job == 1 && flood?.excess.code == .outputExceeded)
        #expect(flight.endlessLine(of: 201)?.job == 0 && flight.endlessLine(of: 200) == nil)
    }

    @Test func theConversationOfThePageIsUnderstood() throws {
        let page = try String(
            contentsOf: TestData.projectRoot().appendingPathComponent("Plugins/PROTOCOL.md"), encoding: .utf8)
        let lines = page.split(separator: "\n").filter { $0.hasPrefix("← ") }
        #expect(lines.count == 4)
        for line in lines { _ = try ProgramMessage(Array(line.dropFirst(2).utf8)[...]) }
    }

    @Test func aMessageOfTooManyValuesIsNotRead() throws {
        func answer(_ count: Int) -> ArraySlice<UInt8> {
            let values = Array(repeating: "[]", count: count).joined(separator: ",")
            return Array((#"{"type":"aggregate","value":{"a":["# + values + "]}}").utf8)[...]
        }
        _ = try ProgramMessage(answer(1_000))
        #expect(throws: MessageError("a message of more than 500000 values")) { try ProgramMessage(answer(250_000)) }
        let text = String(repeating: ",[{", count: 300_000)
        _ = try ProgramMessage(Array(#"{"type":"note","text":"\"\#(text)"}"#.utf8)[...])
    }

    @Test func anInterpreterMayReadItsHomeAndNoPersonsHome() throws {
        let bench = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("trawl-home-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: bench) }
        let bin = bench.appendingPathComponent("venv/bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: bin.appendingPathComponent("python").path, withDestinationPath: "/usr/bin/python3")
        let folders = InterpreterHome.folders(of: bin.appendingPathComponent("python").path)
        #expect(folders.prefix(2) == [bench.appendingPathComponent("venv").path, "/usr"])
        let home = try #require(ProcessInfo.processInfo.environment["HOME"])
        #expect(InterpreterHome.folders(of: home + "/bin/tool") == [home + "/bin"])
        #expect(InterpreterHome.folders(of: "/srv/tool") == ["/srv/tool"])
    }
}
