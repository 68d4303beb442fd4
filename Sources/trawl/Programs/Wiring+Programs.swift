import BuiltinHandlers
import FoundationEssentials
import HandlerAPI
import HandlerHosting
import Orchestration

extension Wiring {
    /// The handlers that are programs, from all directories named.
    func programs() throws(ConfigurationError) -> [HandlerProgram] {
        var found: [ManifestReader.Found] = []
        var folders: Set<String> = []
        for directory in PluginDirectory.inEnvironment + configuration.plugins {
            for folder in try directory.handlerFolders() where folders.insert(folder.path).inserted {
                let handler = try ManifestReader.read(folder)
                try check(handler, beside: found)
                found.append(handler)
            }
        }
        return found.map(\.program)
    }

    private func check(
        _ handler: ManifestReader.Found, beside others: [ManifestReader.Found]
    ) throws(ConfigurationError) {
        let name = handler.program.descriptor.name
        if let other = others.first(where: { $0.program.descriptor.name == name }) {
            throw ConfigurationError(
                description: "\(handler.place): the name '\(name)' is taken by \(other.program.folder)")
        }
        if BuiltinHandlers.all.contains(where: { $0.descriptor.name == name }) {
            throw ConfigurationError(
                description: "\(handler.place): the name '\(name)' is taken by Trawl's own handler")
        }
        let settings = configuration.handlers[name] ?? HandlerSettings()
        let isEnabled = settings.isEnabled ?? handler.program.descriptor.isEnabledByDefault
        guard isEnabled, handler.program.asksForNetwork, !settings.allowsNetwork else { return }
        throw ConfigurationError(
            description: "\(handler.place): \(name) asks for the network: allow it in trawl.yaml with "
                + "handlers.\(name).network: true, or disable it")
    }

    /// Lets `setup` run programs, each in a process of its own.
    ///
    /// - Parameters:
    ///   - roots: What is walked: files below it may be given by their paths.
    ///   - log: Takes what the programs write to their logs.
    func addPrograms(to setup: inout RunSetup, roots: [String], log: @escaping ProgramLog) throws {
        let programs = try programs()
        guard !programs.isEmpty else { return }
        var settings = ProgramSettings(launcher: Self.programLauncher)
        settings.isLocked = configuration.isolation == .sandbox
        settings.roots = roots.compactMap(Self.realPath)
        settings.memory = setup.memory
        settings.stop = setup.stop
        settings.log = log
        setup.runner = CombinedRunner(programs: ProgramRunner(programs, settings), compiledIn: setup.runner)
    }

    /// Starts programs by this program's own hidden subcommand.
    static var programLauncher: ProgramLauncher {
        ProgramLauncher(arguments: [LaunchProgramCommand._commandName])
    }

    private static func realPath(_ path: String) -> String? {
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return FileManager.default.fileExists(atPath: place) ? place : nil
    }
}
