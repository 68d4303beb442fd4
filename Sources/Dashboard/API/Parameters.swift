/// The fields of a query or a form, read one by one with the rules of each.
///
/// A field that is not known, or comes twice, is a mistake that is said: to pass it over would answer another question
/// than the one that was asked.
struct Parameters {
    /// The most rows of a page.
    static let mostRows = 500

    private let fields: [String: String]

    /// Takes fields with these names.
    init(_ fields: [FormField], _ names: Set<String>) throws(HTTPError) {
        var known: [String: String] = [:]
        for field in fields {
            guard names.contains(field.name) else {
                let list = names.sorted().joined(separator: ", ")
                throw HTTPError(
                    400,
                    "there is no parameter '\(field.name)' here; there " + (names.isEmpty ? "are none" : "are " + list))
            }
            guard known.updateValue(field.value, forKey: field.name) == nil else {
                throw HTTPError(400, "the parameter '\(field.name)' is there twice")
            }
        }
        self.fields = known
    }

    /// A text; an empty one is none.
    func text(_ name: String) -> String? { fields[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// A text that may be empty.
    func plain(_ name: String) -> String? { fields[name] }

    /// A text that must be there, though it may be empty.
    func needed(_ name: String) throws(HTTPError) -> String {
        guard let value = fields[name] else { throw .missing(name) }
        return value
    }

    /// A whole number within bounds; nothing else, not even an empty text.
    func number(_ name: String, in range: ClosedRange<Int64>) throws(HTTPError) -> Int64? {
        guard let text = fields[name] else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw HTTPError(
                400, "the parameter '\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number within bounds; nothing else, not even an empty text.
    func decimal(_ name: String, in range: ClosedRange<Double>) throws(HTTPError) -> Double? {
        guard let text = fields[name] else { return nil }
        guard let number = Double(text), range.contains(number) else {
            throw HTTPError(
                400, "the parameter '\(name)' is a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of some words; an empty text is none of them, as a form sends it where all are wanted.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _: Word.Type
    ) throws(HTTPError) -> Word? where Word.RawValue == String {
        guard let text = text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw HTTPError(400, "the parameter '\(name)' is one of \(words)")
        }
        return word
    }

    /// A truth value; nothing else, not even an empty text.
    func truth(_ name: String) throws(HTTPError) -> Bool? {
        guard let text = fields[name] else { return nil }
        guard let value = Bool(text) else { throw HTTPError(400, "the parameter '\(name)' is true or false") }
        return value
    }

    /// How many rows a page has.
    func limit(default count: Int) throws(HTTPError) -> Int {
        Int(try number("limit", in: 1...Int64(Self.mostRows)) ?? Int64(count))
    }
}

extension HTTPError {
    /// A parameter that must be there is not.
    static func missing(_ name: String) -> HTTPError { HTTPError(400, "the parameter '\(name)' is missing") }
}
