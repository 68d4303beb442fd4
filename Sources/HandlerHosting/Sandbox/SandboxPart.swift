/// One of the means by which a process is confined. Each holds on its own, so that a hole in one is not a hole in all.
public enum SandboxPart: String, Sendable, Codable, CaseIterable {
    /// A process group of its own, so that the process and what it started can be ended together.
    case processGroup = "process-group"
    /// Bounds on memory, processor time, file sizes, open files; no core file.
    case resourceLimits = "resource-limits"
    /// No capabilities (capabilities(7)): root is then an ordinary user that owns root's files.
    case capabilities
    /// Nothing that is executed gains rights: `PR_SET_NO_NEW_PRIVS`.
    case noNewPrivileges = "no-new-privileges"
    /// No process of the same user reads this one's memory: `PR_SET_DUMPABLE`.
    case notDumpable = "not-dumpable"
    /// The kernel ends the process with the one that started it: `PR_SET_PDEATHSIG`.
    case deathSignal = "death-signal"
    /// Landlock: only the files that are given.
    case landlockFiles = "landlock-files"
    /// Landlock: no TCP.
    case landlockNetwork = "landlock-network"
    /// Landlock: no abstract UNIX sockets and no signals beyond the processes confined together.
    case landlockScopes = "landlock-scopes"
    /// seccomp: only the system calls that are needed, or all but the dangerous ones.
    case seccomp

    /// What it does, in a few words.
    public var summary: String {
        switch self {
        case .processGroup: "ends together with all it started"
        case .resourceLimits: "memory, processor time, files and core files are bounded"
        case .capabilities: "root has no more rights than others"
        case .noNewPrivileges: "nothing it executes gains rights"
        case .notDumpable: "its memory is closed to others"
        case .deathSignal: "ends when trawl ends"
        case .landlockFiles: "only the files it is given can be opened"
        case .landlockNetwork: "no TCP"
        case .landlockScopes: "no abstract sockets, no signals to others"
        case .seccomp: "system calls are filtered"
        }
    }

    /// What a system must have for it.
    public var needs: String {
        switch self {
        case .landlockFiles: "Linux 5.13 with Landlock switched on"
        case .landlockNetwork: "Linux 6.7 with Landlock switched on"
        case .landlockScopes: "Linux 6.12 with Landlock switched on"
        case .seccomp: "Linux 3.17 with CONFIG_SECCOMP_FILTER"
        default: "any Linux"
        }
    }
}
