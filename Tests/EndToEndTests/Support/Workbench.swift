import Foundation
import HandlerTesting

/// A folder with `data` to walk and a store beside it; it goes away with the test.
final class Workbench {
    static let listings = ["results", "anomalies", "failures", "skipped"]

    let folder: URL
    /// What ``run(_:)`` walks.
    let data: URL
    let store: URL

    /// Makes a folder; `data` is where it walks, or else an empty directory of its own.
    init(walking data: URL? = nil) throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("trawl-" + UUID().uuidString)
        self.data = data ?? folder.appendingPathComponent("data")
        store = folder.appendingPathComponent("store.db")
        let own = folder.appendingPathComponent("data")
        try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    }

    deinit {
        // Names that are no UTF-8 are beyond FileManager.
        let remover = Process()
        remover.executableURL = URL(fileURLWithPath: "/bin/rm")
        remover.arguments = ["-rf", folder.path]
        try? remover.run()
        remover.waitUntilExit()
    }

    /// Writes a file below `data`.
    @discardableResult
    func write(_ text: String, to name: String) throws -> URL {
        let url = data.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url
    }

    /// Fills `data` with small files first and large tables last, which keep a run busy for a while.
    func writeMuch(small: Int = 1_000, tables: Int = 12, rows: Int = 30_000) throws {
        for number in 0..<small { try write("file \(number)\n", to: "a/\(number).txt") }
        let lines = (0..<rows).map { "2024-01-\($0 % 28 + 1)T00:00:00Z,S\($0 % 7),\(Double($0) * 0.25)\n" }
        let table = try write("time,sensor,value\n" + lines.joined(), to: "z/table0.csv")
        for number in 1..<tables {
            let other = table.deletingLastPathComponent().appendingPathComponent("table\(number).csv")
            try FileManager.default.linkItem(at: table, to: other)
        }
    }

    /// Writes a handler of plain text in shell, which gets each file as its input, and returns its folder.
    func writeHandler(_ name: String, _ script: String, version: String = "1.0.0") throws -> URL {
        let handler = folder.appendingPathComponent("handlers/\(name)")
        try FileManager.default.createDirectory(at: handler, withIntermediateDirectories: true)
        let manifest = """
            protocol: 1
            name: \(name)
            version: \(version)
            summary: Does what a test wants.
            command: [sh, handler.sh]
            accepts: [text/plain]
            delivery: input
            """
        try Data(manifest.utf8).write(to: handler.appendingPathComponent("handler.yaml"))
        try Data(script.utf8).write(to: handler.appendingPathComponent("handler.sh"))
        return handler
    }

    /// Writes a configuration and returns its path.
    func configure(_ text: String) throws -> String {
        let url = folder.appendingPathComponent("trawl-test.yaml")
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// `trawl ARGUMENTS` in the folder.
    func trawl(_ arguments: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(arguments, in: folder)
    }

    private func runArguments(_ options: [String]) -> [String] {
        ["run", data.path, "--store", store.path, "--quiet"] + options
    }

    /// `trawl run` over `data`.
    @discardableResult
    func run(_ options: String...) throws -> TrawlProcess.Ended {
        try TrawlProcess.run(runArguments(options), in: folder)
    }

    /// `trawl run` over `data`, not waited for.
    func startRun(_ options: String...) throws -> TrawlProcess.Running {
        try TrawlProcess.start(runArguments(options), in: folder)
    }

    /// What a listing prints in `format`.
    func list(_ listing: String, _ options: String..., format: String = "ndjson") throws -> TrawlProcess.Ended {
        try TrawlProcess.run([listing, "--store", store.path, "--format", format] + options, in: folder)
    }

    /// The rows of a listing.
    func rows(_ listing: String, _ options: String...) throws -> [JSONValue] {
        let ended = try TrawlProcess.run(
            [listing, "--store", store.path, "--format", "ndjson"] + options, in: folder)
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    /// What the four listings print, as it is.
    func everything() throws -> [Data] { try Self.listings.map { try list($0).output } }

    /// One object for every entry: its ledger row, and what belongs to it.
    func ledger() throws -> [JSONValue] {
        let ended = try trawl("show", "--store", store.path, "--format", "ndjson", "--", "**/*")
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }
}

/// Waits until `condition` holds; `false` where it does not within `limit`.
func eventually(within limit: Duration = .seconds(60), _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try condition() { return true }
        // What is waited for is another process's doing: it needs a core to get there.
        usleep(2_000)
    }
    return false
}
