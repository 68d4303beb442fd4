import CLinux
import Glibc
import Orchestration

/// The Landlock rules of a profile on a kernel.
struct LandlockRuleset {
    /// A path and what may be done below it.
    struct Opening: Equatable {
        let path: String
        let rights: UInt64
        /// Whether somebody asked for it, and so wants to know where it cannot be had.
        let isAskedFor: Bool
    }

    static let parts: [SandboxPart] = [.landlockFiles, .landlockNetwork, .landlockScopes]

    /// The parts that the profile wants and the kernel has.
    let possible: [SandboxPart]
    let rules: linux_landlock_rules
    let openings: [Opening]
    private let support: LandlockSupport

    init(_ profile: SandboxProfile, on support: LandlockSupport) {
        self.support = support
        let possible = Self.parts.filter { profile.parts.contains($0) && support.reasonAgainst($0) == nil }
        let files = possible.contains(.landlockFiles) ? LandlockRights.files(abi: support.abi) : 0
        rules = linux_landlock_rules(
            files: files, network: possible.contains(.landlockNetwork) ? LandlockRights.network : 0,
            scopes: possible.contains(.landlockScopes) ? LandlockRights.scopes : 0)
        openings = files == 0 ? [] : Self.openings(of: profile, abi: support.abi)
        self.possible = possible
    }

    private static func openings(of profile: SandboxProfile, abi: Int) -> [Opening] {
        let reading = LandlockRights.reading
        var openings = profile.readable.map { Opening(path: $0, rights: reading, isAskedFor: true) }
        openings += profile.writable.map {
            Opening(path: $0, rights: LandlockRights.writing(abi: abi), isAskedFor: true)
        }
        guard profile.readsSystem else { return openings }
        var system = SystemPaths.readable + versionedPaths()
        if profile.network { system += SystemPaths.forNetwork }
        openings += system.map { Opening(path: $0, rights: reading, isAskedFor: false) }
        let sink = LandlockRights.readFile | LandlockRights.writeFile | LandlockRights.truncate
        openings += SystemPaths.sinks.map {
            Opening(path: $0, rights: sink & LandlockRights.files(abi: abi), isAskedFor: false)
        }
        return openings
    }

    private static func versionedPaths() -> [String] {
        let (folder, prefixes) = SystemPaths.versioned
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var paths: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if prefixes.contains(where: name.hasPrefix) { paths.append(folder + "/" + name) }
        }
        return paths.sorted()
    }

    /// Holds the calling thread, and what it starts from now on, to the rules. Cannot be undone.
    func enforce(noting report: inout SandboxReport, wanted: Set<SandboxPart>) {
        for part in Self.parts where wanted.contains(part) {
            if let reason = support.reasonAgainst(part) { report.add(part, missingBecause: reason) }
        }
        guard !possible.isEmpty else { return }
        let outcome = restrict(&report.closedPaths)
        for part in possible { report.add(part, outcome) }
    }

    private func restrict(_ closed: inout [String]) -> Result<Void, SandboxPartError> {
        let ruleset = linux_landlock_create(rules)
        guard ruleset >= 0 else { return Self.failure("its rules cannot be made", -ruleset) }
        defer { close(ruleset) }
        for opening in openings {
            let error = allow(opening, in: ruleset)
            if error != 0, opening.isAskedFor { closed.append(opening.path) }
        }
        let flags = support.abi >= 8 ? linux_landlock_all_threads : 0
        let answer = linux_landlock_restrict(ruleset, flags)
        return answer >= 0 ? .success(()) : Self.failure("the kernel does not take its rules", -answer)
    }

    private func allow(_ opening: Opening, in ruleset: Int32) -> Int32 {
        let descriptor = open(opening.path, linux_open_path_only | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return errno }
        let isDirectory = status.st_mode & S_IFMT == S_IFDIR
        let rights = isDirectory ? opening.rights : opening.rights & LandlockRights.ofFiles
        return -linux_landlock_allow(ruleset, descriptor, rights & rules.files)
    }

    private static func failure(_ what: String, _ error: Int32) -> Result<Void, SandboxPartError> {
        .failure(SandboxPartError(reason: "\(what): \(SystemError(error))"))
    }
}
