import Foundation
import HandlerTesting
import Testing

@Suite struct JSONValueTests {
    @Test func namesThePathOfADifference() throws {
        let expected = try JSONValue(parsing: Data(#"{"columns": [{"name": "CTDTMP", "mean": 3.5}]}"#.utf8))
        let found = try JSONValue(parsing: Data(#"{"columns": [{"name": "CTDTMP", "mean": 4}]}"#.utf8))
        #expect(expected.differences(from: found) == ["$.columns[0].mean: expected 3.5, found 4.0"])
    }

    @Test func allowsNumbersTheirToleranceAndNullItsAbsence() throws {
        let expected = try JSONValue(parsing: Data(#"{"mean": 1e9, "unit": null}"#.utf8))
        #expect(expected.differences(from: .object(["mean": .number(1e9 + 0.5)])) == [])
        #expect(expected.differences(from: .object(["mean": .number(1e9 + 2)])).count == 1)
    }

    @Test func namesElementsThatAreTooMany() {
        #expect(
            JSONValue.array([.null]).differences(from: .array([.null, .null]))
                == ["$: expected 1 elements, found 2"])
    }

    @Test func readsBackWhatItWrote() throws {
        let text = #"{"a": [true, false, null, 1, -2.5, "x"], "b": {}}"#
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(try JSONValue(parsing: value.formatted()) == value)
    }
}
