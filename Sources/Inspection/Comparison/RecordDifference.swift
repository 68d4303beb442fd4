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
    init(from before: String, to after: String, _ reader: FactReader) {
        guard let old = reader.facts(of: before), let new = reader.facts(of: after) else {
            changes = []
            return
        }
        let pair = Pair(old: old, new: new, places: reader.places)
        changes = (pair.elements + pair.words + pair.numbers).sorted { ($1.weight, $0.phrase) < ($0.weight, $1.phrase) }
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
}

extension RecordDifference {
    /// Two aggregates of a file.
    private struct Pair {
        let old: AggregateFacts
        let new: AggregateFacts
        let places: FactPlaces

        var elements: [Change] {
            func changes(_ elements: [FactPlaces.Number], _ what: String) -> [Change] {
                elements.map { place in
                    Change(
                        phrase: "`\(FactKey.name(ofElement: places.key(place)))` is \(what)", before: .missing,
                        after: .missing, weight: 1_000)
                }
            }
            return changes(old.elements.filter { !new.hasElement(at: $0) }, "gone")
                + changes(new.elements.filter { !old.hasElement(at: $0) }, "new")
        }

        var words: [Change] {
            Set(old.words.places).union(new.words.places).compactMap { place in
                let (before, after) = (old.words[place], new.words[place])
                guard before != after, let name = name(of: place) else { return nil }
                return Change(
                    phrase: name.phrase, before: .optional(before), after: .optional(after), weight: 100)
            }
        }

        var numbers: [Change] {
            Set(old.numbers.places).union(new.numbers.places).compactMap { place in
                let (before, after) = (old.numbers[place], new.numbers[place])
                guard before != after, let name = name(of: place) else { return nil }
                let (low, high) = (before ?? 0, after ?? 0)
                let scale = max(abs(low), abs(high), .leastNormalMagnitude)
                return Change(
                    phrase: name.phrase, before: before.map(Cell.number) ?? .missing,
                    after: after.map(Cell.number) ?? .missing,
                    weight: abs(high - low) / scale + (name.element == nil ? 1 : 0))
            }
        }

        /// What a fact is of, where that is in both; else its coming or going says all.
        private func name(of place: FactPlaces.Number) -> FactKey? {
            let name = FactKey(place, in: places) { old.hasElement(at: $0) || new.hasElement(at: $0) }
            guard !name.elementKey.isEmpty, let element = places.number(of: name.elementKey) else { return name }
            return old.hasElement(at: element) && new.hasElement(at: element) ? name : nil
        }
    }
}
