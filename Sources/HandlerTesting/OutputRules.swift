import HandlerAPI

/// Rules for what a handler says it keeps, held against what it keeps.
public struct OutputRules {
    private let outputs: [HandlerOutput]
    private var seen: Set<String> = []
    private var faults: Set<String> = []

    /// Prepares the rules for what is documented.
    public init(_ outputs: [HandlerOutput]) { self.outputs = outputs }

    /// Holds an aggregate against what is documented.
    public mutating func check(_ aggregate: JSONValue) {
        guard !outputs.isEmpty else { return }
        check(aggregate, at: "")
    }

    /// What was kept and is not documented, or is of another kind than documented; a line each.
    public var contradictions: [String] { faults.sorted() }

    /// What is documented and was not in any of the aggregates; a line each.
    public var unseen: [String] {
        outputs.filter { !seen.contains($0.path) }.map { "'\($0.path)' is documented and never kept" }
    }

    private mutating func check(_ value: JSONValue, at path: String) {
        if let output = outputs.first(where: { $0.path == path }) {
            seen.insert(path)
            if !Self.fits(value, output.kind) {
                faults.insert("'\(path)' is documented as \(output.kind.rawValue), and \(Self.word(value)) was kept")
            }
            return
        }
        switch value {
        case .array(let elements): for element in elements { check(element, at: path + "[]") }
        case .object(let members):
            for (key, member) in members {
                let prefix = path.isEmpty ? "" : path + "."
                let isNamed = outputs.contains { Self.begins($0.path, with: prefix + key) }
                check(member, at: prefix + (isNamed ? key : "*"), key)
            }
        case .null, .boolean, .number, .string: faults.insert("'\(path)' is kept and not documented")
        }
    }

    /// A key without a place of its own is one of any, where there are such.
    private mutating func check(_ member: JSONValue, at path: String, _ key: String) {
        let isKnown = outputs.contains { Self.begins($0.path, with: path) }
        if isKnown { return check(member, at: path) }
        let whole = path.hasSuffix("*") ? String(path.dropLast()) + key : path
        faults.insert("'\(whole)' is kept and not documented")
    }

    private static func begins(_ path: String, with start: String) -> Bool {
        guard path.hasPrefix(start) else { return false }
        let rest = path.dropFirst(start.count)
        return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
    }

    private static func fits(_ value: JSONValue, _ kind: HandlerOutput.Kind) -> Bool {
        switch (value, kind) {
        // Nothing at all is of every kind.
        case (.null, _), (.string, .text), (.string, .mixed), (.number, .number), (.number, .mixed): true
        case (.boolean, .boolean), (.array, .list), (.object, .object): true
        case (.number(let number), .integer): number == number.rounded()
        default: false
        }
    }

    private static func word(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
