import ColumnProfiles
import HandlerAPI
import HandlerTesting
import Testing

@testable import JSONDocuments

/// What the handler finds in documents made at random is what was counted when they were made.
@Suite struct ReferenceTests {
    private static let types = ["null", "boolean", "integer", "number", "string", "object", "array"]

    private func expect(_ aggregate: JSONDocumentsAggregate, agreesWith made: RandomDocuments) {
        #expect(Set(aggregate.paths.map(\.path)) == Set(made.contents.keys))
        #expect(aggregate.duplicateKeys == 0 && aggregate.valuesBeyond == 0)
        for path in aggregate.paths {
            let content = made.contents[path.path] ?? RandomDocuments.Content()
            let types = path.types
            let counts = [
                types.null, types.boolean, types.integer, types.number, types.string, types.object, types.array,
            ]
            #expect(counts == Self.types.map { content.types[$0] ?? 0 }, "\(path.path)")
            #expect((path.present ?? 0) == content.present, "\(path.path)")
            #expect(path.arrayLength?.count ?? 0 == content.lengths.count)
            #expect(path.arrayLength?.minimum == content.lengths.min())
            #expect(path.arrayLength?.maximum == content.lengths.max())
            expect(path.strings, agreesWithStrings: content.strings)
            expect(path.numbers, agreesWithNumbers: content.numbers)
        }
    }

    private func expect(_ found: ColumnAggregate?, agreesWithStrings strings: [String]) {
        #expect(found?.present ?? 0 == strings.count)
        guard let found else { return }
        let lengths = strings.map(\.unicodeScalars.count)
        #expect(found.type == .text)
        #expect(found.length?.minimum == lengths.min() && found.length?.maximum == lengths.max())
        #expect(found.distinct.estimate == Set(strings.map { Array($0.utf8) }).count && found.distinct.exact)
        let sorted = strings.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(found.minimum == sorted.first.map { .text(Characters.kept(of: $0)) })
        #expect(found.maximum == sorted.last.map { .text(Characters.kept(of: $0)) })
    }

    private func expect(_ found: ColumnAggregate?, agreesWithNumbers numbers: [String]) {
        #expect(found?.present ?? 0 == numbers.count)
        guard let found else { return }
        let values = numbers.compactMap { Double($0) }.filter(\.isFinite)
        #expect(found.distinct.estimate == Set(numbers).count && found.distinct.exact)
        #expect(found.length == nil)
        if found.type == .integer {
            let wholes = numbers.compactMap { Int64($0) }
            #expect(found.minimum == wholes.min().map { .integer($0) })
            #expect(found.maximum == wholes.max().map { .integer($0) })
        } else {
            #expect(found.minimum == values.min().map { .number($0) })
            #expect(found.maximum == values.max().map { .number($0) })
            #expect(found.nonFinite == numbers.count - values.count)
        }
    }

    @Test(arguments: 1...20) func agreesOnLines(seed: UInt64) throws {
        var made = RandomDocuments(seed: seed)
        for _ in 0..<40 { made.addLine() }
        let (aggregate, findings) = try summarize(made.text, type: "application/x-ndjson")
        #expect(findings.partialReason == nil)
        #expect(aggregate.format == "ndjson" && aggregate.documents == made.count)
        expect(aggregate, agreesWith: made)
    }

    @Test(arguments: 1...20) func agreesOnOneDocument(seed: UInt64) throws {
        var made = RandomDocuments(seed: seed)
        made.addElements(60)
        made.endArray()
        let (aggregate, findings) = try summarize(made.text)
        #expect(findings.partialReason == nil)
        #expect(aggregate.format == "json" && aggregate.documents == 1)
        expect(aggregate, agreesWith: made)
    }

    /// A document larger than what is read at once is put together from pieces that end anywhere.
    @Test(arguments: 1...3) func agreesOnALargeDocument(seed: UInt64) throws {
        var made = RandomDocuments(seed: seed, hasBlanks: seed != 2)
        while made.text.utf8.count < 900_000 { made.addElements(50) }
        made.endArray()
        let (aggregate, findings) = try summarize(made.text)
        #expect(findings.partialReason == nil)
        #expect(aggregate["$[]"]?.types.string == made.contents["$[]"]?.types["string"])
        for path in aggregate.paths {
            #expect(path.strings?.present ?? 0 == made.contents[path.path]?.strings.count)
            #expect(path.numbers?.present ?? 0 == made.contents[path.path]?.numbers.count)
            #expect(path.arrayLength?.count ?? 0 == made.contents[path.path]?.lengths.count)
        }
    }
}
