import Foundation
import HandlerTesting
import Testing

/// Trees and files that were made to do harm.
@Suite(.timeLimit(.minutes(10))) struct HostileTreeTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test func aFileBelowTenThousandDirectoriesIsFound() throws {
        try digDown(levels: 10_000)
        let run = try MeasuredRun(bench)
        try run.checkHolds(bench)
        let paths = try bench.rows("results").map { $0.text("path") }
        #expect(paths == [String(repeating: "d/", count: 10_000) + "deep.txt"])
    }

    /// Makes directories in each other, step by step, as no path may be so long.
    private func digDown(levels: Int) throws {
        var folder = open(bench.data.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for _ in 0..<levels {
            #expect(mkdirat(folder, "d", 0o755) == 0)
            let next = openat(folder, "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            close(folder)
            folder = next
        }
        let file = openat(folder, "deep.txt", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
        #expect(write(file, "words\n", 6) == 6)
        close(file)
        close(folder)
    }

    /// A million with `TRAWL_FULL_SIZE` set.
    @Test func aDirectoryMayHaveAnyNumberOfEntries() throws {
        let count = ProcessInfo.processInfo.environment["TRAWL_FULL_SIZE"] != nil ? 1_000_000 : 50_000
        let folder = open(bench.data.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        for number in 0..<count { close(openat(folder, "file-\(number)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)) }
        let run = try MeasuredRun(bench)
        try run.checkHolds(bench)
        #expect(run.summary.number("skipped") == Double(count))
    }

    @Test func linksThatLeadToEachOtherAreNotFollowedForEver() throws {
        for (folder, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
            try bench.write("words\n", to: "\(folder)/file.txt")
            #expect(symlink("../\(other)", bench.data.appendingPathComponent("\(folder)/next").path) == 0)
            #expect(symlink(".", bench.data.appendingPathComponent("\(folder)/here").path) == 0)
        }
        let run = try MeasuredRun(bench, "--follow")
        try run.checkHolds(bench)
        #expect(run.code == 0)
        let paths = try bench.rows("results").map { $0.text("path") }
        #expect(paths.contains("a/next/next/file.txt"))
        #expect(!paths.contains { $0.contains("next/next/next") })
    }

    @Test func aFileBeyondAllMeasureEndsAtItsLimitAndHoldsUpNoOther() throws {
        for name in ["a.bin", "b.csv"] {
            let file = open(bench.data.appendingPathComponent(name).path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            defer { close(file) }
            if name == "b.csv" { #expect(write(file, "a,b\n1,2\n", 8) == 8) }
            #expect(ftruncate(file, 1 << 40) == 0)
        }
        for number in 0..<20 { try bench.write("words \(number)\n", to: "c\(number).txt") }
        let limits = "{enabled: true, jobs: 1, limits: {wall: 2s, cpu: 2s}}"
        let config = try bench.configure("jobs: 2\nhandlers: {fingerprint: \(limits)}\n")
        let run = try MeasuredRun(bench, "--config", config)
        try run.checkHolds(bench)
        let rows = try bench.rows("failures")
        #expect(Set(rows.map { $0.text("path") }) == ["a.bin", "b.csv"])
        for row in rows {
            #expect(row.text("code") == "quarantined")
            let message = row.text("message")
            #expect(message.hasPrefix("time-exceeded") || message.hasPrefix("cpu-exceeded"), "\(message)")
        }
        #expect(Set(try bench.rows("results").map { $0.text("path") }).count == 20)
    }
}

/// Files of others that were made to break readers; they are no part of the project.
@Suite(.enabled(if: TestData.corpus() != nil, "no corpus: set TRAWL_CORPUS"), .timeLimit(.minutes(10)))
struct HostileCorpusRunTests {
    @Test(arguments: ["hostile", "fileid"]) func everyFileEndsWithAnOutcome(folder: String) throws {
        let corpus = try #require(TestData.corpus()).appendingPathComponent(folder)
        let bench = try Workbench(walking: corpus)
        let run = try MeasuredRun(bench, "--enable", "fingerprint")
        try run.checkHolds(bench)
        let files = FileNames.below(Array(corpus.path.utf8)).count
        #expect(run.summary.number("found").map { $0 >= Double(files) } == true)
        #expect(!(try bench.rows("failures")).contains { $0.text("code") == "quarantined" })
    }
}
