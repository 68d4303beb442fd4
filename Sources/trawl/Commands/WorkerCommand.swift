import ArgumentParser
import BuiltinHandlers
import DataStores
import Detection
import HandlerHosting

/// What a worker process runs. Nobody types it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Serve a run as a worker process.", shouldDisplay: false)

    @Option(name: .long)
    var gzip = GzipLibrary.zlib

    func run() throws { try Self.serve(gzip) }

    /// What a worker does that was started with these arguments, if they are just those that ``WorkerLauncher/own(gzip:)`` gives.
    ///
    /// Each run starts some workers and waits for them, and parsing arguments takes longer than all else before they serve.
    static func started(by arguments: ArraySlice<String>) -> (() throws -> Void)? {
        guard let last = arguments.last, let gzip = GzipLibrary(rawValue: last),
            Array(arguments) == WorkerLauncher.arguments(gzip)
        else { return nil }
        return { try serve(gzip) }
    }

    private static func serve(_ gzip: GzipLibrary) throws {
        try WorkerServer.serve(BuiltinHandlers.all, reading: UnpackingReader(gzip: gzip)) {
            try MagicDetector().makeSession()
        }
    }
}

extension WorkerLauncher {
    /// Starts this program as a worker.
    ///
    /// - Parameter library: What unpacks gzip files.
    static func own(gzip library: GzipLibrary) -> WorkerLauncher {
        WorkerLauncher(arguments: arguments(library))
    }

    fileprivate static func arguments(_ gzip: GzipLibrary) -> [String] {
        [WorkerCommand._commandName, "--gzip", gzip.rawValue]
    }
}

extension GzipLibrary: ExpressibleByArgument {}
