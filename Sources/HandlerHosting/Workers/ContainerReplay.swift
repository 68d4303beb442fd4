import Orchestration

/// Leaves away what came before when an archive is read once more, so that nothing comes twice.
struct ContainerReplay {
    /// How far the reading got: members that have ended, and bytes of the one after them.
    struct Progress: Equatable {
        fileprivate(set) var members = 0
        fileprivate(set) var bytes: Int64 = 0
    }

    /// How far all readings together got.
    private(set) var progress = Progress()
    private var hasBegun = false
    /// Members that have ended in this reading.
    private var seen = 0

    /// Notes that the archive is read from its start again.
    mutating func startAgain() { seen = 0 }

    /// What is new in `event`, if anything.
    mutating func news(in event: ContainerEvent) -> ContainerEvent? {
        guard seen == progress.members else {
            if event.endsMember { seen += 1 }
            return nil
        }
        switch event {
        case .member(let member) where member.hasContent:
            defer { hasBegun = true }
            return hasBegun ? nil : event
        case .bytes(let bytes, let offset): return rest(of: bytes, at: offset)
        case .member, .complete, .damaged:
            seen += 1
            progress = Progress(members: seen)
            hasBegun = false
            return event
        case .fault: return event
        }
    }

    private mutating func rest(of bytes: UnsafeRawBufferPointer, at offset: Int64) -> ContainerEvent? {
        let known = min(Int64(bytes.count), max(0, progress.bytes - offset))
        let (end, isOverflow) = offset.addingReportingOverflow(Int64(bytes.count))
        guard !isOverflow else { return .bytes(bytes, offset: offset) }
        guard end > progress.bytes else { return nil }
        progress.bytes = end
        return .bytes(UnsafeRawBufferPointer(rebasing: bytes[Int(known)...]), offset: offset + known)
    }
}

extension ContainerEvent {
    fileprivate var endsMember: Bool {
        switch self {
        case .member(let member): !member.hasContent
        case .complete, .damaged: true
        case .bytes, .fault: false
        }
    }
}
