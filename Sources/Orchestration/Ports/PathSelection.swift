/// Which paths a scan takes, of every root.
public enum PathSelection: Sendable, Hashable {
    /// Those that begin with a text; all, where it is empty.
    case beginning(with: String)
    /// One.
    case only(StorePath)

    /// Every path.
    public static let all = PathSelection.beginning(with: "")

    /// Whether the path is one of them.
    public func contains(_ path: StorePath) -> Bool {
        switch self {
        case .beginning(let prefix): path.begins(with: prefix)
        case .only(let one): path == one
        }
    }

    /// What is not below any path that begins with `prefix`, and below all that come after them, by bytes of UTF-8; `nil`
    /// where nothing comes after them.
    public static func end(ofPathsBeginningWith prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            // The surrogates are no scalars.
            guard let next = Unicode.Scalar(last.value == 0xD7FF ? 0xE000 : last.value + 1) else { continue }
            return String(String.UnicodeScalarView(scalars + [next]))
        }
        return nil
    }
}
