import Foundation
import HandlerTesting
import Testing

/// The pages in a browser: what `Tests/Browser/check.py` does with them.
@Suite struct ServeBrowserTests {
    private static let python = URL(fileURLWithPath: "/usr/bin/python3")
    private static let canBrowse = ["/usr/bin/chromium", python.path].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: canBrowse, "chromium is not there: .ci/install-packages chromium"))
    func peopleFindTheirWay() throws {
        let bench = try Workbench()
        try bench.writeMuch(small: 150, tables: 12)
        let file = try bench.write("name,remark\n1,\"never closed\n", to: "open.csv")
        try bench.run("--enable", "fingerprint")
        try Data("name,remark\n1,closed\n".utf8).write(to: file)
        let dashboard = try DashboardProcess(bench, "--allow-actions")
        let script = TestData.projectRoot().appendingPathComponent("Tests/Browser/check.py").path
        let arguments = [script, dashboard.address, bench.data.path, TrawlProcess.binary.path, bench.store.path]
        let ended = try TrawlProcess.start(arguments, in: bench.folder, program: Self.python).wait()
        #expect(ended.code == 0, "\(ended.text)\(ended.errors)")
    }
}
