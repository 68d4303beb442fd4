import Foundation
import HandlerTesting
import Testing

/// A run of the program over `data` whose memory is measured.
struct MeasuredRun {
    /// The most that the program or any of its workers may have taken, in bytes.
    static let memoryLimit = 300 << 20

    /// What the run says of itself.
    let summary: JSONValue
    /// The exit code, or less than zero where a signal ended it.
    let code: Int32
    /// The most memory that the program, or one of the workers it waited for, had at one time, in bytes.
    let peakMemory: Int

    /// Runs `trawl run` over the data of `bench`.
    init(_ bench: Workbench, _ options: String...) throws {
        let output = bench.folder.appendingPathComponent("measured.out").path
        let gauged = bench.folder.appendingPathComponent("measured-memory.out").path
        // env changes the directory and then becomes the program.
        let arguments =
            [
                TrawlProcess.program("memory-gauge").path, gauged, "/usr/bin/env", "-C", bench.folder.path,
                TrawlProcess.binary.path, "run", bench.data.path, "--store", bench.store.path, "--format", "json",
            ]
            + options
        try Self.run(arguments, printingTo: output)
        let figures = try String(contentsOfFile: gauged, encoding: .utf8).split(whereSeparator: \.isWhitespace)
        code = try #require(figures.first.flatMap { Int32($0) })
        peakMemory = try #require(figures.last.flatMap { Int($0) })
        summary = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: output)))
    }

    /// Checks what holds of any run, whatever it meets: every entry has an outcome, nothing went wrong in Trawl itself, and
    /// memory is bounded.
    func checkHolds(_ bench: Workbench, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(code == 0 || code == 3, sourceLocation: sourceLocation)
        #expect(summary["balanced"] == .boolean(true), sourceLocation: sourceLocation)
        #expect(peakMemory < Self.memoryLimit, "\(peakMemory >> 20) MiB", sourceLocation: sourceLocation)
        let codes = Set(try bench.rows("failures").map { $0.text("code") })
        #expect(codes.isDisjoint(with: ["internal-error", "crashed", "not-started"]), sourceLocation: sourceLocation)
    }

    private static func run(_ arguments: [String], printingTo place: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: arguments[0])
        process.arguments = Array(arguments.dropFirst())
        try Data().write(to: URL(fileURLWithPath: place))
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: place))
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}
