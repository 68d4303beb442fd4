import Glibc
import HandlerAPI
import Orchestration

/// Runs the files of one handler in its program, and in another process where the first is lost: every file ends with an
/// answer or a failure.
///
/// The file at which a process was lost is tried once more, alone, in a fresh process under tighter limits. If that is lost
/// too, the file is quarantined. The others run again as if nothing had been. Used by one thread.
final class ProgramTeam {
    private let program: HandlerProgram
    private let handler: RegisteredHandler
    private let service: ProgramService
    private let limits: WorkLimits
    private var process: ProgramProcess?
    private var spool: Spool?

    init(_ program: HandlerProgram, _ handler: RegisteredHandler, _ service: ProgramService) {
        self.program = program
        self.handler = handler
        self.service = service
        limits = WorkLimits(handler.descriptor.limits, memory: service.settings.memory)
    }

    deinit { dismiss() }

    /// Runs the handler on all files.
    ///
    /// - Parameter finish: Takes the results in the order of the requests.
    func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
        var results = OrderedResults(count: requests.count)
        while case let pending = results.pending, let first = pending.first {
            let end = attempt(pending, of: requests, limits) { job, result in
                results.settle(job, result).forEach(finish)
            }
            switch end {
            case .success(.finished): continue
            case .success(.lost(let loss)) where loss.excess == .interruption:
                for job in results.pending {
                    results.settle(job, HandlerResult(.fault(loss.failure(.handle)))).forEach(finish)
                }
            case .success(.late(let message)): say(.warning, "\(message); the first answer stands")
            case .success(.lost(let loss)):
                let suspect = loss.job ?? first
                let result = settle(suspect, of: requests, after: loss)
                results.settle(suspect, result).forEach(finish)
            case .failure(let failure):
                results.settle(first, HandlerResult(.fault(failure))).forEach(finish)
            }
        }
    }

    /// Tries a file again, alone, after it was at work when a process was lost.
    private func settle(_ job: Int, of requests: [HandlerRequest], after first: WorkerLoss) -> HandlerResult {
        var policy = RetryPolicy(.handle, limits)
        var loss = first
        while true {
            let limits: WorkLimits
            switch policy.next(after: loss) {
            case .tryAgain(let allowed): limits = allowed
            case .giveUp(let failure): return HandlerResult(.fault(failure))
            }
            process = nil
            var answer: HandlerResult?
            switch attempt([job], of: requests, limits, settled: { answer = $1 }) {
            case .success(.finished), .success(.late):
                if let answer { return answer }
                return HandlerResult(.fault(Failure(.handle, .internalError, "a program was left without an answer")))
            case .success(.lost(let another)): loss = another
            case .failure(let failure): return HandlerResult(.fault(failure))
            }
        }
    }

    private func attempt(
        _ jobs: [Int], of requests: [HandlerRequest], _ limits: WorkLimits, settled: (Int, HandlerResult) -> Void
    ) -> Result<ProgramExchangeEnd, Failure> {
        if service.settings.stop.isSet { return .success(.lost(.interrupted)) }
        do throws(Failure) {
            let end =
                program.delivery == .input
                ? try attemptOnce(jobs[0], requests[jobs[0]], limits, settled: settled)
                : try attemptAll(jobs, of: requests, limits, settled: settled)
            if case .finished = end { return .success(end) }
            process = nil
            guard case .lost(let loss) = end else { return .success(end) }
            return .success(.lost(loss.explained(by: service.outOfMemory)))
        } catch {
            return .failure(error)
        }
    }

    private func attemptAll(
        _ jobs: [Int], of requests: [HandlerRequest], _ limits: WorkLimits, settled: (Int, HandlerResult) -> Void
    ) throws(Failure) -> ProgramExchangeEnd {
        let ready = try readyProcess()
        var exchange = ProgramExchange(ready, handler, limits: limits, stop: service.settings.stop)
        return exchange.run(jobs, window: program.filesInFlight) { (job, id) throws(Failure) in
            try parcel(requests[job], id)
        } settled: { job, result in
            settled(job, result)
        }
    }

    private func parcel(_ request: HandlerRequest, _ id: Int64) throws(Failure) -> ProgramExchange.Parcel {
        guard program.delivery == .path, let spool else {
            let file = try FileHandover.reopened(request.file)
            return ProgramExchange.Parcel(message: HostMessage.file(id: id, request), file: file, delivery: nil)
        }
        if let path = FileHandover.path(of: request.file, below: service.settings.roots) {
            let message = HostMessage.file(id: id, request, at: path)
            return ProgramExchange.Parcel(message: message, file: nil, delivery: nil)
        }
        let copy = try spool.copy(request.file, id: id, name: request.path.description)
        let message = HostMessage.file(id: id, request, at: copy.path)
        return ProgramExchange.Parcel(message: message, file: nil, delivery: copy)
    }

    private func attemptOnce(
        _ job: Int, _ request: HandlerRequest, _ limits: WorkLimits, settled: (Int, HandlerResult) -> Void
    ) throws(Failure) -> ProgramExchangeEnd {
        if let refusal = service.refusal(of: handler.name) { throw refusal }
        let file = try FileHandover.reopened(request.file)
        let note = try FileHandover.note(HostMessage.file(id: 1, request, withOptions: true))
        let started = try start(input: file, note: note)
        var exchange = ProgramExchange(started, handler, limits: limits, stop: service.settings.stop)
        let end = exchange.runOnce(job, delivery: nil, settled: settled)
        if case .lost(let loss) = end, let words = loss.wordsOfLauncher { throw refused(words) }
        return end
    }

    // MARK: Beginning and end

    private func readyProcess() throws(Failure) -> ProgramProcess {
        if let process {
            process.pump(atMost: .zero)
            if !process.hasEnded { return process }
            say(.warning, "its process \(process.end().description) between two files")
            self.process = nil
        }
        if let refusal = service.refusal(of: handler.name) { throw refusal }
        do throws(Failure) {
            if program.delivery == .path, spool == nil { spool = try makeSpool() }
            let started = try start()
            try ProgramGreeter(started, program, handler, service.settings).greet()
            process = started
            return started
        } catch {
            if error.code == .notStarted { service.refuse(handler.name, because: error) }
            throw error
        }
    }

    private func makeSpool() throws(Failure) -> Spool {
        do throws(SystemError) { return try Spool() } catch {
            throw Failure(.handle, .notStarted, "no directory for copies of files can be made: \(error)")
        }
    }

    /// Starts the program: with a socket as its standard input, or else with `input` and the one message in `note`.
    private func start(input: FileDescriptor? = nil, note: FileDescriptor? = nil) throws(Failure) -> ProgramProcess {
        do throws(SystemError) {
            let pair = input == nil ? try SocketPair() : nil
            let (host, far) = (pair.map { FileDescriptor($0.host) }, pair.map { FileDescriptor($0.worker) } ?? input)
            let (output, errors) = (try Pipe(), try Pipe())
            try host?.makeNonblocking()
            let descriptors = [far, output.far, errors.far, note].compactMap(\.self)
            let child = try service.settings.launcher.start(program, sandbox, descriptors: descriptors.map(\.number))
            let (log, name) = (service.settings.log, handler.name)
            return ProgramProcess(child, socket: host, output: output.near, errors: errors.near) { log(name, $0, $1) }
        } catch {
            throw refused("\(error)")
        }
    }

    private func refused(_ reason: String) -> Failure {
        let failure = Failure(.handle, .notStarted, "the program cannot be started: \(reason)")
        service.refuse(handler.name, because: failure)
        return failure
    }

    private var sandbox: ProgramSandbox {
        let files = spool.map { [$0.path] + service.settings.roots } ?? []
        return ProgramSandbox(
            folder: program.folder, readable: files + InterpreterHome.folders(of: program.executable),
            network: program.asksForNetwork && handler.settings.allowsNetwork, isLocked: service.settings.isLocked)
    }

    /// Tells the program that nothing more will come, and waits for its end for a while.
    private func dismiss() {
        guard let process, !service.settings.stop.isSet else { return }
        process.closeInput()
        _ = process.usage()
        var wentOn = false
        let clock = ContinuousClock()
        let end = clock.now + service.settings.timeToEnd
        while !process.hasEnded, clock.now < end {
            process.pump(atMost: ProgramExchange.period)
            while process.nextLine() != nil { wentOn = true }
            if process.unfinished > limits.output.bytes { break }
        }
        if wentOn { say(.warning, "it went on after it had answered its last file") }
        let isLate = !process.hasEnded
        let how = process.end()
        if isLate {
            say(.warning, "it did not end within \(service.settings.timeToEnd.inSeconds) s of its last file")
        } else if how != .exited(0) {
            say(.warning, "after its last file its process \(how.description)")
        }
    }

    private func say(_ level: ProgramLogLevel, _ text: String) { service.settings.log(handler.name, level, text) }
}

extension WorkerLoss {
    fileprivate static var interrupted: WorkerLoss {
        WorkerLoss(end: .exited(0), excess: .interruption, job: nil, lastWords: "")
    }

    /// What the launcher said, where the process did not become the program. See ``ProgramLaunch/execute()``.
    fileprivate var wordsOfLauncher: String? {
        guard excess == nil, end == .exited(ProgramLaunch.failureStatus) else { return nil }
        guard lastWords.hasPrefix(ProgramLaunch.failurePrefix) else { return nil }
        return String(lastWords.dropFirst(ProgramLaunch.failurePrefix.count))
    }
}
