import Foundation
import HandlerTesting
import Testing

@Suite struct ExampleStoreTests {
    /// The Python that `PATH` leads to; `nil` where there is none.
    static let python: URL? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let candidates = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent("python3") }
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    @Test(.enabled(if: python != nil, "no python3 on the PATH"))
    func theExampleStoreIsWhatItsScriptWrites() throws {
        let target = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-store-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: target) }
        let python = try #require(Self.python)
        let process = Process()
        process.executableURL = python
        process.arguments = [TestData.folder().appendingPathComponent("make_store.py").path, target.path]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        #expect(try listing(of: target) == listing(of: TestData.folder().appendingPathComponent("store")))
    }

    /// Every file by name and content, as `diff` would see it. Names that are no UTF-8 are beyond Foundation's paths, so the
    /// system's own tools list them.
    private func listing(of folder: URL) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum"]
        process.currentDirectoryURL = folder
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: bytes, as: UTF8.self)
    }
}
