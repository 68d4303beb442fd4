import ArgumentParser

struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Write a made-up store to try things on.",
        discussion: """
            EXAMPLE
              trawl generate receivers demo        # then: trawl run demo && trawl anomalies
            """,
        subcommands: [GenerateReceiversCommand.self])
}
