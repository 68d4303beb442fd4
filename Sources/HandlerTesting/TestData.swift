import Foundation

/// Where the data of tests lies.
public enum TestData {
    /// The project's folder: the nearest one above `file` that holds `Package.swift`, else the working directory.
    public static func projectRoot(from file: String = #filePath) -> URL {
        var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
                return folder
            }
            folder.deleteLastPathComponent()
        }
        return URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    }

    /// The project's own made-up data.
    public static func folder(from file: String = #filePath) -> URL {
        projectRoot(from: file).appendingPathComponent("test_data")
    }

    /// Real data that is not part of the project: `$TRAWL_CORPUS`, else `../shared/data`; `nil` where there is none.
    public static func corpus(from file: String = #filePath) -> URL? {
        let beside = projectRoot(from: file).appendingPathComponent("../shared/data").standardized
        let chosen = ProcessInfo.processInfo.environment["TRAWL_CORPUS"].map { URL(fileURLWithPath: $0) } ?? beside
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: chosen.path, isDirectory: &isFolder)
        return exists && isFolder.boolValue ? chosen : nil
    }
}
