import Foundation
import HandlerAPI
import HandlerTesting
import Testing

@Suite struct OutputRulesTests {
    private static let outputs = [
        HandlerOutput("rows", .integer, unit: "1", "Rows"), HandlerOutput("columns[].name", .text, "Names"),
        HandlerOutput("columns[].low", .mixed, "Least"), HandlerOutput("headers.*", .text, "Lines"),
        HandlerOutput("raw", .object, "Anything"),
    ]

    private func rules(_ json: String...) throws -> OutputRules {
        var rules = OutputRules(Self.outputs)
        for text in json { rules.check(try JSONValue(parsing: Data(text.utf8))) }
        return rules
    }

    @Test func whatIsDocumentedHolds() throws {
        let rules = try rules(
            #"{"rows":2,"columns":[{"name":"a","low":1.5},{"name":"b","low":"x"}],"headers":{"A":"1","B C":"2"}}"#,
            #"{"rows":null,"raw":{"any":[1,{"thing":true}]},"columns":[]}"#)
        #expect(rules.contradictions == [] && rules.unseen == [])
    }

    @Test(arguments: [
        (#"{"more":1}"#, "'more' is kept and not documented"),
        (#"{"columns":[{"names":"a"}]}"#, "'columns[].names' is kept and not documented"),
        (#"{"rows":1.5}"#, "'rows' is documented as integer, and a number was kept"),
        (#"{"rows":"1"}"#, "'rows' is documented as integer, and text was kept"),
        (#"{"headers":{"A":1}}"#, "'headers.*' is documented as text, and a number was kept"),
        (#"{"columns":3}"#, "'columns' is kept and not documented"),
    ])
    func whatIsNotIsNamed(json: String, fault: String) throws {
        #expect(try rules(json).contradictions == [fault])
    }

    @Test func whatNeverCameIsNamed() throws {
        let unseen = try rules(#"{"rows":1,"headers":{}}"#).unseen
        #expect(unseen.count == 4 && unseen.contains("'headers.*' is documented and never kept"))
    }

    @Test func aHandlerThatSaysNothingKeepsWhatItWants() throws {
        var rules = OutputRules([])
        rules.check(.object(["a": .number(1)]))
        #expect(rules.contradictions == [] && rules.unseen == [])
    }
}
