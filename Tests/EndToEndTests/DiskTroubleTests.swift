import Foundation
import HandlerTesting
import Testing

/// Disks that lose what was not synced, fill up or fail; by scripts of Tests/Torture, which makes more of each.
@Suite struct DiskTroubleTests {
    private static let python = URL(fileURLWithPath: "/usr/bin/env")

    /// Whether the scripts can work: they need Python and a compiler for the library that stands before the disk.
    private static let isAble: Bool = {
        guard let bench = try? Workbench() else { return false }
        return ["python3", "clang"].allSatisfy { name in
            let ended = try? TrawlProcess.start([name, "--version"], in: bench.folder, program: python).wait()
            return ended?.code == 0
        }
    }()

    @Test(
        .enabled(if: isAble, "python3 and clang are needed, and not installed"),
        arguments: [
            ["lose-power", "FILES=100", "MOMENTS=4"], ["fail-disk", "FILES=100", "MOMENTS=4"],
        ])
    func whatWasCommittedStands(script: [String]) throws {
        let bench = try Workbench()
        let path = TestData.projectRoot().appendingPathComponent("Tests/Torture/\(script[0])").path
        let settings = Array(script.dropFirst()) + ["TMPDIR=\(bench.folder.path)"]
        let arguments = settings + ["python3", path, TrawlProcess.binary.path]
        let ended = try TrawlProcess.start(arguments, in: bench.folder, program: Self.python).wait()
        #expect(ended.code == 0, "\(ended.errors)\(ended.text)")
    }
}
