import ArgumentParser
import BuiltinHandlers
import Detection
import HandlerHosting
import Orchestration

/// What a worker process runs. Nobody types it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Serve a run as a worker process.", shouldDisplay: false)

    func run() throws {
        let plumbing = WorkerPlumbing()
        guard let setup = try plumbing.receiveSetup() else { return }
        let settings = setup.options.mapValues { options in
            var settings = HandlerSettings()
            settings.options = options
            return settings
        }
        let registry = try HandlerRegistry(BuiltinHandlers.all, settings: settings)
        let session = setup.role == .detector ? try MagicDetector().makeSession() : nil
        let server = try WorkerServer(plumbing, handlers: registry.handlers, session: session)
        try server.serve(greeting: Sandbox.enter(setup.profile, parent: setup.host))
    }
}
