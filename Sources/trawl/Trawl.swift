import ArgumentParser
import Glibc
import Orchestration
import RecordStores

/// The command line.
@main
struct Trawl: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "trawl",
        abstract: "Point it at a directory; it finds out what is in there, and loses nothing.",
        discussion: """
            Trawl walks the directory, names each file's type, hands it to the handlers of that type, and keeps what \
            they find: aggregates, anomalies and failures.

            EXAMPLE
              trawl run ~/cruise-data        # look at everything in there
              trawl results --path '*.csv'   # what was found
              trawl failures --group         # what went wrong, grouped
              trawl explain odd-file.txt     # why this type, this handler

            EXIT CODES
              0   done                    65  bad configuration
              3   done, with failures     70  internal error
              64  usage                   74  trouble with the record store
              75  a query took too long   130 interrupted
            """,
        version: version,
        subcommands: [
            RunCommand.self, WatchCommand.self, PlanCommand.self, RetryCommand.self, PruneCommand.self,
            ResultsCommand.self,
            ShowCommand.self, QueryCommand.self, CatalogueCommand.self, ExportCommand.self, FailuresCommand.self,
            SkippedCommand.self, AnomaliesCommand.self, ScoreCommand.self, RollUpCommand.self, DiffCommand.self,
            RunsCommand.self,
            ReportCommand.self, ServeCommand.self,
            ExplainCommand.self, HandlersCommand.self, ConfigCommand.self, NotifyCommand.self, GenerateCommand.self,
            DoctorCommand.self, WorkerCommand.self, LaunchProgramCommand.self, SandboxProbeCommand.self,
        ])

    static func main() {
        do {
            if let worker = WorkerCommand.started(by: CommandLine.arguments.dropFirst()) {
                try worker()
            } else {
                var command = try command()
                try command.run()
            }
            try Output.finish()
        } catch {
            Output.flush()
            Failures.exit(with: error)
        }
    }

    /// The command that was asked for.
    ///
    /// The parser looks at all commands before it looks at the one that is named, which takes several times as long. So the
    /// one that is run most is tried alone first; where that does not work out, all are looked at for what to say of it.
    private static func command() throws -> any ParsableCommand {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == RunCommand._commandName, let run = try? RunCommand.parse(Array(arguments.dropFirst())) {
            return run
        }
        return try parseAsRoot(arguments)
    }
}

/// How errors end the program.
enum Failures {
    /// Prints `error` and exits with the documented code.
    static func exit(with error: any Error) -> Never {
        switch error {
        case let error as StoreError: leave(error.description, 74)
        case let error as OutputError: leave(error.description, 74)
        case let error as ConfigurationError: leave(error.description, 65)
        case let error as UsageError: leave(error.description, 64)
        case let error as QueryError: leave(error.description, error.kind == .timeLimit ? 75 : 64)
        case is ExitCode, is CleanExit, is ValidationError: Trawl.exit(withError: error)
        default:
            if Trawl.exitCode(for: error) == .failure { leave("\(error)", 70) }
            Trawl.exit(withError: error)
        }
    }

    private static func leave(_ message: String, _ code: Int32) -> Never {
        Output.error("trawl: " + message + "\n")
        Glibc.exit(code)
    }
}

/// What was asked for cannot be done as asked.
struct UsageError: Error, CustomStringConvertible {
    let description: String
}
