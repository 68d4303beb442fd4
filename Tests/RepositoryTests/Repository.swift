import Foundation
import HandlerTesting

/// Looks into the project's own files.
enum Repository {
    static let root = TestData.projectRoot()

    /// The names of the folders in `folder`, in order.
    static func folders(in folder: String) throws -> [String] {
        let url = root.appendingPathComponent(folder)
        return try FileManager.default.contentsOfDirectory(atPath: url.path).filter { name in
            !name.hasPrefix(".") && isFolder(url.appendingPathComponent(name))
        }.sorted()
    }

    /// The folders of `Plugins/` with handlers that are compiled in: neither the examples nor programs.
    static func handlerFolders() throws -> [String] {
        try folders(in: "Plugins").filter { $0 != "examples" && !exists("Plugins/\($0)/handler.yaml") }
    }

    static func isFolder(_ url: URL) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    /// The paths of all Swift files below `folder`.
    static func swiftFiles(in folder: String) throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
    }

    /// Every module imported below `folder`, with the file that does.
    static func imports(in folder: String) throws -> [(file: String, module: String)] {
        try swiftFiles(in: folder).flatMap { file in
            importedModules(of: try text(of: file)).map { (file, $0) }
        }
    }

    /// The modules that the lines of `source` import, whatever stands before the word and whatever part is named.
    static func importedModules(of source: String) -> [String] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let modifiers: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        return source.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").drop { $0.hasPrefix("@") || modifiers.contains($0) }
            guard words.first == "import" else { return nil }
            return words.dropFirst().drop { kinds.contains($0) }.first?.split(separator: ".").first.map(String.init)
        }
    }
}
