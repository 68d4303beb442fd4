import Foundation

/// A new handler in Swift, within a checkout of Trawl: its folder, its tests, and the lines by which it is compiled in.
struct SwiftScaffold {
    private let name: String
    private let type: String
    private let root: URL

    /// Prepares a handler called `name` in the checkout around `folder`; `nil` where there is none.
    init?(_ name: String, around folder: URL) {
        self.name = name
        type = name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        var root = folder.standardizedFileURL
        while !Self.isCheckout(root) {
            if root.path == "/" { return nil }
            root.deleteLastPathComponent()
        }
        self.root = root
    }

    /// The folder of the handler.
    var home: URL { root.appendingPathComponent("Plugins/\(type)") }

    /// The checkout.
    var checkout: URL { root }

    /// The tests of the handler.
    var tests: String { "\(type)Tests" }

    /// What is to be written, relative to the checkout.
    var files: [HandlerTemplate.File] {
        [
            ("Plugins/\(type)/\(type)Handler.swift", PackageResources.swift_Handler_swift_txt),
            ("Plugins/\(type)/README.md", PackageResources.swift_README_md_txt),
            ("Tests/\(tests)/\(tests).swift", PackageResources.swift_Tests_swift_txt),
            ("test_data/\(name)/sample/input.txt", PackageResources.swift_input_txt_txt),
            ("test_data/\(name)/sample/expected.json", PackageResources.swift_expected_json_txt),
        ].map { path, bytes in
            let text = String(decoding: bytes, as: UTF8.self)
                .replacingOccurrences(of: "TYPE", with: type).replacingOccurrences(of: "NAME", with: name)
            return HandlerTemplate.File(path: path, content: Data(text.utf8))
        }
    }

    /// A line that goes into a file of the checkout.
    private struct Insertion {
        let file: String
        /// The line after which the list begins to which it belongs.
        let mark: String
        let line: String
    }

    private var insertions: [Insertion] {
        let list = "Sources/BuiltinHandlers/BuiltinHandlers.swift"
        return [
            Insertion(file: "Package.swift", mark: "let handlers: [Target] = [", line: "    handler(\"\(type)\"),"),
            Insertion(
                file: "Package.swift", mark: "        tests(\"EndToEndTests\"",
                line: "        tests(\"\(tests)\", [\"HandlerAPI\", \"HandlerTesting\", \"\(type)\"]),"),
            Insertion(file: list, mark: "import HandlerAPI", line: "import \(type)"),
            Insertion(
                file: list, mark: "    public static let all: [any Handler.Type] = [",
                line: "        \(type)Handler.self,"),
        ]
    }

    /// Adds the handler to the lists of what is compiled in; returns the lines for which there was no place, with their files.
    func register() throws -> [String] {
        var left: [String] = []
        for insertion in insertions {
            let file = root.appendingPathComponent(insertion.file)
            var lines = ((try? String(contentsOf: file, encoding: .utf8)) ?? "").components(separatedBy: "\n")
            if let place = lines.firstIndex(where: { $0.hasPrefix(insertion.mark) }) {
                lines.insert(insertion.line, at: place + 1)
                try Data(lines.joined(separator: "\n").utf8).write(to: file)
            } else {
                left.append("\(insertion.file): \(insertion.line.trimmingCharacters(in: .whitespaces))")
            }
        }
        return left
    }

    private static func isCheckout(_ folder: URL) -> Bool {
        ["Package.swift", "Plugins", "Sources/HandlerAPI"].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
        }
    }
}
