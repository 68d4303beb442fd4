@testable import DataStores
@testable import Orchestration

extension FuzzTarget {
    /// Any name becomes text without control characters from which it can be had back, and no two become the same.
    static let paths = FuzzTarget(
        "paths",
        seeds: Seeds(
            made: {
                texts("a/b.csv", "\\x41!/\\#2", "end!", "a!/b", "\u{85}\u{7F}\n", "é\u{301}", "a\na\na")()
                    + [[0xFF, 0xC3, 0x28, 0xE2, 0x82], [0xED, 0xA0, 0x80], [0x5C, 0xF4, 0x90, 0x80, 0x80]]
            })
    ) { input in
        let parts = input.bytes.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
        var texts: [StorePath: [UInt8]] = [:]
        for part in parts {
            let name = part.filter { $0 != UInt8(ascii: "/") }
            let path = StorePath.root.appending(name: name)
            try requireEqual(path.unescapedBytes, name, "the name of '\(path)'")
            try requireEqual(path.fileSystemBytes, name, "the name in the file system of '\(path)'")
            try requireEqual(texts[path] ?? name, name, "two names of '\(path)'")
            texts[path] = name
            let isPlain = path.description.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
            try require(isPlain, "a control character in '\(path)'")
        }
        try checkMembers(parts)
    }

    private static func checkMembers(_ members: [[UInt8]]) throws {
        let archive = StorePath.root.appending(name: members.first?.filter { $0 != UInt8(ascii: "/") } ?? [])
        var names = MemberNames()
        var seen: Set<StorePath> = []
        for member in members {
            let path = names.path(of: member, in: archive)
            try require(seen.insert(path).inserted, "two members are '\(path)'")
            try require(path.begins(with: archive.prefixOfMembers), "'\(path)' is not in '\(archive)'")
            try requireEqual(path.fileSystemBytes, archive.unescapedBytes, "the file around '\(path)'")
        }
    }

    /// A pattern that was made by opening a path up covers that path, and any pattern is answered in bounded time.
    static let globs = FuzzTarget(
        "globs",
        seeds: Seeds(
            made: texts(
                "**/*.{csv,tsv}\0ocean/a.csv", "a?[!b-d]*\0abcd", "{a,{b,c}}\0a", "\\*\\{x\\}\0*{x}", "[]a]\0]",
                "[a\0[a",
                "*a*a*a*a*b\0aaaaaaaaaaaa", "/x/**\0x/y/z", "é?\0é\u{1F600}"))
    ) { input in
        var input = input
        let choices = (0..<16).map { _ in input.choice(6) }
        let parts = input.bytes.split(separator: 0, maxSplits: 1).map { Array($0) }
        let pattern = String(decoding: parts.first ?? [], as: UTF8.self)
        let path = parts.count > 1 ? parts[1] : []
        let glob = Glob(pattern)
        let isCovered = glob.matches(bytes: path)
        if isCovered { try require(path.starts(with: glob.literalPrefix.utf8), "'\(pattern)' without its prefix") }
        let text = String(decoding: path, as: UTF8.self)
        try requireEqual(Glob(pattern).matches(text), glob.matches(bytes: Array(text.utf8)), "as text")
        guard !text.hasPrefix("/"), !text.hasSuffix("/"), !text.isEmpty else { return }
        let opened = "/" + opened(text, choices)
        try require(Glob(opened).matches(text), "'\(opened)' does not cover '\(text)'")
    }

    /// A pattern for `path`, whose characters stand for themselves or are opened up as `choices` say.
    private static func opened(_ path: String, _ choices: [Int]) -> String {
        var pattern = ""
        for (index, scalar) in path.unicodeScalars.enumerated() {
            let choice = choices[index % choices.count]
            let isSpecial = "/]!^-\\,{}".unicodeScalars.contains(scalar)
            switch choice {
            case 1 where scalar != "/": pattern += "?"
            case 2 where scalar != "/": pattern += "*"
            case 3 where !isSpecial: pattern += "[\(scalar)]"
            case 4 where !isSpecial && scalar.properties.isAlphabetic: pattern += "{no,\(scalar)}"
            case 5 where !isSpecial: pattern += "[!/]"
            default: pattern += "/" == scalar ? "/" : "\\\(scalar)"
            }
        }
        return pattern
    }
}
