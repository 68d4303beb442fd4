import Orchestration
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("*.csv", "a.csv", true), ("*.csv", "dir/a.csv", true), ("*.csv", "a.csv.gz", false), ("*.csv", ".csv", true),
        ("dir/*.csv", "dir/a.csv", true), ("dir/*.csv", "dir/sub/a.csv", false), ("dir/*.csv", "x/dir/a.csv", false),
        ("dir/**", "dir/sub/a.csv", true), ("dir/**/a.csv", "dir/a.csv", true), ("dir/**/a.csv", "dir/x/y/a.csv", true),
        ("**/a.csv", "a.csv", true), ("**/a.csv", "x/a.csv", true), ("**/a.csv", "x/ba.csv", false),
        ("**", "any/thing", true), ("*", "any/thing", true), ("/a.csv", "a.csv", true), ("/a.csv", "x/a.csv", false),
        ("?.csv", "a.csv", true), ("?.csv", "ab.csv", false), ("a?b/c", "a/b/c", false), ("?.csv", "\u{e9}.csv", true),
        ("[a-c].csv", "b.csv", true), ("[a-c].csv", "d.csv", false), ("[!a-c].csv", "d.csv", true),
        ("[^a-c].csv", "b.csv", false), ("[]x].csv", "].csv", true), ("[a-].csv", "-.csv", true),
        ("[abc", "[abc", true),
        ("a.{csv,tsv}", "a.tsv", true), ("a.{csv,tsv}", "a.txt", false), ("{a,b}{1,2}", "b2", true),
        ("{a,}x", "x", true), ("{a", "{a", true), ("\\*.csv", "*.csv", true), ("\\*.csv", "a.csv", false),
        ("*.zip!/*.csv", "o.zip!/m.csv", true), ("", "", true), ("", "a", false), ("a*b*c", "aXbYc", true),
        ("a*b*c", "aXcYb", false), ("caf\u{e9}*", "caf\u{e9}.txt", true),
    ])
    func matches(pattern: String, path: String, expected: Bool) {
        #expect(Glob(pattern).matches(path) == expected)
    }

    @Test(arguments: [
        ("dir/sub/*.csv", "dir/sub/"), ("*.csv", ""), ("dir/a.csv", "dir/a.csv"), ("/dir/[ab]", "dir/"),
        ("{a,b}/c", ""),
        ("a/\\*", "a/"),
    ])
    func everyMatchBeginsWithTheLiteralPrefix(pattern: String, prefix: String) {
        #expect(Glob(pattern).literalPrefix == prefix)
    }

    @Test func manyStarsDoNotTakeForEver() {
        let glob = Glob(String(repeating: "*a", count: 24) + "*b")
        #expect(!glob.matches(String(repeating: "a", count: 60)))
    }
}
