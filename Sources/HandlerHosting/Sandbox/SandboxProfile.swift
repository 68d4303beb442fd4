/// What a process is to be held to.
public struct SandboxProfile: Sendable, Equatable, Codable {
    /// How system calls are filtered.
    public enum Calls: String, Sendable, Codable {
        /// Only what a worker needs: ``SystemCallPolicy/worker(process:)``.
        case onlyNeeded = "only-needed"
        /// Everything but what leads out: ``SystemCallPolicy/program(process:network:)``.
        case allButDangerous = "all-but-dangerous"
    }

    /// What it is for.
    public let name: String
    /// The parts wanted.
    public var parts: Set<SandboxPart>
    /// Files, and folders with everything below them, that can be read and executed.
    public var readable: [String]
    /// Folders in which anything can be made, written and removed, but not executed.
    public var writable: [String]
    /// Whether the system's programs and libraries can be read and executed: ``SystemPaths``.
    public var readsSystem: Bool
    /// Whether it may make connections.
    public var network: Bool
    /// How system calls are filtered.
    public var calls: Calls
    /// What it may take of the machine.
    public var limits: SandboxLimits

    /// For the process of a built-in handler, which has all it needs open already: no files, no network, no processes.
    ///
    /// Libraries must be loaded, databases mapped, and threads started before it is entered: none of that works
    /// afterwards.
    public static func worker(limits: SandboxLimits = SandboxLimits()) -> SandboxProfile {
        SandboxProfile(
            name: "worker", parts: Set(SandboxPart.allCases), readable: [], writable: [], readsSystem: false,
            network: false, calls: .onlyNeeded, limits: limits)
    }

    /// For a handler in any language, entered by the process that then executes it.
    ///
    /// - Parameters:
    ///   - readable: What it reads and executes beyond the system's own: its script, the home of its interpreter.
    ///   - writable: Where it writes; nowhere else.
    ///   - network: Whether it may make TCP and UDP connections.
    public static func program(
        readable: [String], writable: [String] = [], network: Bool = false, limits: SandboxLimits = SandboxLimits()
    ) -> SandboxProfile {
        // Executing a program makes a process dumpable again (prctl(2)).
        var parts = Set(SandboxPart.allCases).subtracting([.notDumpable])
        if network { parts.remove(.landlockNetwork) }
        return SandboxProfile(
            name: "program", parts: parts, readable: readable, writable: writable, readsSystem: true, network: network,
            calls: .allButDangerous, limits: limits)
    }

    /// The same with fewer parts, to see what the others hold alone.
    public func without(_ parts: Set<SandboxPart>) -> SandboxProfile {
        var profile = self
        profile.parts.subtract(parts)
        return profile
    }
}
