import ArgumentParser
import FoundationEssentials

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration.",
        discussion: """
            EXAMPLE
              trawl config check --config trawl.yaml
            """,
        subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say whether the configuration can be used.",
            discussion: """
                Exits with 65 where it cannot, naming file, line and the nearest known key.

                EXAMPLE
                  trawl config check --config trawl.yaml
                """)

        @OptionGroup var store: StoreOptions

        func run() throws {
            let path = store.config ?? Configuration.defaultPath
            let isThere = FileManager.default.fileExists(atPath: path)
            let configuration = try store.configuration()
            let wiring = Wiring(configuration: configuration)
            let registry = try wiring.registry()
            _ = try wiring.router(registry)
            let enabled = registry.handlers.filter(\.isEnabled).map(\.name).joined(separator: ", ")
            Output.print(
                isThere ? "\(path) can be used.\n" : "There is no \(path): every setting has its default.\n")
            Output.print("store: \(configuration.store)\nhandlers: \(enabled)\nroutes: \(configuration.routes.count)\n")
        }
    }
}
