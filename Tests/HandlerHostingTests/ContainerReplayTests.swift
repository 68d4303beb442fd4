import HandlerAPI
import Orchestration
import Testing

@testable import HandlerHosting

@Suite struct ContainerReplayTests {
    /// An archive of members with texts that come in pieces of three bytes; `nil` is a directory.
    private let members: [String?] = ["alpha", nil, "", "beta gamma", nil, "delta"]

    private func events(_ body: (ContainerEvent) -> Bool) {
        for (index, text) in members.enumerated() {
            let name = Array("m\(index)".utf8)
            guard let text else {
                guard body(.member(ContainerMember(name: name, kind: .directory))) else { return }
                continue
            }
            guard body(.member(ContainerMember(name: name, kind: .file))) else { return }
            let bytes = Array(text.utf8)
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let piece = Array(bytes[start..<min(start + 3, bytes.count)])
                guard piece.withUnsafeBytes({ body(.bytes($0, offset: Int64(start))) }) else { return }
            }
            guard body(.complete) else { return }
        }
    }

    private func line(_ event: ContainerEvent) -> String {
        switch event {
        case .member(let member): "member " + String(decoding: member.name ?? [], as: UTF8.self)
        case .bytes(let bytes, let offset): "\(offset) " + String(decoding: bytes, as: UTF8.self)
        case .complete: "complete"
        case .damaged: "damaged"
        case .fault: "fault"
        }
    }

    @Test func readingsThatBreakOffAnywhereAddUpToOne() {
        var whole: [String] = []
        events {
            whole.append(line($0))
            return true
        }
        for first in 0...whole.count {
            for second in 0...whole.count {
                var replay = ContainerReplay()
                var news: [String] = []
                for limit in [first, second, whole.count] {
                    var count = 0
                    events { event in
                        if count == limit { return false }
                        count += 1
                        if let event = replay.news(in: event) { news.append(line(event)) }
                        return true
                    }
                    replay.startAgain()
                }
                #expect(news == whole, "broken off after \(first) and \(second)")
            }
        }
    }

    @Test func onlyTheRestOfAPieceIsNew() {
        var replay = ContainerReplay()
        let bytes = Array("abcdef".utf8)
        _ = replay.news(in: .member(ContainerMember(name: nil, kind: .file)))
        bytes.withUnsafeBytes { bytes in
            _ = replay.news(in: .bytes(UnsafeRawBufferPointer(rebasing: bytes[..<4]), offset: 0))
            replay.startAgain()
            #expect(replay.news(in: .member(ContainerMember(name: nil, kind: .file))) == nil)
            let rest = replay.news(in: .bytes(bytes, offset: 0))
            #expect(rest.map(line) == "4 ef")
        }
    }
}
