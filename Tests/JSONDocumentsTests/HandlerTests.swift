import ColumnProfiles
import HandlerAPI
import Testing

@testable import JSONDocuments

/// What is found in documents.
@Suite struct HandlerTests {
    @Test func pathsAreWrittenAsInJSONPath() throws {
        let text = """
            {"user":{"first name":1,"né_2":2,"9":3,"":4,"a\\"b":5,"a.b":6,"it's":7},"items":[{"price":1},[[2]]]}
            """
        let paths = try summarize(text).aggregate.paths.map(\.path)
        #expect(
            paths == [
                "$", "$.user", "$.user[\"first name\"]", "$.user.né_2", "$.user[\"9\"]", "$.user[\"\"]",
                "$.user[\"a\\\"b\"]", "$.user[\"a.b\"]", "$.user[\"it's\"]", "$.items", "$.items[]",
                "$.items[].price", "$.items[][]", "$.items[][][]",
            ])
    }

    @Test func presenceCountsTheObjectsThatHaveTheKey() throws {
        let text = "[{\"a\":1,\"b\":null},{\"a\":{}},{},{\"b\":{\"c\":1}},7]"
        let aggregate = try summarize(text).aggregate
        #expect(aggregate["$[].a"]?.present == 2 && aggregate["$[].a"]?.parents == 4)
        #expect(aggregate["$[].b"]?.present == 2 && aggregate["$[].b"]?.types.null == 1)
        #expect(aggregate["$[].b.c"]?.present == 1 && aggregate["$[].b.c"]?.parents == 1)
        #expect(aggregate["$[]"]?.present == nil)
        #expect(aggregate["$"]?.arrayLength == ArrayLengthAggregate(count: 1, minimum: 5, maximum: 5, mean: 5))
    }

    @Test func aKeyThatComesTwiceIsNoted() throws {
        let (aggregate, findings) = try summarize(
            "[{\"a\":1,\"a\":2,\"b\":{\"a\":3}},{\"a\":4},{\"\\u0061\":5,\"a\":6}]")
        #expect(aggregate.duplicateKeys == 2)
        #expect(aggregate["$[].a"]?.present == 3 && aggregate["$[].a"]?.types.integer == 5)
        #expect(findings.notes.count == 1)
    }

    @Test func wholeNumbersAreExact() throws {
        let numbers = try summarize("[9007199254740993,9223372036854775807,-9223372036854775808]").aggregate["$[]"]?
            .numbers
        #expect(numbers?.type == .integer)
        #expect(numbers?.minimum == .integer(.min) && numbers?.maximum == .integer(.max))
        #expect(numbers?.sum == .integer(9_007_199_254_740_992))
    }

    @Test func numbersAreRoundedOnce() throws {
        let text = "[0.1,1.7976931348623157e308,2.2250738585072011e-308,123456789.123456789,5e-324]"
        let numbers = try summarize(text, options: ["frequent_values": .integer(9)]).aggregate["$[]"]?.numbers
        #expect(
            numbers?.minimum == .number(.leastNonzeroMagnitude) && numbers?.maximum == .number(1.7976931348623157e308))
        #expect(
            try summarize("[123456789.123456789]").aggregate["$[]"]?.numbers?.minimum == .number(123456789.123456789))
        #expect(
            try summarize("[2.2250738585072011e-308]").aggregate["$[]"]?.numbers?.mean
                == Double("2.2250738585072011e-308"))
    }

    @Test func numbersTooLargeAreCounted() throws {
        let found = try summarize("[1e400,-1e400,12345678901234567890,1]").aggregate["$[]"]
        #expect(found?.types.number == 2 && found?.types.integer == 2)
        #expect(found?.numbers?.nonFinite == 2 && found?.numbers?.type == .float)
        #expect(found?.numbers?.maximum == .number(12_345_678_901_234_567_168))
    }

    @Test func aStringOfDigitsIsAString() throws {
        let found = try summarize("[\"12\",\"7\",\"true\",12]").aggregate["$[]"]
        #expect(found?.strings?.type == .text && found?.strings?.mean == nil)
        #expect(found?.strings?.minimum == .text("12") && found?.strings?.maximum == .text("true"))
        #expect(found?.numbers?.present == 1 && found?.types.string == 3)
    }

    @Test func datesAreRecognised() throws {
        let dates = try summarize("[\"2024-02-29\",\"1999-12-31\",\"2024-02-28\"]").aggregate["$[]"]?.strings
        #expect(dates?.type == .date)
        #expect(dates?.minimum == .text("1999-12-31") && dates?.maximum == .text("2024-02-29"))
        #expect(try summarize("[\"2024-02-30\",\"1999-12-31\"]").aggregate["$[]"]?.strings?.type == .text)
        #expect(try summarize("[\"1999-12-31\",\"2023-02-29\"]").aggregate["$[]"]?.strings?.type == .text)
        #expect(try summarize("[\"1999-12-31\",\"1999-13-01\"]").aggregate["$[]"]?.strings?.type == .text)
        #expect(try summarize("[\"1999-12-31\",\"1999-1201\"]").aggregate["$[]"]?.strings?.type == .text)
        let times = try summarize("[\"2024-02-29T12:00:00Z\",\"2024-02-29T12:00:00+01:00\"]").aggregate["$[]"]?.strings
        #expect(times?.type == .timestamp && times?.minimum == .text("2024-02-29T12:00:00+01:00"))
    }

    @Test func stringsAreWhatTheyStandFor() throws {
        let strings = try summarize("[\"\\u00e9\",\"é\",\"\\uD83D\\uDE00\",\"😀\",\"\\\\\",\"\"]").aggregate["$[]"]?
            .strings
        #expect(strings?.distinct.estimate == 4)
        #expect(strings?.length?.maximum == 1 && strings?.length?.minimum == 0)
        #expect(try summarize("[\"\\udc00x\"]").aggregate["$[]"]?.strings?.minimum == .text("\u{fffd}x"))
    }

    @Test func aMarkIsLeftOut() throws {
        #expect(try summarize("\u{feff}{\"a\":1}").aggregate.encoding == "utf-8-bom")
        let lines = try summarize("\u{feff}{\"a\":1}\n{\"a\":2}\n", type: "application/x-ndjson").aggregate
        #expect(lines.encoding == "utf-8-bom" && lines.documents == 2 && lines.paths.count == 2)
    }

    @Test func documentsThatFollowEachOtherAreRead() throws {
        let pretty = "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n"
        for type in ["application/json", "application/x-ndjson"] as [MediaType] {
            let (aggregate, findings) = try summarize(pretty, type: type)
            #expect(findings.partialReason == nil)
            #expect(aggregate.format == "concatenated" && aggregate.documents == 2)
        }
        #expect(try summarize("{\"a\":1}\n{\"a\":2}\n").aggregate.format == "ndjson")
        #expect(try summarize("1\n\"x\"\nnull\n", type: "application/x-ndjson").aggregate.documents == 3)
        #expect(try summarize(" \"x\" ").aggregate["$"]?.strings?.present == 1)
        #expect(refusal(Array("{} {}".utf8))?.offset == 3)
        #expect(refusal(Array("1\n2".utf8))?.offset == 2)
    }

    @Test func pathsBeyondTheBoundAreCounted() throws {
        let text = "[{\"a\":1,\"b\":2},{\"b\":3,\"c\":{\"d\":[4,5]},\"a\":6}]"
        let (aggregate, findings) = try summarize(text, options: ["maximum_paths": .integer(3)])
        #expect(aggregate.paths.map(\.path) == ["$", "$[]", "$[].a"])
        #expect(aggregate["$[].a"]?.numbers?.sum == .integer(7))
        #expect(aggregate.valuesBeyond == 6)
        #expect(findings.notes.count == 1 && findings.partialReason == nil)
        #expect(refusal(Array("[{\"a\":1,\"b\":2,\"c\":\"\\x\"}]".utf8))?.offset == 19)
    }

    /// Keys that are never seen again cannot fill the memory, however long they are.
    @Test func theTextOfAllPathsIsBounded() throws {
        let key = String(repeating: "k", count: 400_000)
        let text = "{" + (0..<40).map { "\"\($0)\(key)\":1" }.joined(separator: ",") + "}"
        let aggregate = try summarize(text).aggregate
        #expect(aggregate.paths.count == 21 && aggregate.valuesBeyond == 20)
    }

    @Test func documentsThatChangeTheirShapeAreRead() throws {
        let shapes = [
            "{\"a\":1,\"b\":2,\"c\":3}", "{\"c\":1,\"b\":2}", "{\"b\":1,\"a\":[]}", "{\"x\":{\"a\":1}}", "[]", "{}",
        ]
        let text = (0..<120).map { shapes[$0 % 6] + "\n" }.joined()
        let aggregate = try summarize(text, type: "application/x-ndjson").aggregate
        #expect(aggregate.documents == 120)
        #expect(aggregate["$.a"]?.present == 40 && aggregate["$.b"]?.present == 60 && aggregate["$.c"]?.present == 40)
        #expect(aggregate["$.x.a"]?.present == 20 && aggregate["$.x.a"]?.parents == 20)
        #expect(aggregate["$.a"]?.parents == 100)
    }

    /// More values than are put aside at once.
    @Test func manyValuesKeepTheirOrder() throws {
        let text = "[" + (0..<100_000).map { "\"\($0 % 1_000)\"" }.joined(separator: ",") + "]"
        let strings = try summarize(text).aggregate["$[]"]?.strings
        #expect(strings?.present == 100_000 && strings?.distinct.estimate == 1_000)
    }
}
