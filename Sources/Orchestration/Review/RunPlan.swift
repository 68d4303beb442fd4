import HandlerAPI

/// What a run would do, found out without doing it.
public struct RunPlan: Sendable {
    /// Entries that would be handled for one reason.
    public struct Group: Sendable, Equatable {
        /// The reason.
        public var reason: RunReason
        /// How many there are.
        public var entries = 0
        /// Their bytes, as far as known without opening them.
        public var bytes = ByteCount(0)
        /// The first of them.
        public var example: StorePath
    }

    /// An entry that would be handled.
    public struct Item: Sendable {
        /// The root.
        public let root: String
        /// Its path within the root.
        public let path: StorePath
        /// Why it would be handled.
        public let reason: RunReason
        /// Its size, where known.
        public let size: ByteCount?
    }

    /// Entries that would be handled, by reason.
    public private(set) var groups: [RunReason: Group] = [:]
    /// Entries that stand as they are.
    public private(set) var unchanged = 0
    /// Entries that a pattern or a flag leaves out, of which something is known.
    public private(set) var leftOut = 0
    /// Entries that are not there any more.
    public private(set) var vanished = 0

    /// The groups, the largest first.
    public var ordered: [Group] {
        groups.values.sorted {
            ($1.entries, $0.reason.kind.rawValue, $0.reason.detail) < (
                $0.entries, $1.reason.kind.rawValue, $1.reason.detail
            )
        }
    }

    /// How many entries would be handled; members of archives are not among them.
    public var affected: Int { groups.values.reduce(0) { $0 + $1.entries } }

    /// Finds out what a run with `setup` would do. Nothing is opened but directories, and nothing is written.
    ///
    /// - Parameter visit: Takes each entry that would be handled.
    /// - Throws: What the detector's identity or the record store throws.
    public static func make(_ setup: RunSetup, visit: @escaping (Item) -> Void) throws -> RunPlan {
        let sink = Sink(visit: visit)
        let reviewer = setup.reviewer(detector: try setup.detector.identity)
        let walk = LedgerWalk(setup: setup, reviewer: reviewer, run: .max, sink: sink)
        for root in setup.roots where !setup.stop.isSet { try walk.walk(root) }
        return sink.plan
    }

    private final class Sink: LedgerWalkSink {
        private(set) var plan = RunPlan()
        private let visit: (Item) -> Void

        init(visit: @escaping (Item) -> Void) { self.visit = visit }

        func put(_ item: WalkItem) -> Bool {
            var size: ByteCount?
            if case .entry(let entry) = item.element { size = entry.size }
            let found = Item(
                root: item.place.root, path: item.element.path, reason: item.place.reason, size: size)
            var group = plan.groups[found.reason] ?? Group(reason: found.reason, example: found.path)
            group.entries += 1
            group.bytes.bytes += size?.bytes ?? 0
            plan.groups[found.reason] = group
            visit(found)
            return true
        }

        func pass(_ outcome: Outcome, standing: Outcome?) {
            if outcome == .unchanged { plan.unchanged += 1 } else { plan.leftOut += 1 }
        }

        func confirm(_ confirmation: Confirmation) {}

        func miss(_ path: StorePath, root: String) { plan.vanished += 1 }
    }
}
