import GRDB
import Testing

@testable import RecordStores

/// REGEXP, medians and percentiles.
@Suite struct QueryFunctionTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        try database.write { QueryFunctions.add(to: $0) }
    }

    private func value(_ sql: String) throws -> Double? { try database.read { try Double.fetchOne($0, sql: sql) } }

    @Test(arguments: [
        ("a.csv", "csv$", true), ("a.csv", "^csv", false), ("Ocean", "ocean", false), ("Ocean", "(?i)ocean", true),
        ("cast 12", #"\d+"#, true), ("cast", #"\d"#, false), ("12", #"^\D"#, false), ("äbc", "^.{3}$", true),
        ("x-1_y", #"^[\w-]+$"#, true), ("x y", #"^[\w-]+$"#, false), ("a b", #"[\s]"#, true), ("a]b", "[]]", true),
        ("abab", "^(?:ab)+$", true), ("a+b", #"a\+b"#, true), ("net", #"\bnet\b"#, true), ("nets", #"\bnet\b"#, false),
        ("x", "[[:digit:]]", false), ("7", "[[:digit:]]", true), ("a\\b", #"a\\b"#, true), ("", "^$", true),
        ("a{2}", #"a\{2\}"#, true), ("b", "[^a]", true), ("ÄÖ", "(?i)äö", true),
    ])
    func anExpressionMatchesSomePart(text: String, pattern: String, isMatch: Bool) throws {
        #expect(try RegularExpression(pattern).matches(text) == isMatch)
    }

    @Test(arguments: [
        (#"(a)\1"#, "refers back"), ("(", "Unmatched"), ("[a", "Unmatched"), ("(?=a)", "not known"),
        ("a\\", "backslash"),
        ("((a{200}){200}){200}", "copies"), ("a{99999999999999999999}", "too big"), (#"[\]]"#, "put ] first"),
    ])
    func whatCannotBeMatchedIsSaid(pattern: String, words: String) {
        let error = #expect(throws: RegularExpressionError.self) { try RegularExpression(pattern) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains(pattern) == true)
    }

    /// Each of these takes a matcher that goes back more than a lifetime.
    @Test(arguments: ["(a+)+$", "^(a|a)*$", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)x$"])
    func noPatternTakesForEver(pattern: String) throws {
        #expect(!(try RegularExpression(pattern).matches(String(repeating: "a", count: 2_000) + "!")))
    }

    @Test func regexpIsAnOperatorThatPassesNullOn() throws {
        let sql = "SELECT 'a.csv' REGEXP 'csv$', 12 REGEXP '^1', NULL REGEXP 'a', 'a' REGEXP NULL"
        let row = try database.read { try Row.fetchOne($0, sql: sql) }
        #expect(
            row == ["'a.csv' REGEXP 'csv$'": 1, "12 REGEXP '^1'": 1, "NULL REGEXP 'a'": nil, "'a' REGEXP NULL": nil])
    }

    @Test(arguments: [
        ("median(column1) FROM (VALUES (3), (1), (2))", 2.0), ("median(column1) FROM (VALUES (1), (2), (4), (9))", 3),
        ("median(column1) FROM (VALUES (1), (NULL), ('x'), (2.5))", 1.75), ("median(column1) FROM (VALUES (7))", 7),
        ("percentile(column1, 25) FROM (VALUES (1), (2), (3), (4), (5))", 2),
        ("percentile(column1, 90) FROM (VALUES (0), (10))", 9), ("percentile(column1, 0) FROM (VALUES (5), (4))", 4),
        ("percentile(column1, 100) FROM (VALUES (5), (4))", 5),
        ("percentile_cont(column1, 0.5) FROM (VALUES (1), (2))", 1.5),
        ("percentile_disc(column1, 0.5) FROM (VALUES (1), (2))", 1),
        ("percentile_disc(column1, 0.51) FROM (VALUES (1), (2))", 2),
        ("percentile_disc(column1, 0) FROM (VALUES (1), (2))", 1),
    ])
    func percentilesAreThoseOfTheNumbers(sql: String, expected: Double) throws {
        #expect(try value("SELECT " + sql) == expected)
    }

    @Test func nothingHasNoMedian() throws {
        #expect(try value("SELECT median(1) WHERE 0") == nil)
        #expect(try value("SELECT median('x')") == nil)
    }

    @Test(arguments: ["percentile(1, 101)", "percentile(1, -1)", "percentile_cont(1, 2)", "percentile(1, 'x')"])
    func aShareOutsideIsAnError(call: String) {
        #expect(throws: DatabaseError.self) { try value("SELECT " + call) }
    }
}
