import Foundation
import HandlerAPI
import HandlerHosting
import HandlerTesting
import Orchestration
import Synchronization

/// A folder with one handler that is a program, and a way to run it; both go away with the test.
final class ProgramBench {
    /// The Python that `PATH` leads to, past any script that only chooses one; `nil` where there is none.
    static let python: String? = {
        let process = Process()
        let output = Foundation.Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import sys; print(sys.executable)"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let path = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? path.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }()

    /// The program that becomes a handler's program, beside the bundle of tests.
    private static let trawl: String = {
        let places = [
            Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent(),
        ]
        let programs = places.map { $0.appendingPathComponent("trawl").path }
        return programs.first { FileManager.default.isExecutableFile(atPath: $0) } ?? programs[0]
    }()

    let folder: URL
    var program: HandlerProgram
    var settings = ProgramSettings(launcher: ProgramLauncher(program: trawl, arguments: ["launch-program"]))
    var allowsNetwork = false
    private let logged = Lines()

    /// Makes a handler of a script for Python, or else for the shell.
    init(python script: String = "", shell: String? = nil, delivery: FileDelivery = .descriptor) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("trawl-program-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let helper = TestData.projectRoot().appendingPathComponent("Plugins/examples/json-shape/trawl_handler.py")
        try FileManager.default.copyItem(at: helper, to: folder.appendingPathComponent("trawl_handler.py"))
        try Data((shell ?? script).utf8).write(to: folder.appendingPathComponent("script"))
        var descriptor = HandlerDescriptor(
            name: "sample", version: "1.0.0", summary: "A sample", accepts: ["text/plain"])
        descriptor.limits = HandlerLimits(
            wallTime: .seconds(20), cpuTime: .seconds(20), stallTime: .seconds(20), memory: .mebibytes(256),
            output: .kibibytes(64))
        descriptor.options = [HandlerOption("factor", default: .integer(2), summary: "A factor")]
        program = HandlerProgram(
            descriptor: descriptor, folder: folder.path, executable: shell == nil ? Self.python ?? "" : "/bin/sh",
            arguments: [shell == nil ? "python3" : "sh", "script"], delivery: delivery)
        settings.isLocked = false
        settings.log = { [logged] _, level, text in
            logged.all.withLock { $0.append("\(level.rawValue): \(text)") }
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// What the programs wrote to their logs.
    var log: [String] { logged.all.withLock { $0 } }

    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }

    /// Changes the limits.
    func limit(_ change: (inout HandlerLimits) -> Void) { change(&program.descriptor.limits) }

    /// Runs the handler on files of these contents, all at once.
    func run(_ texts: [String]) throws -> [HandlerResult] {
        let session = ProgramRunner([program], settings).makeSession()
        return try run(texts, in: session)
    }

    /// Runs the handler in a session that goes on.
    func run(_ texts: [String], in session: any HandlerSession) throws -> [HandlerResult] {
        let handler = try RegisteredHandler(program: program.descriptor, settings: HandlerSettings(), lane: 0)
        let requests = try texts.enumerated().map { number, text in
            HandlerRequest(
                handler: handler, path: StorePath(escaped: "file\(number).txt"),
                verdict: Verdict(mediaType: "text/plain", basis: "test"), file: try Self.file(text))
        }
        return run(requests, in: session)
    }

    func run(_ requests: [HandlerRequest], in session: any HandlerSession) -> [HandlerResult] {
        var results: [HandlerResult] = []
        session.run(requests) { results.append($0) }
        return results
    }

    /// A file without a name, as members of archives are.
    static func file(_ text: String) throws -> OpenFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-file-" + UUID().uuidString)
        try Data(text.utf8).write(to: path)
        let descriptor = open(path.path, O_RDONLY)
        try FileManager.default.removeItem(at: path)
        return OpenFile(descriptor: descriptor, size: ByteCount(Int64(text.utf8.count)))
    }
}

extension HandlerResult {
    /// The aggregate as text; `nil` where there is none.
    var json: String? {
        if case .aggregate(let aggregate) = ending { try? aggregate.json() } else { nil }
    }

    var error: HandlerError? {
        if case .error(let error) = ending { error } else { nil }
    }

    var failure: Failure? {
        if case .fault(let failure) = ending { failure } else { nil }
    }

    var code: String? { failure?.code.description }
}
