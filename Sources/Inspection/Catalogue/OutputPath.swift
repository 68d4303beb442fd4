/// How places in an aggregate are written.
enum OutputPath {
    /// The steps of `columns[].flags.*`: `columns`, `[]`, `flags`, `*`.
    static func steps(of path: String) -> [String] {
        path.split(separator: ".").flatMap { part -> [String] in
            var name = part
            var lists = 0
            while name.hasSuffix("[]") {
                name.removeLast(2)
                lists += 1
            }
            return (name.isEmpty ? [] : [String(name)]) + [String](repeating: "[]", count: lists)
        }
    }

    /// A path with one step more. A key that is no name is quoted, as SQLite and JSONPath want it.
    static func joined(_ path: String, _ step: String) -> String {
        if step == "[]" { return path + step }
        if step == "*" { return path + ".*" }
        return path + "." + (isName(step) ? step : "\"" + step + "\"")
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, first == "_" || first.properties.isAlphabetic else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0) }
    }
}
