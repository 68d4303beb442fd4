import AnomalyScoring

/// The key of a fact, as people read it.
struct FactKey {
    /// The last part of the key of a share of missing values.
    static let missingShare = "missing share"
    /// Stands for a dot in the name of an element.
    private static let dot: Character = "\u{1}"

    /// The innermost named element that the fact is of; `nil` where it is of the file.
    let element: String?
    /// What is told of it.
    let quantity: String
    /// The element's key; empty where the fact is of the file.
    let elementKey: String

    /// Takes a key apart.
    ///
    /// - Parameter elements: The keys of the named elements.
    init(_ key: String, among elements: Set<String>) {
        var (end, found) = (key.endIndex, String?.none)
        while found == nil, let place = key[..<end].lastIndex(of: ".") {
            if elements.contains(String(key[..<place])) { found = String(key[..<place]) }
            end = place
        }
        elementKey = found ?? ""
        element = found.map { Self.name(ofElement: $0) }
        let rest = found.map { key.dropFirst($0.count + 1) } ?? key[...]
        quantity =
            found == nil
            ? Self.readable(rest)
            : Self.readable(rest).replacing(".", with: " ").replacing("_", with: " ")
    }

    /// What the numbers under `key` are, as far as these tell.
    static func nature(of numbers: [Double], key: String) -> UsualNumbers.Nature {
        if key == missingShare || key.hasSuffix("." + missingShare) { return .shares }
        return numbers.allSatisfy { $0 >= 0 && $0.rounded() == $0 } ? .counts : .measures
    }

    /// The fact in words: "mean of `temp`", or "`rows`".
    var phrase: String { element.map { "\(quantity) of `\($0)`" } ?? "`\(quantity)`" }

    /// A name as a part of a key.
    static func escaped(_ name: String) -> String { name.replacing(".", with: String(dot)) }

    /// The name of the element with this key: what comes after the list's name, and without the names of lists in between.
    static func name(ofElement key: String) -> String {
        let parts = key.split(separator: ".", omittingEmptySubsequences: false)
        return parts.last.map { readable($0) } ?? key
    }

    private static func readable(_ part: some StringProtocol) -> String {
        String(part).replacing(String(dot), with: ".")
    }
}
