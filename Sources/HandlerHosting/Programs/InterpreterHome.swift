import Glibc

/// Where the interpreter of a script has its libraries, if that is outside of the system's own folders.
///
/// An installation is taken to be the folder above the `bin` in which the program lies, and the one to which each link on the
/// way to it leads. A person's home is never taken for one.
enum InterpreterHome {
    private static let foldersOfPrograms = ["bin", "sbin", "shims", "libexec"]

    /// What the program at `executable` must be able to read.
    static func folders(of executable: String) -> [String] {
        var found: [String] = []
        var path = executable
        // The kernel follows no more than forty links.
        for _ in 0..<40 {
            found.append(home(of: path))
            guard let next = target(of: path) else { break }
            path = next
        }
        return found
    }

    private static func home(of path: String) -> String {
        let folder = parent(of: path)
        guard foldersOfPrograms.contains(name(of: folder)) else { return path }
        let home = parent(of: folder)
        let person = getenv("HOME").map { String(cString: $0) } ?? "/root"
        let isTooMuch = home == "/" || person == home || person.hasPrefix(home + "/")
        return isTooMuch ? folder : home
    }

    private static func target(of path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0, count < bytes.count else { return nil }
        let target = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return target.hasPrefix("/") ? target : parent(of: path) + "/" + target
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? "" }
}
