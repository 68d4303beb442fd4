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
        ("[\u{e8}\u{e9}]x", "\u{e9}x", true), ("[!a]x", "\u{e9}x", true), ("[!]a]", "b", true), ("[!]a]", "]", false),
        ("\\{x\\}", "{x}", true), ("\\{x\\}", "x", false), ("a\\,b", "a,b", true), ("[{]{a,b}", "{b", true),
        ("{a,{b,c}d}e", "cde", true), ("{a,{b,c}d}e", "ae", true), ("{a,{b,c}d}e", "ce", false),
        ("{a,{b,c}", "{a,c", true),
        ("a}b,c", "a}b,c", true), ("{a/b,c}", "c", true), ("x{**/,}y/z", "xy/z", true), ("***/a", "b/c/a", true),
        ("\\", "\\", true),
    ])
    func matches(pattern: String, path: String, expected: Bool) {
        #expect(Glob(pattern).matches(path) == expected)
    }

    @Test(arguments: [
        ("dir/sub/*.csv", "dir/sub/"), ("*.csv", ""), ("dir/a.csv", "dir/a.csv"), ("/dir/[ab]", "dir/"),
        ("{a,b}/c", ""),
        ("a/\\*", "a/*"), ("a/\\{b}", "a/{b}"), ("a{b,c}/d", "a"),
    ])
    func everyMatchBeginsWithTheLiteralPrefix(pattern: String, prefix: String) {
        #expect(Glob(pattern).literalPrefix == prefix)
    }

    @Test func aByteThatIsNoCharacterIsOneForAPattern() {
        #expect(Glob("a?b").matches(bytes: [0x61, 0xFF, 0x62]))
        #expect(Glob("a[!x]b").matches(bytes: [0x61, 0xC3, 0x62]))
        #expect(!Glob("a?b").matches(bytes: [0x61, 0xC3, 0xA9, 0xA9, 0x62]))
        #expect(Glob("a*").matches(bytes: [0x61, 0xE2, 0x82]))
    }

    @Test func manyAlternativesTakeNoMoreThanTheyAre() {
        let glob = Glob(String(repeating: "{a,b,}", count: 200))
        #expect(glob.matches(String(repeating: "ab", count: 100)))
        #expect(!glob.matches(String(repeating: "ab", count: 100) + "c"))
        #expect(Glob(String(repeating: "{", count: 5_000)).matches(String(repeating: "{", count: 5_000)))
    }

    @Test func manyStarsDoNotTakeForEver() {
        let glob = Glob(String(repeating: "*a", count: 24) + "*b")
        #expect(!glob.matches(String(repeating: "a", count: 60)))
    }
}
