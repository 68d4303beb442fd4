import Foundation
import Orchestration

/// How a record differs from another one of the same file and handler.
struct RecordDifference {
    /// Something that is another one now.
    struct Change {
        let phrase: String
        let before: Cell
        let after: Cell
        /// By how much, for the order; more is first.
        let weight: Double
    }

    private static let mostPhrases = 5

    /// What changed, the most important first.
    let changes: [Change]

    /// Finds what changed between two aggregates; nothing where one of them cannot be read.
    init(from before: String, to after: String) {
        guard let old = AggregateFacts(json: before), let new = AggregateFacts(json: after) else {
            changes = []
            return
        }
        let elements = old.elements.union(new.elements)
        let found =
            Self.elements(old, new) + Self.words(old, new, elements) + Self.numbers(old, new, elements)
        changes = found.sorted { ($1.weight, $0.phrase) < ($0.weight, $1.phrase) }
    }

    /// The first few changes on one line.
    var text: String {
        let rest = changes.count - Self.mostPhrases
        return changes.prefix(Self.mostPhrases).map(Self.text).joined(separator: "; ")
            + (rest > 0 ? "; and \(rest) more" : "")
    }

    /// All changes as a JSON array.
    var json: String {
        let objects = changes.map { change in
            var object = JSONObject()
            object.add("what", change.phrase)
            change.before.add(to: &object, as: "before")
            change.after.add(to: &object, as: "after")
            return object.description
        }
        return "[" + objects.joined(separator: ",") + "]"
    }

    private static func text(_ change: Change) -> String {
        switch (change.before, change.after) {
        case (.missing, .missing): change.phrase
        case (.missing, let after): "\(change.phrase) \(said(after))"
        case (let before, .missing): "\(change.phrase), was \(said(before))"
        case (.number(let before), .number(let after)):
            "\(change.phrase) \(FactText.number(before)) → \(FactText.number(after))\(share(before, after))"
        case (let before, let after): "\(change.phrase) \(said(before)) → \(said(after))"
        }
    }

    private static func said(_ cell: Cell) -> String {
        if case .number(let number) = cell { FactText.number(number) } else { cell.plain }
    }

    /// By how much a number rose or fell, where that says something.
    private static func share(_ before: Double, _ after: Double) -> String {
        guard before != 0, before.sign == after.sign || after == 0 else { return "" }
        let share = (after - before) / abs(before) * 100
        guard abs(share) >= 0.1, abs(share) < 10_000 else { return "" }
        return String(format: " (%+.*f %%)", abs(share) < 10 ? 1 : 0, share)
    }

    private static func elements(_ old: AggregateFacts, _ new: AggregateFacts) -> [Change] {
        func changes(_ keys: Set<String>, _ what: String) -> [Change] {
            keys.map { key in
                Change(
                    phrase: "`\(FactKey.name(ofElement: key))` is \(what)", before: .missing, after: .missing,
                    weight: 1_000)
            }
        }
        return changes(old.elements.subtracting(new.elements), "gone")
            + changes(new.elements.subtracting(old.elements), "new")
    }

    private static func words(_ old: AggregateFacts, _ new: AggregateFacts, _ elements: Set<String>) -> [Change] {
        Set(old.words.keys).union(new.words.keys).compactMap { key in
            let (before, after) = (old.words[key], new.words[key])
            guard before != after, isInBoth(key, old, new, elements) else { return nil }
            return Change(
                phrase: FactKey(key, among: elements).phrase, before: .optional(before), after: .optional(after),
                weight: 100)
        }
    }

    private static func numbers(_ old: AggregateFacts, _ new: AggregateFacts, _ elements: Set<String>) -> [Change] {
        Set(old.numbers.keys).union(new.numbers.keys).compactMap { key in
            let (before, after) = (old.numbers[key], new.numbers[key])
            guard before != after, isInBoth(key, old, new, elements) else { return nil }
            let (low, high) = (before ?? 0, after ?? 0)
            let scale = max(abs(low), abs(high), .leastNormalMagnitude)
            let name = FactKey(key, among: elements)
            return Change(
                phrase: name.phrase, before: before.map(Cell.number) ?? .missing,
                after: after.map(Cell.number) ?? .missing,
                weight: abs(high - low) / scale + (name.element == nil ? 1 : 0))
        }
    }

    /// Whether the element that a fact is of is on both sides; else its coming or going says all.
    private static func isInBoth(
        _ key: String, _ old: AggregateFacts, _ new: AggregateFacts, _ elements: Set<String>
    ) -> Bool {
        let element = FactKey(key, among: elements).elementKey
        return element.isEmpty || old.elements.contains(element) && new.elements.contains(element)
    }
}
