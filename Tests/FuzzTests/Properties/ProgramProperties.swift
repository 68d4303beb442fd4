import Foundation
import HandlerAPI
import HandlerTesting
import Orchestration

@testable import HandlerHosting

extension FuzzTarget {
    /// Whatever a program writes: lines are the same however they arrive, every file has one answer at most, and what is
    /// kept of it is within the limits and JSON.
    static let programMessages = FuzzTarget(
        "program-messages",
        seeds: Seeds(
            made: texts(
                #"{"type":"aggregate","id":10,"value":{"a":[1,18446744073709551615,-0.5,null,true,"x"]}}"# + "\n",
                #"{"type":"anomaly","id":11,"subject":"s","detector":"d","score":1,"reason":"r"}"# + "\n",
                #"{"type":"note","text":"x"}"# + "\n" + #"{"type":"progress","id":12}"# + "\n",
                #"{"type":"error","id":10,"code":"corrupt","message":"m","offset":3}"# + "\n",
                #"{"type":"hello","protocol":1,"name":"n","version":"1","accepts":["text/plain"]}"# + "\n",
                #"{"type":"aggregate","value":{},"partial_because":{"code":"corrupt","message":"m"}}"# + "\n"))
    ) { input in
        var input = input
        let size = 1 + input.choice(32)
        let files = 1 + input.choice(3)
        let lines = lines(of: [input.bytes])
        try requireEqual(lines, Self.lines(of: input.pieces(of: size)), "lines in pieces of \(size)")
        var flight = try flight(of: files)
        var answered: Set<Int> = []
        for line in lines {
            guard let taken = try? flight.take(line[...]) else { break }
            try require(answered.insert(taken.job).inserted, "job \(taken.job) was answered twice")
            try check(taken.result)
        }
        try requireEqual(flight.count, files - answered.count, "files in flight")
    }

    private static func lines(of pieces: [ArraySlice<UInt8>]) -> [[UInt8]] {
        var buffer = LineBuffer()
        var lines: [[UInt8]] = []
        for piece in pieces {
            piece.withUnsafeBytes { buffer.append($0) }
            while let line = buffer.next() { lines.append(Array(line)) }
        }
        return lines + [Array(buffer.rest())]
    }

    private static func flight(of count: Int) throws -> Flight {
        let descriptor = HandlerDescriptor(name: "sample", version: "1.0.0", summary: "", accepts: ["text/plain"])
        let handler = try RegisteredHandler(program: descriptor, settings: HandlerSettings(), lane: 0)
        var flight = Flight(handler, output: 65_536, firstID: 10)
        for job in 0..<count { flight.add(job, id: Int64(10 + job), delivery: nil) }
        return flight
    }

    private static func check(_ result: HandlerResult) throws {
        for anomaly in result.findings.anomalies {
            try require((0...1).contains(anomaly.score) && (0...1).contains(anomaly.threshold), "\(anomaly)")
        }
        guard case .aggregate(let aggregate) = result.ending else { return }
        let text = try aggregate.json()
        let value = try JSONValue(parsing: Data(text.utf8))
        guard case .object = value else { throw BrokenProperty("an aggregate that is no object: \(text)") }
        try require(!text.utf8.contains(10), "an aggregate of several lines")
    }
}
