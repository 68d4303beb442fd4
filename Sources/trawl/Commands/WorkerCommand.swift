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

    func run() throws {
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
        WorkerLauncher(arguments: [WorkerCommand._commandName, "--gzip", library.rawValue])
    }
}

extension GzipLibrary: ExpressibleByArgument {}
