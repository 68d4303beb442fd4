import ArgumentParser
import Glibc
import HandlerHosting

/// What a process runs before it becomes a handler's program. Nobody types it.
struct LaunchProgramCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "launch-program", abstract: "Become the program of a handler.", shouldDisplay: false)

    @Argument var launch: String

    func run() throws {
        let launch = try ProgramLaunch(json: launch)
        try launch.enter()
        Output.error("\(ProgramLaunch.failurePrefix)\(launch.execute())\n")
        throw ExitCode(ProgramLaunch.failureStatus)
    }
}
