import HandlerAPI
import Orchestration

@testable import HandlerHosting

extension FuzzTarget {
    /// An archive that is read several times, broken off anywhere and cut into other pieces each time, comes once.
    static let containerReplay = FuzzTarget(
        "container-replay",
        seeds: Seeds(made: { [[0, 1, 2, 3, 64, 5, 128, 200], (0..<40).map { UInt8(truncatingIfNeeded: $0 * 37) }] })
    ) { input in
        var input = input
        let readings = (0..<input.choice(4)).map { _ in (stop: input.choice(64), size: 1 + input.choice(9)) }
        let archive = MadeArchive(input.bytes)
        let whole = archive.members
        var replay = ContainerReplay()
        var gathered = GatheredMembers()
        for reading in readings + [(stop: Int.max, size: 1 + input.choice(9))] {
            var count = 0
            archive.read(inPiecesOf: reading.size) { event in
                if count == reading.stop { return false }
                count += 1
                if let news = replay.news(in: event) { gathered.take(news) }
                return true
            }
            replay.startAgain()
        }
        try requireEqual(gathered.members, whole, "read \(readings)")
    }
}

/// A member as it should come out.
private struct MadeMember: Equatable {
    var name: [UInt8]
    /// `nil` for a directory; zero bytes stand for gaps.
    var content: [UInt8]?
    var isDamaged = false
}

/// An archive whose members the bytes of an input describe, one each: what it is, and how long.
private struct MadeArchive {
    let members: [MadeMember]

    init(_ bytes: ArraySlice<UInt8>) {
        members = bytes.enumerated().map { index, byte in
            let name = [UInt8(truncatingIfNeeded: index)]
            if byte & 3 == 3 { return MadeMember(name: name, content: nil) }
            // Every third block of four is a gap, which libarchive leaves out.
            let content = (0..<byte >> 2).map { (place: UInt8) -> UInt8 in place / 4 % 3 == 2 ? 0 : place | 1 }
            return MadeMember(name: name, content: content, isDamaged: byte & 3 == 2)
        }
    }

    func read(inPiecesOf size: Int, _ take: (ContainerEvent) -> Bool) {
        for member in members {
            let kind = member.content == nil ? ContainerMember.Kind.directory : .file
            guard take(.member(ContainerMember(name: member.name, kind: kind))) else { return }
            guard let content = member.content else { continue }
            for start in stride(from: 0, to: content.count, by: size) {
                let piece = content[start..<min(start + size, content.count)]
                if piece.allSatisfy({ $0 == 0 }), piece.endIndex < content.count { continue }
                guard piece.withUnsafeBytes({ take(.bytes($0, offset: Int64(start))) }) else { return }
            }
            guard take(member.isDamaged ? .damaged(nil) : .complete) else { return }
        }
    }
}

/// What the events add up to.
private struct GatheredMembers {
    private(set) var members: [MadeMember] = []

    mutating func take(_ event: ContainerEvent) {
        switch event {
        case .member(let member):
            members.append(MadeMember(name: member.name ?? [], content: member.hasContent ? [] : nil))
        case .bytes(let bytes, let offset):
            guard var member = members.popLast() else { return }
            let count = member.content?.count ?? 0
            member.content?.append(contentsOf: [UInt8](repeating: 0, count: max(0, Int(offset) - count)))
            member.content?.append(contentsOf: bytes)
            members.append(member)
        case .damaged:
            guard let last = members.indices.last else { return }
            members[last].isDamaged = true
        case .complete, .fault: break
        }
    }
}
