import HandlerAPI
import Orchestration

/// Exchanges the first messages with a program that was just started.
struct ProgramGreeter {
    /// The most bytes of the first answer.
    private static let longestGreeting = 64 << 10

    private let process: ProgramProcess
    private let program: HandlerProgram
    private let handler: RegisteredHandler
    private let settings: ProgramSettings

    init(
        _ process: ProgramProcess, _ program: HandlerProgram, _ handler: RegisteredHandler, _ settings: ProgramSettings
    ) {
        self.process = process
        self.program = program
        self.handler = handler
        self.settings = settings
    }

    /// Says hello and checks the answer.
    ///
    /// - Throws: ``Failure`` of code `not-started`, or `interrupted`.
    func greet() throws(Failure) {
        process.post(HostMessage.hello(handler))
        let line = try firstLine()
        let message: ProgramMessage
        do throws(MessageError) { message = try ProgramMessage(line) } catch {
            throw failure("its first message made no sense: \(error.description)")
        }
        switch message {
        case .hello(let greeting):
            if let difference = greeting.difference(from: program.descriptor) { throw failure(difference) }
        case .refusal(let error): throw failure("it cannot use its options: \(error.message)")
        case .report: throw failure("its first message is no hello")
        }
    }

    private func firstLine() throws(Failure) -> ArraySlice<UInt8> {
        let clock = ContinuousClock()
        let end = clock.now + settings.timeToGreet
        while true {
            if let line = process.nextLine() { return line }
            if settings.stop.isSet { throw Failure(.handle, Excess.interruption.code, Excess.interruption.message) }
            if process.unfinished > Self.longestGreeting { throw failure("its first message has no end") }
            if process.hasEnded {
                let how = process.end().description
                let said = process.lastWords.isEmpty ? "" : ": \(process.lastWords)"
                throw failure("before its first message its process \(how)\(said)")
            }
            if clock.now >= end { throw failure("it did not answer within \(settings.timeToGreet.inSeconds) s") }
            process.pump(atMost: ProgramExchange.period)
        }
    }

    private func failure(_ what: String) -> Failure {
        Failure(.handle, .notStarted, "the program did not get ready: \(what)")
    }
}
