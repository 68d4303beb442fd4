import Foundation

/// The built program, run as its users run it.
enum TrawlProcess {
    /// How a process ended.
    struct Ended {
        let output: Data
        let errors: String
        /// The exit code, or less than zero where a signal ended it.
        let code: Int32

        var text: String { String(decoding: output, as: UTF8.self) }
        var lines: [String] { text.split(separator: "\n").map(String.init) }
    }

    /// A process that does not do what it should.
    struct Unexpected: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// A process under way, whose output goes to files, as a pipe that nobody empties would stop it.
    struct Running {
        let process: Process
        fileprivate let output: URL
        let errors: URL

        /// The whole lines it has printed so far.
        var printed: [String] {
            get throws {
                let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
                return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
            }
        }

        /// What it has printed to standard error so far.
        var complaint: String { get throws { String(decoding: try Data(contentsOf: errors), as: UTF8.self) } }

        func signal(_ number: Int32) { kill(process.processIdentifier, number) }

        /// Lets it go on for twenty milliseconds at a time until a condition holds, which is looked at while it stands still,
        /// so that it gets no further in the meantime; it goes on from there only when it is sent `SIGCONT`.
        ///
        /// - Returns: Whether the condition held before the process ended, and within a minute of its running.
        func pause(when condition: () throws -> Bool) rethrows -> Bool {
            for _ in 0..<3_000 where process.isRunning {
                signal(SIGSTOP)
                if try condition() { return process.isRunning }
                signal(SIGCONT)
                usleep(20_000)
            }
            return false
        }

        func wait() throws -> Ended {
            process.waitUntilExit()
            let sign: Int32 = process.terminationReason == .exit ? 1 : -1
            return Ended(
                output: try Data(contentsOf: output),
                errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self),
                code: sign * process.terminationStatus)
        }
    }

    /// `$TRAWL_BINARY`, else the program beside the bundle of tests.
    static let binary: URL = {
        if let path = ProcessInfo.processInfo.environment["TRAWL_BINARY"] { return URL(fileURLWithPath: path) }
        return program("trawl")
    }()

    /// The program of this name beside the bundle of tests.
    static func program(_ name: String) -> URL {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let programs = places.map { $0.appendingPathComponent(name) }
        return programs.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? programs[0]
    }

    static func run(_ arguments: [String], in folder: URL, printingTo place: URL? = nil) throws -> Ended {
        try start(arguments, in: folder, printingTo: place).wait()
    }

    /// Starts the program in `folder`.
    ///
    /// - Parameter place: The folder for what it prints, where that is another.
    static func start(
        _ arguments: [String], in folder: URL, program: URL = binary, printingTo place: URL? = nil
    ) throws -> Running {
        let name = UUID().uuidString
        let outputs = ["out", "err"].map { (place ?? folder).appendingPathComponent("\(name).\($0)") }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        for url in outputs { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: outputs[0])
        process.standardError = try FileHandle(forWritingTo: outputs[1])
        try process.run()
        return Running(process: process, output: outputs[0], errors: outputs[1])
    }
}
