import Foundation
import HandlerTesting
import Orchestration
import RecordStores
import Synchronization
import Testing

@testable import Notifications

/// How the outbox is emptied.
@Suite final class CourierTests {
    /// A clock that goes on when it is told to.
    private final class Clock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        var now: Date { time.withLock { $0 } }
        func advance(by seconds: Double) { time.withLock { $0 += seconds } }
    }

    private let outbox = InMemoryRecordStore()
    private let clock = Clock()
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("trawl-" + UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func put(for name: String) {
        let digest = Digest(id: "1-\(name)", store: "s", run: 1, roots: ["/data"], entries: [:])
        let draft = OutboxDraft(subscriber: name, fingerprint: "f", content: digest.json)
        outbox.endRun(1, state: .finished, at: "2026-01-01T00:00:00Z", summary: "{}", messages: [draft])
    }

    private func courier(_ paths: [String: String]) -> Courier {
        let subscribers = paths.map {
            Subscriber(name: $0, occasion: .always, filter: DigestFilter(), channel: .file($1))
        }
        return Courier(subscribers, outbox: outbox, now: { [clock] in clock.now }, wait: { _ in })
    }

    @Test func triesLessAndLessOftenAndInTheEndNoMore() throws {
        put(for: "x")
        let path = folder.appendingPathComponent("missing/file").path
        let courier = courier(["x": path])
        var tries: [Double] = []
        for minute in 0..<60 * 24 * 10 {
            if try !courier.sendDue().isEmpty { tries.append(Double(minute)) }
            clock.advance(by: 60)
        }
        #expect(tries.prefix(5) == [0, 1, 3, 7, 15])
        #expect(tries.count == 20, "sixty tries, three at once")
        #expect(zip(tries, tries.dropFirst()).allSatisfy { $1 - $0 <= 360 })
        #expect(outbox.messages(unsentOnly: true).map(\.state) == [.abandoned])
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("missing"), withIntermediateDirectories: true)
        #expect(try courier.sendDue().isEmpty)
        #expect(try courier.sendAll().map(\.state) == [.sent])
    }

    @Test func aMessageSentAgainAfterACrashIsInTheFileOnce() throws {
        put(for: "x")
        let path = folder.appendingPathComponent("told").path
        #expect(try courier(["x": path]).sendDue().map(\.state) == [.sent])
        var message = try #require(outbox.messages(unsentOnly: false).first)
        message.state = .pending
        outbox.update(message)
        #expect(try courier(["x": path]).sendDue().map(\.state) == [.sent])
        #expect(try String(contentsOfFile: path, encoding: .utf8).components(separatedBy: "Message 1-x").count == 2)
    }

    @Test func aServerThatDoesNotAnswerIsWaitedForOnce() throws {
        put(for: "x")
        put(for: "x")
        put(for: "y")
        let courier = courier([
            "x": folder.appendingPathComponent("missing/file").path, "y": folder.appendingPathComponent("told").path,
        ])
        #expect(try courier.sendDue().map(\.state) == [.pending, .pending, .sent])
        #expect(outbox.messages(unsentOnly: true).map(\.attempts) == [3, 0])
    }

    @Test func aSubscriberThatIsNotConfiguredIsLeftAlone() throws {
        put(for: "x")
        put(for: "y")
        let courier = courier(["x": folder.appendingPathComponent("told").path])
        #expect(try courier.sendDue().map(\.subscriber) == ["x"])
        let reports = try courier.sendAll()
        #expect(reports.map(\.subscriber) == ["y"] && reports.first?.error?.contains("no such subscriber") == true)
        #expect(outbox.messages(unsentOnly: true).map(\.attempts) == [0])
    }
}

/// What mails say of themselves.
@Suite struct MailTests {
    @Test(arguments: [
        (0.0, "Thu, 1 Jan 1970 00:00:00 +0000"), (1_795_278_600, "Sat, 21 Nov 2026 16:30:00 +0000"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 +0000"),
    ])
    func aDateIsAsMailsHaveIt(seconds: Double, text: String) {
        #expect(MailDate.text(of: Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func aSubjectBeyondASCIIIsEncodedInWholeCharacters() throws {
        #expect(MailHeader.encoded("trawl: 1 anomaly") == "trawl: 1 anomaly")
        let text = String(repeating: "Fangstmåling é ", count: 6)
        let words = MailHeader.encoded(text).split(separator: " ")
        #expect(words.count > 1 && words.allSatisfy { $0.count <= 75 })
        let parts = try words.map { word in
            let base64 = try #require(word.split(separator: "?").dropFirst(3).first)
            return String(decoding: try #require(Data(base64Encoded: String(base64))), as: UTF8.self)
        }
        #expect(parts.joined() == text)
        #expect(!MailHeader.encoded("a\r\nBcc: b@c").contains("\n"))
    }

    @Test(arguments: [
        ("https://hooks.example.org/T0/B0/secret", "https://hooks.example.org"),
        ("https://me:pw@example.org:8443?key=1", "https://example.org:8443"), ("nonsense", "the web server"),
    ])
    func aServerIsNamedWithoutSecrets(url: String, name: String) {
        #expect(WebhookSender.server(of: url) == name)
    }
}
