import DataStores
import Foundation
import HandlerTesting
import Orchestration
import Testing

@Suite struct DirectoryStoreTests {
    private let tree = TemporaryTree()

    private func store(_ change: (inout WalkFilter) -> Void = { _ in }) -> DirectoryStore {
        var filter = WalkFilter()
        change(&filter)
        return DirectoryStore(path: tree.path, filter: filter)
    }

    @Test func namesComeInTheOrderOfTheirBytes() {
        for name in ["b", "a", "Z", "a-", "\u{e9}", "_", "10", "9"] { tree.file(name) }
        tree.folder("a.d")
        tree.file("a.d/z")
        #expect(listing(store()) == ["+ 10", "+ 9", "+ Z", "+ _", "+ a", "+ a-", "+ a.d/z", "+ b", "+ \u{e9}"])
    }

    @Test(arguments: [1, 2, 3, 1_000]) func filesComeInTheOrderOfTheirPaths(window: Int) {
        let names = ["a", "a!", "a!b", "a b", "a-b", "a.b", "a0", "a\u{1}", "a\\", "\u{e9}", "~", "a\u{7f}"]
        for name in names {
            tree.file("file " + name)
            tree.folder("in " + name)
            for inner in names { tree.file("in \(name)/\(inner)") }
        }
        var paths: [StorePath] = []
        DirectoryStore(path: tree.path, windowCapacity: window).walk { element in
            if case .entry(let entry) = element { paths.append(entry.path) }
            return true
        }
        #expect(paths.count == names.count * (names.count + 1))
        #expect(paths == paths.sorted())
    }

