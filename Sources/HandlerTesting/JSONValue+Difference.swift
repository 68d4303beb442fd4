extension JSONValue {
    /// Where `actual` differs from this value, a line each: the JSON path, what was expected and what was found.
    ///
    /// Numbers agree within `tolerance` relative to the larger one; `null` agrees with an absent member.
    public func differences(from actual: JSONValue, tolerance: Double = 1e-9, path: String = "$") -> [String] {
        switch (self, actual) {
        case (.number(let expected), .number(let found)):
            let allowed = tolerance * max(abs(expected), abs(found))
            if abs(expected - found) <= allowed { return [] }
        case (.array(let expected), .array(let found)):
            return Self.differences(expected, found, tolerance, path)
        case (.object(let expected), .object(let found)):
            return Self.differences(expected, found, tolerance, path)
        default:
            if self == actual { return [] }
        }
        return ["\(path): expected \(brief), found \(actual.brief)"]
    }

    private static func differences(
        _ expected: [JSONValue], _ found: [JSONValue], _ tolerance: Double, _ path: String
    ) -> [String] {
        var lines = zip(expected, found).enumerated().flatMap { index, pair in
            pair.0.differences(from: pair.1, tolerance: tolerance, path: "\(path)[\(index)]")
        }
        if expected.count != found.count {
            lines.append("\(path): expected \(expected.count) elements, found \(found.count)")
        }
        return lines
    }

    private static func differences(
        _ expected: [String: JSONValue], _ found: [String: JSONValue], _ tolerance: Double, _ path: String
    ) -> [String] {
        Set(expected.keys).union(found.keys).sorted().flatMap { name in
            (expected[name] ?? .null)
                .differences(from: found[name] ?? .null, tolerance: tolerance, path: "\(path).\(name)")
        }
    }

    /// The value in few words.
    private var brief: String {
        switch self {
        case .null: "nothing"
        case .boolean(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): "\"\(value)\""
        case .array(let values): "a list of \(values.count)"
        case .object(let members): "an object {\(members.keys.sorted().joined(separator: ", "))}"
        }
    }
}
