import HandlerAPI
import Orchestration

/// Finds out what the handlers of a store keep, from all that they have kept.
public struct StoreCatalogue {
    private let runner: any QueryRunner
    private let descriptors: [String: HandlerDescriptor]

    /// Makes a catalogue of what `runner` answers from.
    ///
    /// - Parameter descriptors: What the handlers say of themselves; one that is not among them is known by its records alone.
    public init(_ runner: any QueryRunner, descriptors: [HandlerDescriptor]) {
        self.runner = runner
        self.descriptors = Dictionary(descriptors.map { ($0.name, $0) }) { first, _ in first }
    }

    /// What each handler keeps, by name, as of one moment. Takes a time in proportion to the size of all records.
    public func handlers() throws -> [HandlerCatalogue] {
        try runner.atOneMoment {
            var handlers: [(name: String, versions: [String])] = []
            let sql = "SELECT handler, handler_version FROM records GROUP BY 1, 2 ORDER BY 1, 2"
            _ = try runner.answer(Query(sql)) { _ in
            } row: { row in
                guard case .text(let name) = row[0], case .text(let version) = row[1] else { return }
                if handlers.last?.name != name { handlers.append((name, [])) }
                handlers[handlers.count - 1].versions.append(version)
            }
            return try handlers.map { try catalogue(of: $0.name, $0.versions) }
        }
    }

    private func catalogue(of handler: String, _ versions: [String]) throws -> HandlerCatalogue {
        let descriptor = descriptors[handler]
        let top = RecordPlace()
        var documented: [ObjectIdentifier: HandlerOutput] = [:]
        for output in descriptor?.outputs ?? [] {
            documented[ObjectIdentifier(top.place(of: OutputPath.steps(of: output.path)))] = output
        }
        var count = 0
        var reading = RecordReading(into: top)
        let query = Query(
            "SELECT aggregate FROM records WHERE handler = :handler ORDER BY root, path",
            arguments: ["handler": .text(handler)])
        _ = try runner.answer(query) { _ in
        } row: { row in
            guard case .text(let json) = row[0] else { return }
            reading.add(json)
            count += 1
        }
        var entries: [CatalogueEntry] = []
        Self.list(top, at: "$", documented, into: &entries)
        return HandlerCatalogue(
            handler: handler, versions: versions, summary: descriptor?.summary, records: count, entries: entries)
    }

    /// Lists the places that hold a value of their own: what is described, and what has nothing below.
    private static func list(
        _ place: RecordPlace, at path: String, _ documented: [ObjectIdentifier: HandlerOutput],
        into entries: inout [CatalogueEntry]
    ) {
        let output = documented[ObjectIdentifier(place)]
        if path != "$", output != nil || place.children.isEmpty || place.kinds.contains(where: \.isScalar) {
            entries.append(CatalogueEntry(path, place, output))
        }
        for child in place.children {
            list(child, at: OutputPath.joined(path, child.name), documented, into: &entries)
        }
    }
}

extension CatalogueEntry {
    fileprivate init(_ path: String, _ place: RecordPlace, _ output: HandlerOutput?) {
        let found = place.kinds.map(\.word)
        self.init(
            path: path, types: found.isEmpty ? output.map { [$0.kind.rawValue] } ?? [] : found,
            documented: output?.kind.rawValue,
            unit: output?.unit,
            description: output?.summary, present: place.records, values: place.counts.reduce(0, +),
            examples: place.examples)
    }
}

extension RecordPlace.Kind {
    fileprivate var isScalar: Bool { self != .array && self != .object && self != .null }

    fileprivate var word: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "text"
        case .array: "list"
        case .object: "object"
        }
    }
}
