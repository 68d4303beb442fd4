import ArgumentParser
import Foundation
import Glibc
import Inspection
import Orchestration
import RecordStores

/// What a store is exported as.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    case ndjson
    case csv
    case sqlite
}

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a store as plain tables for other programs.",
        discussion: """
            Writes the tables anomalies, columns, failures (those that stand), files, members and results: with ndjson and \
            csv a file for each into a directory, with sqlite all into one file with keys and indexes. Rows are in the order \
            of root, path and handler, and the same for the same files. --history adds runs, times and closed failures.

            EXAMPLE
              trawl export --to tables --format csv
              trawl export --to cruise.db --format sqlite     # for datasette, DuckDB, pandas, R
              trawl export --table columns --format ndjson --to - | jq .mean
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where to: a directory; with sqlite or a single --table a file, - for standard output.", valueName: "place")
    )
    var to: String

    @Option(name: .long, help: "What to write: ndjson, csv or sqlite.")
    var format: ExportFormat

    @Option(name: .long, help: ArgumentHelp("Only this table. May be given several times.", valueName: "name"))
    var table: [String] = []

    @Flag(name: .long, help: "Tell of runs too: their table, times, run numbers, and failures that no longer stand.")
    var history = false

    @Flag(name: .long, help: "Take the place of files that are there.")
    var replace = false

    private var isStandardOutput: Bool { to == "-" }

    func validate() throws {
        if isStandardOutput, format == .sqlite || table.count != 1 {
            throw ValidationError("standard output takes one --table as ndjson or csv")
        }
        if to.isEmpty { throw ValidationError("--to wants the name of a directory or file") }
        _ = try tables()
    }

    func run() throws {
        let export = StoreExport(try store.queryRunner())
        let tables = try tables()
        let written = try format == .sqlite ? writeDatabase(export, tables) : writeTexts(export, tables)
        guard !isStandardOutput else { return }
        for (name, rows) in written { Output.print("\(name)  \(rows) rows\n") }
    }

    private func tables() throws -> [ExportTable] {
        let all = ExportTable.all(history: history)
        let known = all.map(\.layout.name)
        for name in table where !known.contains(name) {
            let nearest = NearestName.of(name, in: known).map { "; did you mean '\($0)'?" } ?? ""
            let hint =
                name == "runs" ? "; it comes with --history" : "\(nearest) There are \(known.joined(separator: ", "))"
            throw ValidationError("there is no table '\(name)'\(hint)")
        }
        return table.isEmpty ? all : all.filter { table.contains($0.layout.name) }
    }

    private func writeDatabase(_ export: StoreExport, _ tables: [ExportTable]) throws -> [(table: String, rows: Int)] {
        if Self.isDirectory(to) { throw UsageError(description: "\(to) is a directory; --format sqlite writes a file") }
        try checkIsFree(to)
        var sink = try SQLiteTableSink(at: to)
        let written = try export.write(tables, to: &sink)
        try sink.close()
        return written
    }

    private func writeTexts(_ export: StoreExport, _ tables: [ExportTable]) throws -> [(table: String, rows: Int)] {
        let isFile = table.count == 1 && !Self.isDirectory(to)
        let paths = Dictionary(
            uniqueKeysWithValues: tables.map {
                ($0.layout.name, isFile ? to : "\(to)/\($0.layout.name).\(format.rawValue)")
            })
        if !isStandardOutput {
            if !isFile { try makeDirectory() }
            for path in paths.values.sorted() { try checkIsFree(path) }
        }
        var sink = TextTableSink(as: format == .csv ? .csv : .ndjson) { table in
            guard !isStandardOutput else { return FilePlace() }
            return try FilePlace(at: paths[table.name] ?? to)
        }
        return try export.write(tables, to: &sink)
    }

    private func makeDirectory() throws {
        do {
            try FileManager.default.createDirectory(atPath: to, withIntermediateDirectories: true)
        } catch {
            throw UsageError(description: "cannot make the directory \(to): \(error.localizedDescription)")
        }
    }

    private func checkIsFree(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError(description: "\(path) is no regular file; choose another --to, or - for standard output")
        }
        var source = stat()
        if stat(try store.configuration().store, &source) == 0,
            (source.st_dev, source.st_ino) == (status.st_dev, status.st_ino)
        {
            throw UsageError(description: "\(path) is the store itself; choose another --to")
        }
        if !replace { throw UsageError(description: "\(path) is there already; choose another --to, or --replace it") }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}
