import ArgumentParser
import FoundationEssentials
import Glibc
import HandlerHosting
import Orchestration

/// What ``DoctorCommand`` starts: enters a sandbox and tries what must not be possible, or executes a command there.
struct SandboxProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox-probe", abstract: "Try from within a sandbox what must not be possible.",
        shouldDisplay: false)

    /// After so many seconds a probe that hangs is ended by the kernel.
    private static let patience: UInt32 = 60

    @Option(name: .long, help: "The sandbox: worker, program, or none.")
    var profile = ProbedProfile.worker

    @Option(name: .long, help: "A part to be left out. May be given several times.")
    var without: [SandboxPart] = []

    @Option(name: .long, help: "What a program may read and execute. May be given several times.")
    var readable: [String] = []

    @Option(name: .long, help: "Where a program may write. May be given several times.")
    var writable: [String] = []

    @Flag(name: .long, help: "Let a program make connections.")
    var network = false

    @Option(name: .long, help: "The bytes of memory, the seconds of processor time and the size of files it may have.")
    var limits = ProbedLimits()

    @Option(name: .long, help: "The ABI of Landlock that the kernel is taken to have; less than zero an error number.")
    var landlock: Int32?

    @Option(name: .long, help: "A process to try things on.")
    var sibling: Int32 = 1

    @Option(name: .long, help: "A port of 127.0.0.1 to connect to.")
    var port: UInt16 = 9

    @Option(name: .long, help: "The name of an abstract UNIX socket to connect to.")
    var socket = ""

    @Flag(name: .long, help: "Do nothing until standard input ends.")
    var idle = false

    @Argument(help: "A program with its arguments, executed in place of the probe.")
    var command: [String] = []

    func run() throws {
        if idle {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            return
        }
        alarm(Self.patience)
        let profile = chosen?.without(Set(without))
        let support = landlock.map(LandlockSupport.init) ?? .ofThisKernel
        let report = try profile.map { try Sandbox.enter($0, landlock: support) } ?? SandboxReport()
        if let program = command.first { throw execute(program) }
        let probe = SandboxProbe(sibling: sibling, port: port, abstractSocket: socket)
        let findings = SandboxTrial.Findings(
            profile: self.profile.rawValue, report: report, attempts: probe.attempts(under: profile))
        Output.print(String(decoding: try JSONEncoder().encode(findings), as: UTF8.self) + "\n")
    }

    private var chosen: SandboxProfile? {
        switch profile {
        case .worker: .worker(limits: limits.limits)
        case .program: .program(readable: readable, writable: writable, network: network, limits: limits.limits)
        case .none: nil
        }
    }

    /// Does not return unless the program cannot be executed.
    private func execute(_ program: String) -> any Error {
        let arguments = command.map { strdup($0) } + [nil]
        execv(program, arguments)
        return UsageError(description: "\(program): \(SystemError.current)")
    }
}

/// The sandboxes that can be tried.
enum ProbedProfile: String, ExpressibleByArgument, CaseIterable {
    case worker
    case program
    /// None at all, which shows that what is tried is possible without one.
    case none
}

/// Three numbers with colons between, of which any may be left out: bytes, seconds, bytes.
struct ProbedLimits: ExpressibleByArgument {
    var limits = SandboxLimits()

    init() {}

    init?(argument: String) {
        let numbers = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard numbers.count == 3 else { return nil }
        limits.addressSpace = numbers[0]
        limits.processorSeconds = numbers[1]
        limits.fileSize = numbers[2]
    }
}

extension SandboxPart: ExpressibleByArgument {}
