import Orchestration

/// Tells aggregates in a few words, as long as that takes little time: those of a page are read to so many bytes together.
struct GistMaker {
    /// The plain values of an aggregate, and how many elements its lists have.
    struct Gist {
        var parts: [(name: String, value: String)] = []
        /// What is said beside them.
        var rest: String?
    }

    private static let mostParts = 6
    private static let widest = 40
    private static let mostOfPage = 1 << 20

    private var left = mostOfPage

    /// The gist of an aggregate.
    mutating func gist(of json: String) -> Gist {
        guard json.utf8.count <= left else {
            return Gist(rest: "\(Wording.bytes(Int64(json.utf8.count))) of JSON")
        }
        left -= json.utf8.count
        guard let members = JSONNode(json)?.members else { return Gist() }
        let names = Set(members.map(\.key))
        let parts = members.compactMap { member -> (name: String, value: String)? in
            // Some aggregates count themselves what a list of theirs is a part of: `column_count` beside `columns`.
            if case .array = member.value, names.contains(String(member.key.dropLast()) + "_count") { return nil }
            return Self.value(member.value).map { (name: member.key.replacing("_", with: " "), value: $0) }
        }
        return Gist(parts: Array(parts.prefix(Self.mostParts)), rest: parts.count > Self.mostParts ? "…" : nil)
    }

    /// A value worth a place: neither nothing nor false, and lists by their length.
    private static func value(_ node: JSONNode) -> String? {
        switch node {
        case .text(let text): text.isEmpty ? nil : text.count > widest ? text.prefix(widest - 1) + "…" : text
        case .array(let elements): elements.isEmpty ? nil : Wording.count(elements.count)
        case .number(let number): number == 0 ? nil : Wording.number(number)
        case .truth(let value): value ? "yes" : nil
        case .object, .null: nil
        }
    }
}
