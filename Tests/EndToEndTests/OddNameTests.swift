import Foundation
import HandlerTesting
import Testing

/// Names are bytes: every one of them must be found, printed so that it can be told from all others, and found again.
@Suite struct OddNameTests {
    private static let noNames: Comment = "no real data: put it at ../shared/data or set TRAWL_CORPUS"
    private static let nastyStrings: [String] = {
        guard let file = TestData.corpus()?.appendingPathComponent("hostile/names/blns.json"),
            let data = try? Data(contentsOf: file)
        else { return [] }
        return (try? JSONDecoder().decode([String].self, from: data)) ?? []
    }()

    private static let names: [[UInt8]] =
        [
            "plain.txt", "two\nlines", "carriage\rreturn", "tab\there", "escape\u{1B}[31mred", "bell\u{7}",
            "delete\u{7F}",
            "next line\u{85}", "\"double\"", "'single'", "#hash", "back\\slash", "\\x41", "\\", "\\\\", "end\\",
            "star*",
            "*", "**", "what?", "[a-z]", "[", "{a,b}", "{lonely}", "a{b}c", "!", "bang!", "!bang", " ", " leading",
            "trailing ",
            "-rf", "--help", "%s%n", "$HOME", "`id`", "~", ".hidden", "...", "e\u{301}", "\u{E9}", "\u{202E}gpj.exe",
            "\u{FEFF}bom", "函館", "🐟", "a!/b".replacing("/", with: "\u{2215}"),
            String(repeating: "n", count: 255),
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC3], [0x63, 0x61, 0x66, 0xE9], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0x21, 0xFF],
        ]

    /// What is found and printed for files of these `names`; each holds its number.
    private func check(_ names: [[UInt8]], showing shown: (Int) -> Bool) throws {
        let bench = try Workbench()
        for (number, name) in names.enumerated() {
            try FileNames.write("file \(number)\n" + String(repeating: "x", count: number), named: name, in: bench.data)
        }
        #expect(try bench.run("--hidden").code == 0)
        let rows = try bench.rows("results")
        #expect(rows.count == names.count)
        let ledger = try bench.ledger()
        #expect(ledger.count == names.count)
        #expect(ledger.allSatisfy { $0["records"]?.elements.count == 1 }, "a record went to another file's row")
        for row in rows {
            let path = row.text("path")
            #expect(path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(path)")
            let number = try #require(names.firstIndex(of: FileNames.unescape(path)), "no file is called \(path)")
            let bytes = Double("file \(number)\n".utf8.count + number)
            #expect(row["aggregate"]?.number("bytes") == bytes, "\(path)")
            if shown(number) { try checkIsShown(path, bytes, bench) }
        }
    }

    private func checkIsShown(_ path: String, _ bytes: Double, _ bench: Workbench) throws {
        let ended = try bench.trawl("show", "--store", bench.store.path, "--format", "json", "--", path)
        #expect(ended.code == 0, "\(ended.errors)")
        guard ended.code == 0 else { return }
        let dossiers = try ended.json().elements
        #expect(dossiers.map { Array($0.text("path").utf8) } == [Array(path.utf8)])
        #expect(dossiers.first?["records"]?.elements.map { $0["aggregate"]?.number("bytes") } == [bytes], "\(path)")
    }

    @Test func namesOfAllKindsAreFoundPrintedAndFoundAgain() throws {
        try check(Self.names) { _ in true }
    }

    @Test(.enabled(if: !nastyStrings.isEmpty, noNames)) func stringsKnownToBreakThingsAreNamesLikeOthers() throws {
        let strings = Self.nastyStrings.map { Array($0.utf8) }
            .filter { !$0.isEmpty && $0.count <= 255 && !$0.contains(0) && !$0.contains(UInt8(ascii: "/")) }
            .filter { $0 != Array(".".utf8) && $0 != Array("..".utf8) }
        let names = Set(strings).sorted { $0.lexicographicallyPrecedes($1) }
        #expect(names.count > 200)
        // Asking for each takes a process, and these are many.
        try check(names) { $0.isMultiple(of: 8) }
    }

    @Test func directoriesHaveOddNamesToo() throws {
        let bench = try Workbench()
        for name in ["end!", "{x}", "[y]", "a\nb", "\\"] {
            try bench.write("words\n", to: "\(name)/file{1}.txt")
        }
        #expect(try bench.run().code == 0)
        let paths = try bench.rows("results").map { $0.text("path") }
        let expected = [
            #"[y]/file{1}.txt"#, #"\\/file{1}.txt"#, #"a\x0Ab/file{1}.txt"#, #"end\x21/file{1}.txt"#,
            #"{x}/file{1}.txt"#,
        ]
        #expect(paths.sorted() == expected)
        for path in paths { try checkIsShown(path, 6, bench) }
    }

    @Test func aGlobShowsAllThatMatch() throws {
        let bench = try Workbench()
        for name in ["a/1.txt", "a/2.txt", "b/1.txt"] { try bench.write("words\n", to: name) }
        try bench.run()
        func shown(_ pattern: String) throws -> [String] {
            try bench.trawl("show", "--store", bench.store.path, "--format", "ndjson", pattern).lines
                .map { try JSONValue(parsing: Data($0.utf8)).text("path") }
        }
        #expect(try shown("a/*") == ["a/1.txt", "a/2.txt"])
        #expect(try shown("1.txt") == [])
        #expect(try shown("**/1.txt") == ["a/1.txt", "b/1.txt"])
        let unknown = try bench.trawl("show", "--store", bench.store.path, "c/*")
        #expect(unknown.code == 64)
        #expect(unknown.errors.contains("c/*"))
    }
}