    @Test func hiddenNamesAreLeftAndSaidSo() {
        tree.file(".hidden")
        tree.folder(".git")
        tree.file(".git/config")
        tree.file("seen")
        #expect(
            listing(store()) == [
                "- .git/: directory: hidden (--hidden takes it)", "- .hidden: hidden (--hidden takes it)", "+ seen",
            ])
        #expect(listing(store { $0.takesHidden = true }) == ["+ .git/config", "+ .hidden", "+ seen"])
    }

    @Test func patternsTakeAndLeave() {
        tree.folder("old")
        for name in ["a.csv", "b.txt", "c.csv", "old/d.csv"] { tree.file(name) }
        let including = listing(store { $0.include = [Glob("*.csv")] })
        #expect(including == ["+ a.csv", "- b.txt: matches no --include pattern", "+ c.csv", "+ old/d.csv"])
        let excluding = listing(store { ($0.include, $0.exclude) = ([Glob("*.csv")], [Glob("old"), Glob("c.*")]) })
        #expect(
            excluding == [
                "+ a.csv", "- b.txt: matches no --include pattern", "- c.csv: excluded by 'c.*'",
                "- old/: directory: excluded by 'old'",
            ])
    }

    @Test func aDirectoryIsEnteredThroughOneLinkOnly() {
        for level in 0..<30 {
            tree.folder("\(level)")
            for name in ["a", "b"] { tree.link("\(level)/\(name)", to: "../\(level + 1)") }
        }
        tree.folder("30")
        tree.file("30/file")
        let found = listing(store { $0.followsLinks = true })
        #expect(found.count < 3_000)
        #expect(found.contains("- 0/b/: directory: walked already, by another link to it"))
        #expect(found.filter { $0.hasPrefix("+") }.count == 2, "as it is, and through the first link")
    }

    @Test func linksAreFollowedOnlyWhereAskedAndNeverInCircles() {
        tree.folder("a")
        tree.folder("b")
        tree.file("a/file")
        tree.link("a/up", to: "..")
        tree.link("a/other", to: "../b")
        tree.link("b/back", to: "../a")
        tree.link("self", to: "self")
        let left = listing(store())
        #expect(left.filter { $0.hasPrefix("+") } == ["+ a/file"])
        #expect(left.contains("- self: symbolic link (--follow takes it)"))
        let followed = listing(store { $0.followsLinks = true })
        #expect(followed.contains("- a/up/: directory: a link back to a directory around it"))
        #expect(followed.contains("- a/other/back/: directory: a link back to a directory around it"))
        #expect(followed.contains("? self: unreadable"))
        #expect(followed.filter { $0.hasPrefix("+") } == ["+ a/file", "+ b/back/file"])
    }

    @Test(.timeLimit(.minutes(5))) func whatIsNoFileIsSkippedByItsKind() {
        tree.pipe("pipe")
        tree.socket("socket")
        tree.file("z")
        #expect(listing(store()) == ["- pipe: FIFO", "- socket: socket", "+ z"])
    }

    @Test func anyNameIsFoundAndCanBeOpened() throws {
        let names: [[UInt8]] = [
            [0x63, 0xE9], Array("two\nlines".utf8), Array(#"it's "q""#.utf8), Array("#1 %41".utf8), Array("end!".utf8),
            Array("back\\slash".utf8), Array("\u{1b}[31mred".utf8), Array("e\u{301}".utf8), Array("\u{e9}".utf8),
            Array(" ".utf8), Array("-rf".utf8), Array(repeating: 0xFF, count: 255),
        ]
        for name in names { tree.file(name, name) }
        let found = try contentsByPath(store())
        #expect(found.count == names.count)
        for name in names { #expect(found[StorePath.root.appending(name: name)] == name) }
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func aSmallWindowGivesTheSameWalk(seed: UInt64) {
        var random = RepeatableGenerator(seed: seed)
        for number in 0..<Int.random(in: 0...60, using: &random) {
            let name = String(UInt8.random(in: 0...255, using: &random), radix: 5) + "-\(number)"
            if number % 7 == 0 {
                tree.folder(name)
                for inner in 0..<Int.random(in: 0...9, using: &random) { tree.file("\(name)/\(inner)") }
            } else {
                tree.file(name)
            }
        }
        let whole = listing(store())
        for capacity in 1...4 {
            #expect(listing(DirectoryStore(path: tree.path, windowCapacity: capacity)) == whole)
        }
    }

    @Test func whatVanishesDuringTheWalkIsAFailureAndTheWalkGoesOn() {
        for name in ["a", "b", "c"] { tree.folder(name) }
        for name in ["a/1", "b/2", "c/3"] { tree.file(name) }
        var seen: [String] = []
        store().walk { element in
            if seen.isEmpty {
                tree.remove("b/2")
                tree.remove("b")
            }
            seen.append(line(element))
            return true
        }
        #expect(seen == ["+ a/1", "? b/: vanished", "+ c/3"])
    }

    @Test func aFileThatVanishesOrChangesItsKindIsAFailureWhenOpened() {
        tree.file("gone")
        tree.file("swapped")
        var codes: [FailureCode] = []
        store().walk { element in
            guard case .entry(let entry) = element else { return true }
            tree.remove(String(decoding: entry.name, as: UTF8.self))
            if entry.name == Array("swapped".utf8) { tree.pipe("swapped") }
            do throws(Failure) { _ = try entry.open(stop: nil) } catch { codes.append(error.code) }
            return true
        }
        #expect(codes == [.vanished, .vanished])
    }

    @Test func aRootThatIsNotThereIsAFailureOfTheRoot() {
        #expect(listing(DirectoryStore(path: tree.path + Array("/none".utf8))) == ["? : vanished"])
        tree.file("file")
        #expect(listing(DirectoryStore(path: tree.path + Array("/file".utf8))) == ["? : unreadable"])
    }

    @Test func oneFileCanBeTheRoot() throws {
        tree.file(".one.csv", "content")
        tree.file("two.csv")
        let store = DirectoryStore(path: tree.path, onlyName: Array(".one.csv".utf8))
        #expect(try contents(store) == [".one.csv": Array("content".utf8)])
    }

    @Test func theRecordStoreInUseIsLeft() throws {
        tree.folder("sub")
        for name in ["store.db", "store.db-wal", "sub/store.db"] { tree.file(name) }
        let directory = try #require(FileIdentity(path: String(decoding: tree.path, as: UTF8.self)))
        let names: Set = [Array("store.db".utf8), Array("store.db-wal".utf8)]
        let found = listing(store { $0.own = OwnFiles(directory: directory, names: names) })
        #expect(
            found == [
                "- store.db: the record store in use", "- store.db-wal: the record store in use", "+ sub/store.db",
            ])
    }

    @Test func aVisitorCanEndTheWalk() {
        for name in ["a", "b", "c"] { tree.file(name) }
        var count = 0
        store().walk { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }

    @Test func theSizeIsKnownBeforeOpening() {
        tree.file("a", "12345")
        var sizes: [Int64?] = []
        store().walk { element in
            if case .entry(let entry) = element { sizes.append(entry.size?.bytes) }
            return true
        }
        #expect(sizes == [5])
    }
}
