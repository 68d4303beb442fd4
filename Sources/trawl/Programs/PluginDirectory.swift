import ArgumentParser
import FoundationEssentials
import Glibc

/// A directory in which handlers are looked for, and who named it.
struct PluginDirectory {
    /// Its path.
    let path: String
    /// File and line of the configuration, or the option or variable.
    let origin: String

    /// The directories that the configuration in `file` names, relative to that file.
    static func configured(_ top: YAMLSection, in file: String) throws(ConfigurationError) -> [PluginDirectory] {
        let home = URL(fileURLWithPath: file).deletingLastPathComponent()
        return (try top.texts("plugins") ?? []).map { path in
            let place = URL(fileURLWithPath: path, relativeTo: home)
            return PluginDirectory(path: place.path, origin: top.place(of: "plugins"))
        }
    }

    /// The directories that the environment names.
    static var inEnvironment: [PluginDirectory] {
        let paths = getenv("TRAWL_PLUGINS").map { String(cString: $0).split(separator: ":") } ?? []
        return paths.map { PluginDirectory(path: String($0), origin: "TRAWL_PLUGINS") }
    }

    /// The folders of handlers: this directory itself, or those within it.
    func handlerFolders() throws(ConfigurationError) -> [URL] {
        let folder = URL(fileURLWithPath: path).standardizedFileURL
        if Self.holdsManifest(folder) { return [folder] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw ConfigurationError(description: "\(origin): there is no directory \(path)")
        }
        let folders = names.sorted().map { folder.appendingPathComponent($0) }.filter(Self.holdsManifest)
        guard !folders.isEmpty else {
            throw ConfigurationError(
                description: "\(origin): \(path) holds no handler: neither it nor a folder in it has a handler.yaml")
        }
        return folders
    }

    private static func holdsManifest(_ folder: URL) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(ManifestReader.fileName).path)
    }
}

/// The option that names directories of handlers.
struct PluginOptions: ParsableArguments {
    @Option(
        name: .customLong("plugins"),
        help: ArgumentHelp(
            "A folder with a handler.yaml, or a directory of such folders. May be given several times.",
            valueName: "dir"))
    var directories: [String] = []

    /// `configuration` with the directories added.
    func applied(to configuration: Configuration) throws -> Configuration {
        var configuration = configuration
        configuration.plugins += directories.map { PluginDirectory(path: $0, origin: "--plugins") }
        return configuration
    }
}
