import Foundation
import HandlerTesting
import Testing

@Suite struct SandboxTests {
    private static let landlock = [
        "--without", "landlock-files", "--without", "landlock-network", "--without", "landlock-scopes",
    ]
    /// What the kernel knows of Landlock, as the program sees it.
    static let landlockABI: Double = {
        let diagnosis = try? Workbench().trawl("doctor", "--format", "json").json()
        return diagnosis?.number("landlock_abi") ?? 0
    }()
    private static let needsFiles = "the kernel has no Landlock"
    private static let needsScopes = "the kernel's Landlock has no scopes"

    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func probe(_ arguments: [String]) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(["sandbox-probe"] + arguments, in: bench.folder)
    }

    /// The names of what was refused.
    private func refused(_ arguments: [String]) throws -> Set<String> {
        let findings = try probe(arguments).json()
        let attempts = findings["attempts"]?.elements ?? []
        #expect(attempts.count > 10)
        let errors = [Double(EPERM), Double(EACCES)]
        return Set(attempts.filter { errors.contains($0.number("error") ?? 0) }.map { $0.text("name") })
    }

    @Test(.enabled(if: landlockABI >= 6, "\(needsScopes)")) func whatIsForbiddenIsRefused() throws {
        let ended = try bench.trawl("doctor", "--format", "json")
        #expect(ended.code == 0)
        let diagnosis = try ended.json()
        #expect(diagnosis["holds"] == .boolean(true))
        let sandboxes = diagnosis["sandboxes"]?.elements ?? []
        #expect(sandboxes.map { $0.text("profile") } == ["worker", "program"])
        for sandbox in sandboxes {
            let parts = sandbox["parts"]?.elements ?? []
            #expect(parts.count >= 9)
            for part in parts { #expect(part["in_force"] == .boolean(true), "\(part)") }
            let attempts = sandbox["attempts"]?.elements ?? []
            #expect(attempts.count >= 12)
            for attempt in attempts { #expect(attempt["refused"] == attempt["must_be_refused"], "\(attempt)") }
        }
        for attempt in sandboxes.first?["attempts"]?.elements ?? [] {
            #expect(attempt["refused"] == .boolean(true), "\(attempt)")
        }
    }

    @Test func theDiagnosisIsForPeopleToo() throws {
        let ended = try bench.trawl("doctor")
        #expect(ended.code == (Self.landlockABI >= 1 ? 0 : 3))
        for word in [
            "libmagic", "libarchive", "SQLite", "libseccomp", "sandbox of built-in handlers", "no-new-privileges",
        ] {
            #expect(ended.text.contains(word))
        }
    }

    @Test func outsideASandboxWhatIsTriedIsPossible() throws {
        let refused = try refused(["--profile", "none", "--sibling", "\(ProcessInfo.processInfo.processIdentifier)"])
        #expect(refused.isDisjoint(with: ["read-file", "write-file", "list-root", "fork", "signal", "execute"]))
    }

    @Test func filtersOfSystemCallsHoldAlone() throws {
        let everything: Set = [
            "read-file", "write-file", "list-root", "connect-tcp", "connect-abstract", "fork", "ptrace", "signal",
            "read-memory", "io-uring", "leave-group", "execute",
        ]
        #expect(try refused(["--profile", "worker"] + Self.landlock) == everything)
        #expect(
            try refused(["--profile", "program"] + Self.landlock)
                == everything.subtracting(["read-file", "write-file", "list-root", "fork", "execute"]))
    }

    @Test(.enabled(if: landlockABI >= 6, "\(needsScopes)")) func landlockHoldsAlone() throws {
        let own = "\(ProcessInfo.processInfo.processIdentifier)"
        let arguments = ["--without", "seccomp", "--without", "capabilities", "--sibling", own]
        let files: Set = ["read-file", "write-file", "list-root", "connect-tcp", "ptrace", "signal", "read-memory"]
        #expect(try refused(["--profile", "worker"] + arguments).isSuperset(of: files.union(["execute"])))
        #expect(try refused(["--profile", "program"] + arguments).isSuperset(of: files))
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6]) func rulesOfAnOlderABIAreTaken(abi: Int) throws {
        guard Double(abi) <= Self.landlockABI else { return }
        let arguments = ["--profile", "program", "--without", "seccomp", "--landlock", "\(abi)"]
        let findings = try probe(arguments).json()
        let inForce = findings["report"]?["in_force"]?.elements.compactMap(\.text) ?? []
        #expect(inForce.contains("landlock-files"))
        #expect(inForce.contains("landlock-network") == (abi >= 4))
        #expect(inForce.contains("landlock-scopes") == (abi >= 6))
        #expect(try refused(arguments).isSuperset(of: ["read-file", "write-file", "list-root"]))
    }

    @Test func withoutLandlockTheRestIsInForceAndTheLackIsSaid() throws {
        let findings = try probe(["--profile", "worker", "--landlock=\(-ENOSYS)"]).json()
        let missing = findings["report"]?["missing"]?.elements ?? []
        #expect(missing.map { $0.text("part") } == ["landlock-files", "landlock-network", "landlock-scopes"])
        #expect(missing.allSatisfy { $0.text("reason").contains("Linux 5.13") })
        let inForce = findings["report"]?["in_force"]?.elements.compactMap(\.text) ?? []
        #expect(inForce.contains("seccomp") && inForce.contains("no-new-privileges"))
    }
}
