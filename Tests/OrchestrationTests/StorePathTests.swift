import HandlerTesting
import Testing

@testable import Orchestration

@Suite struct StorePathTests {
    /// Names as a hostile file system could hold them: any bytes but a slash and a zero.
    private func names(seed: UInt64, count: Int) -> [[UInt8]] {
        var random = RepeatableGenerator(seed: seed)
        let frequent = Array("\\!#x2\n\u{1b}aé\u{301}\u{85}\"' ".utf8) + [0xFF, 0xC3, 0x7F, 0xE2, 0x80]
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...9, using: &random)).map { _ in
                let isFrequent = Int.random(in: 0..<4, using: &random) > 0
                let byte =
                    isFrequent ? frequent.randomElement(using: &random) ?? 1 : .random(in: 1...255, using: &random)
                return byte == UInt8(ascii: "/") ? 0x30 : byte
            }
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func anyNameComesBackFromItsText(seed: UInt64) {
        for name in names(seed: seed, count: 200) {
            let path = StorePath.root.appending(name: Array("dir".utf8)).appending(name: name)
            #expect(path.fileSystemBytes == Array("dir/".utf8) + name)
            let member = path.appending(member: name + Array("/a!/b".utf8), occurrence: 3)
            #expect(member.fileSystemBytes == Array("dir/".utf8) + name, "the file system holds only the archive")
        }
    }

    @Test func distinctNamesHaveDistinctPaths() {
        let names = Set(names(seed: 99, count: 5_000))
        #expect(Set(names.map { StorePath.root.appending(name: $0) }).count == names.count)
    }

    @Test func spellingsOfOneCharacterAreDifferentPaths() {
        let composed = StorePath.root.appending(name: Array("\u{e9}".utf8))
        let decomposed = StorePath.root.appending(name: Array("e\u{301}".utf8))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed.begins(with: "e"))
        #expect(decomposed < composed)
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func noTextDisturbsATerminal(seed: UInt64) {
        for name in names(seed: seed, count: 200) {
            let text = StorePath.root.appending(name: name).description
            let isClean = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
            #expect(isClean, "\(name)")
            #expect(!text.hasSuffix("!"), "the mark of an archive ends no name")
        }
    }

    @Test(arguments: [
        ("plain.csv", "plain.csv"), ("caf\u{e9} 1.txt", "caf\u{e9} 1.txt"), ("a\\b", #"a\\b"#),
        ("two\nlines", #"two\x0Alines"#),
        ("end!", #"end\x21"#), ("mid!dle", "mid!dle"), ("\u{85}", #"\xC2\x85"#), ("\u{7f}", #"\x7F"#),
    ])
    func theTextIsAsDocumented(name: String, text: String) {
        #expect(StorePath.root.appending(name: Array(name.utf8)).description == text)
    }

    @Test func bytesThatAreNoUTF8AreEscapedOneByOne() {
        #expect(StorePath.root.appending(name: [0x63, 0xE9, 0x2E, 0xC3]).description == #"c\xE9.\xC3"#)
    }

    @Test func membersLieBehindAMark() {
        let archive = StorePath.root.appending(name: Array("a.zip".utf8))
        #expect(archive.appending(member: Array("d/m.csv".utf8)).description == "a.zip!/d/m.csv")
        #expect(archive.appending(member: Array("../m!/x".utf8)).description == #"a.zip!/../m\x21/x"#)
        #expect(archive.appending(member: Array("/abs".utf8)).description == "a.zip!//abs")
        #expect(archive.appending(member: Array("m".utf8), occurrence: 2).description == "a.zip!/m\\#2")
        #expect(archive.appending(member: Array("m\\#2".utf8)).description == "a.zip!/m\\\\#2")
        #expect(archive.prefixOfMembers == "a.zip!/")
    }
}
