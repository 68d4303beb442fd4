import HandlerAPI

/// Adds up the members of an archive in their order, whatever order they end in, so that the totals do not depend on
/// the number of threads.
struct MemberTotals {
    /// What one member brings to the archive around it.
    struct Member {
        /// How it ended; `nil` where the run was interrupted before.
        var outcome: Outcome?
        var mediaType: MediaType?
        var bytes: Int64
        var sums: [String: FileTask.Sum]
        /// How often in a row it failed for causes that may pass.
        var attempts = 0
    }

    private(set) var archive = ContainerAggregate()
    private(set) var sums: [String: FileTask.Sum] = [:]
    /// The most times in a row that a member failed for causes that may pass.
    private(set) var attempts = 0
    /// Whether a member was left for a later run.
    private(set) var isAbandoned = false
    private var early: [Int: Member] = [:]
    private var next = 0
    private var count: Int?

    /// How many members wait for an earlier one.
    var waiting: Int { early.count }

    /// Whether every member is in.
    var isComplete: Bool { count == next }

    /// Takes in the member of this index, counted from 0.
    mutating func add(_ member: Member, at index: Int) {
        early[index] = member
        while let member = early.removeValue(forKey: next) {
            addInOrder(member)
            next += 1
        }
    }

    /// Says how many members there are.
    mutating func seal(count: Int) { self.count = count }

    private mutating func addInOrder(_ member: Member) {
        guard let outcome = member.outcome else {
            isAbandoned = true
            return
        }
        archive.members += 1
        attempts = max(attempts, member.attempts)
        archive.memberBytes += member.bytes
        archive.outcomes[outcome.rawValue, default: 0] += 1
        if let type = member.mediaType { archive.mediaTypes[type.description, default: 0] += 1 }
        for (handler, sum) in member.sums {
            guard let total = sums[handler] else {
                sums[handler] = sum
                continue
            }
            guard let merged = total.aggregate.merged(with: sum.aggregate) else { continue }
            sums[handler] = .init(aggregate: merged, isPartial: total.isPartial || sum.isPartial)
        }
    }
}
