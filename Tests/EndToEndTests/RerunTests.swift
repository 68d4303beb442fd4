import Foundation
import HandlerTesting
import Testing

/// What a store says of files that changed between two runs.
@Suite struct RerunTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func put(_ example: String, as name: String) throws {
        let url = bench.data.appendingPathComponent(name)
        try? FileManager.default.removeItem(at: url)
        try FileManager.default.copyItem(at: TestData.folder().appendingPathComponent("store/\(example)"), to: url)
    }

    private func paths() throws -> [String] { try bench.ledger().map { $0.text("path") } }

    @Test func aNewResultTakesTheOldOnesPlace() throws {
        try bench.write("one\n", to: "a.txt")
        try bench.run()
        try bench.write("one two\n", to: "a.txt")
        try bench.run()
        #expect(try bench.rows("results").map { $0["aggregate"]?.number("words") } == [2])
        try put("unknown/blob.bin", as: "a.txt")
        try bench.run()
        #expect(try bench.rows("results").isEmpty)
        #expect(try bench.rows("skipped").map { $0.text("path") } == ["a.txt"])
    }

    @Test func membersThatAreGoneLeaveNothingBehind() throws {
        try put("archives/encrypted.zip", as: "a.zip")
        #expect(try bench.run().code == 3)
        #expect(try bench.rows("failures").map { $0.text("path") } == ["a.zip!/secret.csv"])
        try put("archives/nested.zip", as: "a.zip")
        #expect(try bench.run().code == 0)
        #expect(try bench.rows("failures").isEmpty)
        #expect(try bench.rows("failures", "--all").map { $0["resolved"] } == [.boolean(true)])
        #expect(try paths().contains("a.zip!/outer.txt"))
        #expect(try !paths().contains("a.zip!/secret.csv"))
    }

    @Test func anArchiveThatIsNoneAnyMoreHasNoMembers() throws {
        try put("damaged/truncated.zip", as: "a.zip")
        try put("archives/logs.tar.xz", as: "b.zip")
        #expect(try bench.run().code == 3)
        #expect(try paths().count == 7)
        try bench.write("plain words\n", to: "a.zip")
        #expect(try bench.run().code == 0)
        #expect(try paths() == ["a.zip", "b.zip"] + (1...3).map { "b.zip!/logs/day\($0).log" })
        #expect(try bench.rows("results", "--path", "a.zip*/**").isEmpty)
        #expect(try bench.rows("failures").isEmpty)
    }
}
