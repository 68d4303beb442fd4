import HandlerTesting
import Testing

@testable import Inspection

/// Facts of aggregates: the same as those of the objects that JSON stands for, whatever is written and however.
@Suite struct FactReaderTests {
    private let reader = FactReader()

    private func keys(_ places: [FactPlaces.Number]) -> [String] { places.map(reader.places.key) }

    /// Holds the facts of a text against those of its objects; gives whether it has any.
    @discardableResult
    private func check(_ json: String) throws -> Bool {
        let facts = reader.facts(of: json)
        guard let reference = ReferenceFacts(json: json) else {
            #expect(facts == nil, "\(json)")
            return false
        }
        let found = try #require(facts, "\(json)")
        #expect(Set(keys(found.elements)) == reference.elements, "\(json)")
        #expect(Set(keys(found.numbers.places)) == Set(reference.numbers.keys), "\(json)")
        found.numbers.forEach { place, number in
            let expected = reference.numbers[reader.places.key(place)] ?? .nan
            // Numbers of many digits have errors in their last place there, as they are divided by ten again and again.
            #expect(abs(number - expected) <= 1e-14 * abs(expected), "\(json)")
        }
        var words: [String: String] = [:]
        found.words.forEach { place, word in words[reader.places.key(place)] = word }
        #expect(words == reference.words, "\(json)")
        return true
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func factsAreThoseOfTheObjects(seed: UInt64) throws {
        var random = RandomJSON(seed: seed)
        for _ in 0..<100 {
            let json = random.object()
            #expect(try check(json))
            try check(random.damaged(json))
        }
    }

    @Test(arguments: [
        "", " ", "3", "[]", "\"a\"", "{", "{}", "{} ", "{}x", "{,}", "{\"a\":1,}", "{\"a\":[1,]}", "{\"a\":[,]}",
        "{\"a\":[1,,]}", "{\"a\" 1}", "{a:1}", "{\"a\":01}", "{\"a\":-}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":+1}",
        "{\"a\":1e}", "{\"a\":1e+}", "{\"a\":1e400}", "{\"a\":[-1e999]}", "{\"a\":tru}", "{\"a\":nulll}",
        "{\"a\":NaN}", "{\"a\":\"\u{1}\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\uD83D\"}",
        "{\"a\":\"\\uD83Dx\"}", "{\"a\":\"\\uD83D\\u0041\"}", "{\"a\":\"\\uDE00\"}", "{\"\\uD83D\\uDE00\":1}",
        "\u{FEFF}{\"a\":1}", "{\"a\":\"b\\", "{\"a\":1}}", "{\"\\u0061\":1,\"a\":2}", "{\"a\":2,\"\\u0061\":1}",
    ])
    func whatIsJSONIsRead(json: String) throws { try check(json) }

    @Test func listsInListsHaveALimit() throws {
        for depth in [511, 512] {
            let json = "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            #expect(try check(json) == (depth == 511))
        }
        #expect(reader.facts(of: "{\"a\":" + String(repeating: "[", count: 1_000_000)) == nil)
    }

    @Test func ofVeryManyFactsTheFirstByKeyAreTaken() throws {
        let members = (0..<21_000).reversed().map { "\"k\($0)\":\($0)" }
        try check("{" + members.joined(separator: ",") + "}")
        let columns = (0..<150).map { column in
            "{\"name\":\"c\(column)\"," + (0..<150).map { "\"q\($0)\":1" }.joined(separator: ",") + "}"
        }
        try check("{\"columns\":[" + columns.joined(separator: ",") + "],\"rows\":1}")
    }

    @Test(arguments: 0..<10 as Range<UInt64>) func numbersAreTheNearestDoubles(seed: UInt64) {
        var generator = RepeatableGenerator(seed: seed)
        for _ in 0..<2_000 {
            var digits = String(generator.next() >> Int.random(in: 0..<64, using: &generator))
            if Bool.random(using: &generator) {
                let decimals = Int.random(in: 1...20, using: &generator)
                digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
                digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
            }
            if Int.random(in: 0..<4, using: &generator) == 0 {
                digits += "e\(Int.random(in: -330...280, using: &generator))"
            }
            if Bool.random(using: &generator) { digits = "-" + digits }
            let value = Array(digits.utf8).withUnsafeBufferPointer(JSONNumber.value)
            #expect(value == Double(digits), "\(digits)")
        }
    }

    @Test func placesAreForgottenWhereThereAreTooMany() throws {
        let reader = FactReader(places: FactPlaces(limit: 100))
        let kept = "{\"columns\":[{\"name\":\"temp\",\"mean\":1}],\"rows\":2}"
        let first = try #require(reader.facts(of: kept))
        let names = first.places.map(reader.places.key)
        var highest: FactPlaces.Number = 0
        for round in 0..<1_000 {
            let facts = try #require(reader.facts(of: "{\"words\":{\"w\(round)\":1,\"v\(round)\":2}}"))
            #expect(Set(facts.numbers.places.map(reader.places.key)) == ["words.w\(round)", "words.v\(round)"])
            highest = max(highest, facts.numbers.places.last ?? 0)
            reader.places.trim(keeping: first.places)
        }
        #expect(highest < 200, "numbers of places are used again")
        #expect(first.places.map(reader.places.key) == names)
        let again = try #require(reader.facts(of: kept))
        #expect(Array(again.places) == Array(first.places))
        #expect(again.numbers.places.allSatisfy { again.numbers[$0] == first.numbers[$0] })
    }
}
