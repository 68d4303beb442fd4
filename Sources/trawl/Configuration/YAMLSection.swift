import HandlerAPI
import Orchestration
import Yams

/// A mapping of a YAML file, read key by key, so that every error names its line and no key goes unread.
struct YAMLSection {
    /// File and line.
    let place: String
    private let file: String
    private let name: String
    private let values: [(key: String, node: Node)]

    /// Reads a mapping that may hold `known` keys; `nil` allows any.
    init(_ node: Node, in file: String, name: String, known: [String]?) throws(ConfigurationError) {
        place = Self.place(file, node)
        self.file = file
        self.name = name
        guard case .mapping(let mapping) = node else {
            throw Self.error(file, node, "\(name): expected keys and values")
        }
        var values: [(String, Node)] = []
        for (key, value) in mapping {
            guard let text = key.string else { throw Self.error(file, key, "\(name): a key must be text") }
            if let known, !known.contains(text) {
                let nearest = NearestName.of(text, in: known).map { "; did you mean '\($0)'?" }
                throw Self.error(
                    file, key,
                    "unknown key '\(text)' in \(name)"
                        + (nearest ?? "; known are \(known.joined(separator: ", "))"))
            }
            guard !values.contains(where: { $0.0 == text }) else {
                throw Self.error(file, key, "key '\(text)' stands twice in \(name)")
            }
            values.append((text, value))
        }
        self.values = values
    }

    /// The keys present, in order.
    var keys: [String] { values.map(\.key) }

    private func node(_ key: String) -> Node? { values.first { $0.key == key }?.node }

    /// A value that is a mapping itself.
    func section(_ key: String, known: [String]?) throws(ConfigurationError) -> YAMLSection? {
        guard let node = node(key) else { return nil }
        return try YAMLSection(node, in: file, name: name == "the file" ? key : "\(name).\(key)", known: known)
    }

    /// The elements of a list of mappings.
    func sections(_ key: String, known: [String]) throws(ConfigurationError) -> [YAMLSection] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let sequence) = node else { throw error(key, "expected a list") }
        var sections: [YAMLSection] = []
        for (index, element) in sequence.enumerated() {
            sections.append(try YAMLSection(element, in: file, name: "\(key)[\(index + 1)]", known: known))
        }
        return sections
    }

    func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = node(key) else { return nil }
        guard let text = node.string else { throw error(key, "expected text") }
        return text
    }

    func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let node = node(key) else { return nil }
        guard case .sequence(let sequence) = node else { throw error(key, "expected a list such as [a, b]") }
        let texts = sequence.compactMap(\.string)
        guard texts.count == sequence.count else { throw error(key, "expected a list of texts") }
        return texts
    }

    func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = node(key) else { return nil }
        guard let value = node.bool else { throw error(key, "expected true or false") }
        return value
    }

    func integer(_ key: String, from least: Int) throws(ConfigurationError) -> Int? {
        guard let node = node(key) else { return nil }
        guard let value = node.int, value >= least else { throw error(key, "expected a whole number from \(least)") }
        return value
    }

    func byteCount(_ key: String) throws(ConfigurationError) -> ByteCount? {
        guard let text = try text(key) else { return nil }
        guard let value = ByteCount(text), value > 0 else { throw error(key, "expected a size such as 64MiB") }
        return value
    }

    func duration(_ key: String) throws(ConfigurationError) -> Duration? {
        guard let text = try text(key) else { return nil }
        guard let value = Duration(written: text) else {
            throw error(key, "expected a length of time such as 250ms, 60s, 5min or 1h")
        }
        return value
    }

    func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let node = node(key) else { return nil }
        guard let value = node.float, range.contains(value) else {
            throw error(key, "expected a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A list of two numbers, the lesser first.
    func range(_ key: String) throws(ConfigurationError) -> ClosedRange<Double>? {
        guard let node = node(key) else { return nil }
        let bounds = node.sequence.map { $0.compactMap(\.float) } ?? []
        guard bounds.count == 2, node.sequence?.count == 2, bounds[0] <= bounds[1] else {
            throw error(key, "expected a range such as [0, 10]")
        }
        return bounds[0]...bounds[1]
    }

    func option(_ key: String) throws(ConfigurationError) -> OptionValue? {
        guard let node = node(key), let scalar = node.scalar else {
            if node(key) == nil { return nil }
            throw error(key, "expected one value")
        }
        guard scalar.style == .plain || scalar.style == .any else { return .text(scalar.string) }
        if let value = node.int { return .integer(value) }
        // YAML 1.1 takes `no` for false as well, and that is a word which options of text use.
        if let value = Bool(scalar.string) { return .boolean(value) }
        if let value = node.float { return .number(value) }
        return .text(scalar.string)
    }

    /// File and line of the value of `key`; of the section where there is none.
    func place(of key: String) -> String { node(key).map { Self.place(file, $0) } ?? place }

    /// An error at the value of `key`.
    func error(_ key: String, _ message: String) -> ConfigurationError {
        let place = name == "the file" ? key : "\(name).\(key)"
        guard let node = node(key) else { return ConfigurationError(description: "\(file): \(place): \(message)") }
        return Self.error(file, node, "\(place): \(message)")
    }

    private static func error(_ file: String, _ node: Node, _ message: String) -> ConfigurationError {
        ConfigurationError(description: "\(place(file, node)): \(message)")
    }

    private static func place(_ file: String, _ node: Node) -> String {
        node.mark.map { "\(file):\($0.line)" } ?? file
    }
}
