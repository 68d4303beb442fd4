import ArgumentParser

struct HandlersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handlers", abstract: "List the handlers, begin a new one, or test one.",
        discussion: """
            EXAMPLE
              trawl handlers --format json
              trawl handlers new water-levels --language python
              trawl handlers test water-levels/
            """,
        subcommands: [HandlersListCommand.self, HandlersNewCommand.self, HandlersTestCommand.self],
        defaultSubcommand: HandlersListCommand.self)
}
