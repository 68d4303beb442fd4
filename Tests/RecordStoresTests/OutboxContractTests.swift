import Orchestration
import RecordStores
import Testing

/// What every outbox promises.
@Suite struct OutboxContractTests {
    private func draft(_ name: String, _ fingerprint: String = "f") -> OutboxDraft {
        OutboxDraft(subscriber: name, fingerprint: fingerprint, content: #"{"text":"it's \"here\""}"#)
    }

    @Test(arguments: StoreKind.allCases)
    func messagesComeWithTheEndOfTheirRunAndStay(kind: StoreKind) throws {
        try kind.with { store in
            let (first, second) = (try store.beginRun(.example), try store.beginRun(.example))
            let time = "2024-01-02T00:00:00Z"
            try store.endRun(
                first, state: .finished, at: time, summary: "{}", messages: [draft("a"), draft("b")])
            try store.endRun(second, state: .finished, at: time, summary: "{}", messages: [draft("a", "g")])
            var messages = try store.messages(unsentOnly: false)
            #expect(messages.map(\.draft) == [draft("a"), draft("b"), draft("a", "g")])
            #expect(messages.map(\.run) == [first, first, second])
            #expect(messages.allSatisfy { $0.state == .pending && $0.attempts == 0 && $0.createdAt == time })
            #expect(try store.lastMessage(for: "a")?.draft.fingerprint == "g")
            #expect(try store.lastMessage(for: "nobody") == nil)

            messages[0].state = .sent
            messages[0].attempts = 2
            messages[0].endedAt = time
            messages[1].nextAttemptAt = time
            messages[1].error = "no answer"
            for message in messages { try store.update(message) }
            #expect(try store.messages(unsentOnly: false) == messages)
            #expect(try store.messages(unsentOnly: true) == Array(messages.dropFirst()))
        }
    }

    @Test func aSecondMessageToTheSameSubscriberKeepsTheRunFromEnding() throws {
        try StoreKind.sqlite.with { store in
            let run = try store.beginRun(.example)
            #expect(throws: (any Error).self) {
                try store.endRun(run, state: .finished, at: "", summary: "{}", messages: [draft("a"), draft("a")])
            }
            #expect(try store.messages(unsentOnly: false).isEmpty)
            #expect(try store.runs().map(\.state) == [.running])
        }
    }
}
