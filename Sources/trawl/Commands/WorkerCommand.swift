import ArgumentParser
import BuiltinHandlers
import DataStores
import Detection
import HandlerHosting

/// What a worker process runs. Nobody types it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Serve a run as a worker process.", shouldDisplay: false)

    func run() throws {
        try WorkerServer.serve(BuiltinHandlers.all, reading: UnpackingReader()) { try MagicDetector().makeSession() }
    }
}

extension WorkerLauncher {
    /// Starts this program as a worker.
    static let own = WorkerLauncher(arguments: [WorkerCommand._commandName])
}
