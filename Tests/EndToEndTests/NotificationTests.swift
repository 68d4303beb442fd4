import Foundation
import HandlerTesting
import Testing

/// What people are told of runs, through real servers.
@Suite(
    .enabled(if: TestServer.canServeMail, "no mail server: install python3-aiosmtpd and openssl"),
    .timeLimit(.minutes(10)))
struct NotificationTests {
    private let bench: Workbench
    private var config: String { bench.folder.appendingPathComponent("trawl.yaml").path }

    init() throws {
        bench = try Workbench()
        try bench.write("a,b\n1,\"never closed\n", to: "broken.csv")
        try bench.write("a,b\n1,2\n", to: "fine.csv")
    }

    /// A certificate for this machine that nobody has signed, and its key.
    private func makeCertificate() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.currentDirectoryURL = bench.folder
        process.arguments =
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2"]
            + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func configure(_ subscribers: String...) throws {
        let lines = ["notify:"] + subscribers.map { "  - " + $0.replacing("\n", with: "\n    ") }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: config))
    }

    private func mail(_ server: String, _ more: String = "") -> String {
        "name: crew\nwhen: failures\nmail: {server: '\(server)', from: t@example.org, to: [a@example.org], timeout: 2s\(more)}"
    }

    private func outbox() throws -> [JSONValue] {
        let ended = try bench.trawl("notify", "list", "--store", bench.store.path, "--format", "ndjson")
        return try ended.lines.map { try JSONValue(parsing: Data($0.utf8)) }
    }

    private func retry() throws -> TrawlProcess.Ended {
        try bench.trawl("notify", "retry", "--store", bench.store.path, "--config", config)
    }

    @Test func aMailSaysWhatFailedAndWhatShowsMore() throws {
        let server = try TestServer("mail_server", "plain", in: bench.folder)
        try configure(mail("smtp://127.0.0.1:\(server.port)", ", tls: off"))
        #expect(try bench.run("--config", config).code == 3)
        let mails = try server.received
        #expect(mails.count == 1)
        let mail = try #require(mails.first)
        #expect(mail.text("from") == "t@example.org")
        #expect(mail["to"]?.elements == [.string("a@example.org")])
        let content = mail.text("content").replacing("=\r\n", with: "")
        #expect(content.contains("Subject: trawl: 1 failure in data (run 1)\r\n"))
        #expect(content.contains("Message-ID: <trawl.1-"))
        #expect(content.contains("broken.csv: delimited-text, corrupt: "))
        #expect(content.contains("trawl show broken.csv --store \(bench.store.path)"))
        #expect(try outbox().map { $0.text("state") } == ["sent"])

        #expect(try bench.run("--config", config).code == 3)
        #expect(try server.received.count == 1, "nothing failed anew")
    }

    @Test(arguments: ["starttls", "smtps"])
    func aPasswordGoesThroughTLSToAServerThatIsTrusted(mode: String) throws {
        try makeCertificate()
        let server = try TestServer("mail_server", mode, "cert.pem", "key.pem", in: bench.folder)
        let address = "\(mode == "smtps" ? "smtps" : "smtp")://localhost:\(server.port)"
        let login = ", user: trawl, password: {file: '\(bench.folder.path)/secret'}"
        let secret = bench.folder.appendingPathComponent("secret")
        func sendTrial(_ password: String, trusting certificates: String) throws -> TrawlProcess.Ended {
            try Data("\(password)\n".utf8).write(to: secret)
            try configure(mail(address, login + certificates))
            return try bench.trawl("notify", "test", "--config", config)
        }
        let trust = ", certificates: '\(bench.folder.path)/cert.pem'"
        let stranger = try sendTrial("open sesame", trusting: "")
        #expect(stranger.code == 3 && stranger.text.contains("certificate"), "\(stranger.text)")
        let wrong = try sendTrial("open barley", trusting: trust)
        #expect(wrong.code == 3 && wrong.text.contains("crew (mail): not sent: "), "\(wrong.text)")
        #expect(!(wrong.text + wrong.errors).contains("barley"))
        #expect(try server.received.isEmpty)
        let right = try sendTrial("open sesame", trusting: trust)
        #expect(right.code == 0 && right.text == "crew (mail): sent\n", "\(right.text)")
        #expect(try server.received.count == 1)
    }

    @Test func withoutTLSNothingIsSentThatMustNotBe() throws {
        let server = try TestServer("mail_server", "plain", in: bench.folder)
        try configure(mail("smtp://127.0.0.1:\(server.port)"))
        let ended = try bench.trawl("notify", "test", "--config", config)
        #expect(ended.code == 3 && ended.text.contains("not sent"))
        #expect(try server.received.isEmpty)
    }

    @Test(arguments: ["refuse", "slow", "die", "nobody"])
    func aMessageThatCannotBeSentWaitsAndIsSentOnce(mode: String) throws {
        let server = mode == "nobody" ? nil : try TestServer("mail_server", mode, in: bench.folder)
        let port = server?.port ?? 1
        try configure(mail("smtp://127.0.0.1:\(port)", ", tls: off"))
        let run = try bench.run("--config", config)
        #expect(run.code == 3, "the files decide, not the mail")
        #expect(run.errors.contains("'crew' could not be told of run 1: smtp://127.0.0.1:\(port): "), "\(run.errors)")
        let waiting = try #require(try outbox().first)
        #expect(waiting.text("state") == "pending")
        #expect(waiting.number("attempts") == (mode == "refuse" ? 1 : 3))
        #expect(!waiting.text("next_attempt_at").isEmpty && !waiting.text("error").isEmpty)

        let good = try TestServer("mail_server", "plain", in: bench.folder)
        try configure(mail("smtp://127.0.0.1:\(good.port)", ", tls: off"))
        #expect(try bench.run("--config", config).errors.isEmpty, "its time has not come")
        #expect(try good.received.isEmpty)
        #expect(try retry().text == "crew, run 1: sent\n")
        #expect(try retry().text == "Every message was sent.\n")
        #expect(try good.received.count == 1)
        withExtendedLifetime(server) {}
    }

    @Test func aRunThatDiesWhileItTellsLeavesItsMessagesToBeSent() throws {
        let slow = try TestServer("mail_server", "slow", in: bench.folder)
        let log = bench.folder.appendingPathComponent("told.txt")
        let file = "name: log\nwhen: always\nfile: '\(log.path)'"
        try configure(
            file, mail("smtp://127.0.0.1:\(slow.port)", ", tls: off").replacing("timeout: 2s", with: "timeout: 2min"))
        let running = try bench.startRun("--config", config)
        #expect(try eventually { try !slow.received.isEmpty })
        running.signal(SIGKILL)
        #expect(try running.wait().code == -SIGKILL)
        #expect(try outbox().map { $0.text("state") } == ["sent", "pending"])

        let good = try TestServer("mail_server", "plain", in: bench.folder)
        try configure(file, mail("smtp://127.0.0.1:\(good.port)", ", tls: off"))
        #expect(try bench.run("--config", config).code == 3)
        #expect(try good.received.count == 1, "the next run tells what is due")
        #expect(try outbox().map { $0.text("state") } == ["sent", "sent", "sent"])
        let told = try String(contentsOf: log, encoding: .utf8)
        #expect(told.split(separator: "\n").count { $0.hasPrefix("Message ") } == 2, "one for each run")
        #expect(told.contains("With those of earlier runs, 1 failure stand"), "\(told)")
    }

    @Test func aWebServerGetsTheDigestAndSecretsStaySecret() throws {
        let server = try TestServer("web_server", "busy", in: bench.folder)
        try Data("http://127.0.0.1:\(server.port)/services/hush".utf8)
            .write(to: bench.folder.appendingPathComponent("url"))
        let hook = """
            name: chat
            when: failures
            paths: ["broken*"]
            webhook: {url: {file: '\(bench.folder.path)/url'}, headers: {X-Token: {environment: TRAWL_TEST_TOKEN}}}
            """
        try configure(hook)
        let untold = try bench.run("--config", config)
        #expect(untold.errors.contains("TRAWL_TEST_TOKEN"), "\(untold.errors)")
        #expect(try server.received.isEmpty)

        setenv("TRAWL_TEST_TOKEN", "mum's the word", 1)
        defer { unsetenv("TRAWL_TEST_TOKEN") }
        #expect(try retry().text == "chat, run 1: sent\n")
        let requests = try server.received
        #expect(requests.count == 1)
        let request = try #require(requests.first)
        #expect(request.text("path") == "/services/hush")
        #expect(request["headers"]?.text("x-token") == "mum's the word")
        #expect(request["headers"]?.text("idempotency-key").hasPrefix("1-") == true)
        let body = try JSONValue(parsing: Data(request.text("body").utf8))
        #expect(body.text("text").contains("broken.csv: delimited-text, corrupt: "))
        #expect(body["digest"]?["failures"]?.elements.first?.text("code") == "corrupt")
        #expect(body["digest"]?["entries"]?.number("found") == 2)
        #expect(try outbox().first?.number("attempts") == 3, "once without the token, twice as the server was busy")
    }

    @Test(arguments: ["refuse", "die"]) func aWebServerThatDoesNotTakeItIsNamedWithoutItsPath(mode: String) throws {
        let server = try TestServer("web_server", mode, in: bench.folder)
        try configure("name: chat\nwebhook: {url: 'http://127.0.0.1:\(server.port)/hush'}")
        let ended = try bench.trawl("notify", "test", "--config", config)
        #expect(ended.code == 3)
        #expect(ended.text.contains("chat (webhook): not sent: http://127.0.0.1:\(server.port)"), "\(ended.text)")
        #expect(!ended.text.contains("hush"))
    }

    @Test func whoeverIsNotThereIsNamed() throws {
        try configure("name: me\noutput: true\nwhen: always")
        let ended = try bench.trawl("notify", "test", "you", "--config", config)
        #expect(ended.code == 64 && ended.errors.contains("there is no subscriber 'you'; there are me"))
        #expect(
            try bench.run("--quiet", "--config", config).text.hasPrefix("Run 1 over \(bench.data.path): 1 failure.\n"))
        #expect(try bench.list("runs").code == 0)
    }
}
