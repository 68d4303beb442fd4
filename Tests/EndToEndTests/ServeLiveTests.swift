import Foundation
import HandlerTesting
import Testing

/// The dashboard beside a run that goes on, and runs that it starts.
@Suite struct ServeLiveTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    /// A handler that waits as long as a file named `hold` is there.
    private func writeWaitingHandler() throws -> String {
        let hold = bench.folder.appendingPathComponent("hold")
        try Data().write(to: hold)
        _ = try bench.writeHandler(
            "waits", "cat > /dev/null; while [ -e '\(hold.path)' ]; do sleep 0.05; done; echo '{}'\n")
        return bench.folder.appendingPathComponent("handlers").path
    }

    private func release() throws {
        try FileManager.default.removeItem(at: bench.folder.appendingPathComponent("hold"))
    }

    @Test func aRunIsSeenWhileItGoesOnAndGoneWhenItEnds() throws {
        try bench.write("words\n", to: "first.txt")
        try bench.run()
        let plugins = try writeWaitingHandler()
        for number in 0..<8 { try bench.write("words \(number)\n", to: "\(number).txt") }
        let dashboard = try DashboardProcess(bench)
        let events = try RawConnection(dashboard.port)
        events.send(Array("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        #expect(events.read(until: #""running":false"#))
        let run = try bench.startRun("--plugins", plugins, "--isolation", "none", "--jobs", "2")
        #expect(events.read(until: #""running":true"#), "the event comes by itself")
        var status = JSONValue.null
        #expect(
            try eventually {
                status = try dashboard.json("/api/v1/status")
                return !(status["run"]?["active"]?.elements.isEmpty ?? true)
            })
        #expect(status["run"]?.number("run") == 2)
        #expect(status["run"]?["active"]?.elements.first?.text("handler") == "waits")
        #expect(status["run"]?["lanes"]?.elements.contains { $0.text("handler") == "waits" } == true)
        #expect(try dashboard.get("/").body.contains("Run 2 goes on"))
        #expect(try dashboard.get("/metrics").body.contains("trawl_run_active 1\n"))
        try release()
        #expect([0, 3].contains(try run.wait().code))
        #expect(events.read(until: #""running":false"#))
        #expect(!FileManager.default.fileExists(atPath: bench.store.path + ".status"))
    }

    @Test func whatAKilledRunHasLeftIsNotTakenForARun() throws {
        try bench.write("words\n", to: "a.txt")
        try bench.run()
        let status = bench.store.path + ".status"
        try Data(
            #"{"run":1,"process":1,"seconds":1,"workers":1,"found":1,"finished":0,"bytes":0,"outcomes":{},"lanes":[],"active":[]}"#
                .utf8
        )
        .write(to: URL(fileURLWithPath: status))
        let old = Date(timeIntervalSinceNow: -60)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: status)
        let dashboard = try DashboardProcess(bench)
        #expect(try dashboard.json("/api/v1/status")["running"] == .boolean(false))
        try Data("nonsense".utf8).write(to: URL(fileURLWithPath: status))
        #expect(try dashboard.json("/api/v1/status")["running"] == .boolean(false))
    }

    @Test func aFailureThatWasMendedIsResolvedByItsButton() throws {
        let file = try bench.write("name,remark\n1,\"never closed\n", to: "odd [name]*.csv")
        try bench.write("name,remark\n1,\"never closed\n", to: "odd n.csv")
        try bench.run()
        let dashboard = try DashboardProcess(bench, "--allow-actions")
        #expect(try dashboard.json("/api/v1/files?outcome=failed").number("matches") == 2)
        try Data("name,remark\n1,closed\n".utf8).write(to: file)
        let form = "root=\(bench.data.path)&path=odd+%5Bname%5D*.csv&csrf=\(try dashboard.csrf)"
        #expect(try dashboard.post("/retry", form).header("Location") == "/?started=true")
        #expect(try eventually { try dashboard.json("/api/v1/files?outcome=failed").number("matches") == 1 })
        #expect(try bench.rows("runs").count == 2)
    }

    @Test func aGroupIsTriedAgainThroughTheAPI() throws {
        let file = try bench.write("name,remark\n1,\"never closed\n", to: "open.csv")
        try bench.run()
        let dashboard = try DashboardProcess(bench, "--allow-actions")
        let group = try #require(try dashboard.json("/api/v1/failure-groups")["groups"]?.elements.first)
        try Data("name,remark\n1,closed\n".utf8).write(to: file)
        let header = "X-Trawl-CSRF: \(try dashboard.csrf)"
        #expect(try dashboard.post("/api/v1/retry", "signature=none", header).status == 404)
        #expect(try dashboard.post("/api/v1/retry", "signature=\(group.text("signature"))", header).status == 202)
        #expect(try eventually { try dashboard.json("/api/v1/failure-groups")["groups"]?.elements.isEmpty ?? false })
    }
}
