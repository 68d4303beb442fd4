import FoundationEssentials
import Glibc

/// What a handler's `command` starts.
struct ManifestCommand {
    let executable: String
    let arguments: [String]
}

extension ManifestReader {
    /// The command of a manifest: its first word is a file of the folder, else one that `PATH` leads to.
    static func command(_ top: YAMLSection, _ folder: String) throws(ConfigurationError) -> ManifestCommand {
        let words = try top.texts("command") ?? []
        guard let first = words.first, !first.isEmpty else {
            throw ConfigurationError(
                description: "\(top.place(of: "command")): 'command' is missing: a list such as [python3, handler.py]")
        }
        let own = folder + "/" + first
        if !first.hasPrefix("/"), FileManager.default.fileExists(atPath: own) {
            guard isExecutable(own) else {
                throw top.error("command", "\(own) is not executable; chmod +x makes it so")
            }
            return ManifestCommand(executable: own, arguments: words)
        }
        if first.contains("/") {
            guard isExecutable(first) else {
                throw top.error("command", "there is no program \(first), neither in \(folder) nor elsewhere")
            }
            return ManifestCommand(executable: first, arguments: words)
        }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
        let candidates = path.split(separator: ":").map { $0 + "/" + first }
        guard let found = candidates.first(where: isExecutable) else {
            let remedy = FileManager.default.fileExists(atPath: folder + "/Makefile") ? "; run make in the folder" : ""
            throw top.error("command", "there is no program '\(first)' in \(folder) or on the PATH\(remedy)")
        }
        return ManifestCommand(executable: found, arguments: words)
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
    }
}
