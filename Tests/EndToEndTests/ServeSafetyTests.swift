import Foundation
import HandlerTesting
import Testing

/// What the dashboard does not let happen.
@Suite struct ServeSafetyTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        try bench.write("name,remark\n1,\"never closed\n", to: "open.csv")
        try bench.run()
    }

    @Test(
        arguments: [
            ("Host: evil.example", 421), ("Host: evil.example:8420", 421), ("Host: 127.0.0.1.evil.example", 421),
            ("Host: localhost.evil.example", 421), ("Host: [::1", 421), ("Host: LOCALHOST:1", 200),
            ("Host: [::1]:80", 200),
            ("Host: 10.1.2.3", 200), ("Host: data.example.org", 200),
        ])
    func aNameThatIsNotItsOwnIsRefused(host: String, status: Int) throws {
        let dashboard = try DashboardProcess(bench, "--host", "data.example.org")
        #expect(try dashboard.get("/", host).status == status)
    }

    @Test(
        arguments: [
            "/../etc/passwd", "/..%2f..%2fetc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e/x", "/%00",
            "/files%0d%0aX:y",
            "/files?q=%", "/files?q=%zz", "/files?q=%ff", "/files?limit=1", "/files?q=a&q=b", "/api/v1/files?limit=0",
            "/api/v1/files?limit=99999999999999999999", "/api/v1/files?outcome=maybe", "/api/v1/files?vanished=2",
            "/api/v1/anomalies?after_score=nan", "/api/v1/anomalies?after_ordinal=9223372036854775808",
            "/api/v1/files?limit=", "/api/v1/files?vanished=", "/api/v1/anomalies?after_score=",
            "/api/v1/runs?before=-1", "/api/v1/run", "/api/v1/run?number=x",
            "/file",
            "/failure", "/\\..\\x", "/assets/dashboard.css/..", "http://evil.example/",
        ])
    func aRequestThatMakesNoSenseIsRefusedWithoutTrace(target: String) throws {
        let dashboard = try DashboardProcess(bench)
        let answer = try dashboard.get(target)
        #expect(400..<500 ~= answer.status)
        #expect(!answer.body.contains(".swift") && !answer.body.contains("root:"))
        #expect(try dashboard.get("/healthz").status == 200)
        #expect(try dashboard.complaint.isEmpty)
    }

    @Test func bytesThatAreNoRequestHarmNobody() throws {
        let dashboard = try DashboardProcess(bench)
        var generator = RepeatableGenerator(seed: 7)
        let requests: [[UInt8]] = [
            Array("GET\r\n\r\n".utf8), Array("GET / HTTP/9.9\r\nHost: localhost\r\n\r\n".utf8),
            Array("GET / HTTP/1.1\r\nConnection: close\r\n\r\n".utf8),
            Array("GET /\(String(repeating: "a", count: 60_000)) HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
            Array("POST /retry HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n".utf8),
            Array("POST /retry HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n".utf8),
            Array("POST /retry HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".utf8),
            (0..<4_000).map { _ in UInt8.random(in: 0...255, using: &generator) } + Array("\r\n\r\n".utf8),
        ]
        for request in requests {
            let answer = try dashboard.exchange(request)
            #expect(
                answer.status == 0 || 400..<506 ~= answer.status,
                "\(String(decoding: request.prefix(40), as: UTF8.self))")
            #expect(try dashboard.get("/healthz").status == 200)
        }
    }

    @Test func aMethodThatIsNotTakenIsNamed() throws {
        let dashboard = try DashboardProcess(bench)
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
            let answer = try dashboard.ask(method, "/files", ["Content-Length: 0"])
            #expect(answer.status == 405 && answer.header("Allow") == "GET, HEAD")
        }
        #expect(try dashboard.get("/retry").header("Allow") == "POST")
        let head = try dashboard.ask("HEAD", "/files", [])
        #expect(head.status == 200 && head.body.isEmpty)
    }

    @Test func onlyItsOwnPagesChangeAnything() throws {
        let dashboard = try DashboardProcess(bench, "--allow-actions")
        let own = "http://127.0.0.1:\(dashboard.port)"
        let root = bench.data.path
        let form = "root=\(root)&path=open.csv"
        let token = try dashboard.csrf
        #expect(try dashboard.post("/retry", form).status == 403, "no token")
        #expect(try dashboard.post("/retry", form + "&csrf=" + String(token.reversed())).status == 403)
        #expect(try dashboard.post("/retry", form + "&csrf=\(token)", "Origin: http://evil.example").status == 403)
        #expect(try dashboard.post("/retry", form + "&csrf=\(token)", "Sec-Fetch-Site: cross-site").status == 403)
        #expect(try dashboard.post("/retry?" + form, "csrf=\(token)").status == 400, "a form's fields are in its body")
        let other = try dashboard.ask(
            "POST", "/retry", ["Content-Type: text/plain", "Content-Length: 4"], body: "root")
        #expect(other.status == 415)
        #expect(try bench.rows("runs").count == 1)
        #expect(try dashboard.post("/retry", form + "&csrf=\(token)", "Origin: \(own)").status == 303)
    }

    @Test func itOnlyReadsUnlessItMayAct() throws {
        let dashboard = try DashboardProcess(bench)
        let form = "root=\(bench.data.path)&path=open.csv"
        let answer = try dashboard.post("/api/v1/retry", form, "X-Trawl-CSRF: \(try dashboard.csrf)")
        #expect(answer.status == 403 && answer.body.contains("--allow-actions"))
        #expect(!(try dashboard.get("/failures").body.contains("<button")))
    }

    @Test func withoutTheTokenNothingIsShown() throws {
        let secret = bench.folder.appendingPathComponent("token")
        try Data("a long and secret word\n".utf8).write(to: secret)
        let dashboard = try DashboardProcess(bench, "--token-file", secret.path)
        #expect(try dashboard.get("/api/v1/files").status == 401)
        #expect(try dashboard.get("/metrics", "Authorization: Bearer a long and secret wor").status == 401)
        #expect(try dashboard.get("/files", "Accept: text/html").header("Location") == "/login")
        #expect(try dashboard.get("/healthz").status == 200)
        #expect(try dashboard.get("/api/v1/files", "Authorization: Bearer a long and secret word").status == 200)
        #expect(try dashboard.post("/login", "token=wrong").status == 401)
        let signed = try dashboard.post("/login", "token=a+long+and+secret+word")
        let cookie = try #require(signed.header("Set-Cookie"))
        #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"))
        #expect(!cookie.contains("secret word"))
        let session = cookie.prefix { $0 != ";" }
        #expect(try dashboard.get("/files", "Cookie: other=1; \(session)").status == 200)
        #expect(try dashboard.get("/files", "Cookie: \(session.dropLast())x").status == 401)
    }

    @Test func aTokenThatIsTooShortOrNotThereIsRefused() throws {
        let short = bench.folder.appendingPathComponent("short")
        try Data("abc\n".utf8).write(to: short)
        for options in [["--token-file", short.path], ["--token-env", "TRAWL_NO_SUCH"], ["--token-file", "nowhere"]] {
            let ended = try TrawlProcess.run(
                ["serve", "--store", bench.store.path, "--listen", "127.0.0.1:0"] + options, in: bench.folder)
            #expect(ended.code == 64 && !ended.errors.isEmpty)
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not there"))
    func itSpeaksTLS() throws {
        let script = """
            openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2>/dev/null
            """
        #expect(
            try TrawlProcess.start(["-c", script], in: bench.folder, program: URL(fileURLWithPath: "/bin/sh")).wait()
                .code == 0)
        let dashboard = try DashboardProcess(bench, "--certificate", "cert.pem", "--key", "key.pem")
        #expect(dashboard.address.hasPrefix("https://"))
        let ask =
            "printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' | "
            + "openssl s_client -quiet -ign_eof -connect 127.0.0.1:\(dashboard.port) 2>/dev/null"
        let answer = try TrawlProcess.start(["-c", ask], in: bench.folder, program: URL(fileURLWithPath: "/bin/sh"))
            .wait()
        #expect(answer.text.contains("200 OK") && answer.text.hasSuffix("ok\n"))
        let mixed = try TrawlProcess.run(
            [
                "serve", "--store", bench.store.path, "--listen", "127.0.0.1:0", "--certificate", "cert.pem", "--key",
                "cert.pem",
            ],
            in: bench.folder)
        #expect(mixed.code == 64 && mixed.errors.contains("belong together"))
    }
}
