/// Says in which plain values two aggregates of a handler differ.
enum AggregateChanges {
    private static let most = 8

    /// The values of `earlier` that are others in `later`.
    static func text(from earlier: String, to later: String?) -> String {
        guard let before = JSONNode(earlier), let after = later.flatMap({ JSONNode($0) }) else {
            return "there is no record any more"
        }
        var changes: [String] = []
        compare(before, after, "", &changes)
        guard !changes.isEmpty else { return "nothing that is shown" }
        let rest = changes.count - most
        return changes.prefix(most).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    private static func compare(_ before: JSONNode, _ after: JSONNode, _ name: String, _ changes: inout [String]) {
        if let members = before.members, after.members != nil {
            for member in members {
                let inner = (name.isEmpty ? "" : name + " ") + member.key.replacing("_", with: " ")
                compare(member.value, after[member.key] ?? .null, inner, &changes)
            }
        } else if let elements = before.elements, let others = after.elements {
            if elements.count != others.count { changes.append("\(name): \(elements.count), now \(others.count)") }
            for (element, other) in zip(elements, others) {
                let label = (element["name"] ?? element["path"])?.text
                compare(element, other, label ?? name, &changes)
            }
        } else if before.plain != after.plain {
            changes.append("\(name) \(before.plain ?? "there"), now \(after.plain ?? "other")")
        }
    }
}
