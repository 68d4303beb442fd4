/// The value of an option.
public enum OptionValue: Sendable, Equatable, CustomStringConvertible {
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A number.
    case number(Double)
    /// Text.
    case text(String)

    /// The value as it is written in a configuration.
    public var description: String {
        switch self {
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .text(let value): value
        }
    }

    /// The kind's name as a user knows it.
    public var kind: String {
        switch self {
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .number: "a number"
        case .text: "text"
        }
    }
}

/// An option that a handler understands. The kind of its default is the kind of its values.
public struct HandlerOption: Sendable, Equatable {
    /// The name in `snake_case`.
    public var name: String
    /// The value where the configuration gives none.
    public var defaultValue: OptionValue
    /// For numbers, the values allowed.
    public var range: ClosedRange<Double>?
    /// For text, the values allowed; empty means any.
    public var choices: [String]
    /// One line on what it changes, with the unit.
    public var summary: String

    /// Describes an option.
    public init(
        _ name: String, default defaultValue: OptionValue, range: ClosedRange<Double>? = nil, choices: [String] = [],
        summary: String
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.range = range
        self.choices = choices
        self.summary = summary
    }

    /// The value to use for `value`, or an error that says what is allowed. A whole number serves as a number.
    public func checked(_ value: OptionValue) throws(HandlerError) -> OptionValue {
        switch (defaultValue, value) {
        case (.boolean, .boolean): return value
        case (.integer, .integer(let given)):
            try check(Double(given))
            return value
        case (.number, .integer(let given)):
            try check(Double(given))
            return .number(Double(given))
        case (.number, .number(let given)):
            try check(given)
            return value
        case (.text, .text(let given)):
            guard choices.isEmpty || choices.contains(given) else {
                throw .invalidOption("option \(name): '\(given)' is not one of \(choices.joined(separator: ", "))")
            }
            return value
        default: throw .invalidOption("option \(name): expected \(defaultValue.kind), found '\(value)'")
        }
    }

    private func check(_ value: Double) throws(HandlerError) {
        guard let range, !range.contains(value) else { return }
        throw .invalidOption("option \(name): \(value) is outside \(range.lowerBound)…\(range.upperBound)")
    }
}

/// The values a handler works by: what the configuration says, and defaults for the rest.
public struct HandlerOptions: Sendable, Equatable {
    private var values: [String: OptionValue]

    /// Checks `given` against `options` and fills in the defaults.
    ///
    /// - Throws: ``HandlerError`` with code `invalidOption` for an unknown name or a value that is not allowed.
    public init(_ given: [String: OptionValue] = [:], for options: [HandlerOption]) throws(HandlerError) {
        values = Dictionary(uniqueKeysWithValues: options.map { ($0.name, $0.defaultValue) })
        for (name, value) in given.sorted(by: { $0.key < $1.key }) {
            guard let option = options.first(where: { $0.name == name }) else {
                let known = options.map(\.name).joined(separator: ", ")
                throw .invalidOption("no option '\(name)'; known: \(known.isEmpty ? "none" : known)")
            }
            values[name] = try option.checked(value)
        }
    }

    /// All values by name, in one order: two sets of options are equal where this is.
    public var listing: String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.kind):\($0.value)" }.joined(separator: "\n")
    }

    /// The value of `name`, `nil` where the descriptor has no such option.
    public subscript(name: String) -> OptionValue? { values[name] }

    /// A Boolean option's value; `false` where the descriptor has no such option.
    public func boolean(_ name: String) -> Bool {
        if case .boolean(let value)? = values[name] { value } else { false }
    }

    /// A whole-number option's value; 0 where the descriptor has no such option.
    public func integer(_ name: String) -> Int {
        if case .integer(let value)? = values[name] { value } else { 0 }
    }

    /// A number option's value; 0 where the descriptor has no such option.
    public func number(_ name: String) -> Double {
        if case .number(let value)? = values[name] { value } else { 0 }
    }

    /// A text option's value; empty where the descriptor has no such option.
    public func text(_ name: String) -> String {
        if case .text(let value)? = values[name] { value } else { "" }
    }
}
