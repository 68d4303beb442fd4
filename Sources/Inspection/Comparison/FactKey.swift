import AnomalyScoring

/// The key of a fact, as people read it.
struct FactKey {
    /// The last part of the key of a share of missing values.
    static let missingShare = "missing share"
    /// The same, as a member of an object would have it.
    static let missingShareKey: StaticString = "missing share"
    /// Stands for a dot in the name of an element.
    private static let dot: Character = "\u{1}"

    /// The innermost named element that the fact is of; `nil` where it is of the file.
    let element: String?
    /// What is told of it.
    let quantity: String
    /// The element's key; empty where the fact is of the file.
    let elementKey: String

    /// Takes the key of a place apart.
    ///
    /// - Parameter isElement: Whether there is a named element at a place.
    init(_ place: FactPlaces.Number, in places: FactPlaces, isElement: (FactPlaces.Number) -> Bool) {
        let key = places.key(place)
        var (end, found) = (key.endIndex, Substring?.none)
        while found == nil, let dot = key[..<end].lastIndex(of: ".") {
            if let outer = places.number(of: key[..<dot]), isElement(outer) { found = key[..<dot] }
            end = dot
        }
        elementKey = found.map { String($0) } ?? ""
        element = found.map { Self.name(ofElement: String($0)) }
        quantity =
            found == nil
            ? Self.readable(key)
            : Self.readable(key[key.index(after: end)...]).replacing(".", with: " ").replacing("_", with: " ")
    }

    /// What the numbers under `key` are, as far as these tell.
    static func nature(of numbers: [Double], key: String) -> UsualNumbers.Nature {
        if key == missingShare || key.hasSuffix("." + missingShare) { return .shares }
        return numbers.allSatisfy { $0 >= 0 && $0.rounded() == $0 } ? .counts : .measures
    }

    /// The element that the fact is of, or the number of the file that it is; see ``Deviation/place``.
    var place: String { elementKey.isEmpty ? "." + quantity : elementKey }

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
