import Orchestration
import Testing

@Suite struct PathSelectionTests {
    @Test func whatBeginsWithATextIsTaken() {
        let paths = PathSelection.beginning(with: "a/b")
        #expect(paths.contains(StorePath(escaped: "a/b")))
        #expect(paths.contains(StorePath(escaped: "a/bc!/d")))
        #expect(!paths.contains(StorePath(escaped: "a/c")))
        #expect(PathSelection.all.contains(StorePath(escaped: "a")))
        #expect(PathSelection.all.contains(.root))
    }

    @Test func oneIsTakenAndNotWhatBeginsLikeIt() {
        let paths = PathSelection.only(StorePath(escaped: "a"))
        #expect(paths.contains(StorePath(escaped: "a")))
        #expect(!paths.contains(StorePath(escaped: "a/b")))
    }

    @Test(
        arguments: [
            ("a", "b"), ("ocean/", "ocean0"), ("ä", "å"), ("a\u{7F}", "a\u{80}"), ("\u{D7FF}", "\u{E000}"),
            ("a\u{FFFF}", "a\u{10000}"), ("a\u{10FFFF}", "b"), ("\u{10FFFF}\u{10FFFF}", nil), ("", nil),
        ] as [(String, String?)])
    func theEndComesRightAfterAllThatBeginWithAText(prefix: String, end: String?) {
        #expect(PathSelection.end(ofPathsBeginningWith: prefix) == end)
    }

    @Test func theEndPartsThePathsByTheirBytes() {
        let scalars = [
            "\0", "a", "b", "\u{7F}", "\u{80}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}",
        ]
        let texts = scalars.flatMap { first in [first] + scalars.map { first + $0 } }
        for prefix in texts {
            let end = PathSelection.end(ofPathsBeginningWith: prefix).map { Array($0.utf8) }
            for text in texts where !text.utf8.lexicographicallyPrecedes(prefix.utf8) {
                let isBelow = end.map { text.utf8.lexicographicallyPrecedes($0) } ?? true
                #expect(
                    isBelow == text.utf8.starts(with: prefix.utf8),
                    "\(text.debugDescription) \(prefix.debugDescription)")
            }
        }
    }
}
