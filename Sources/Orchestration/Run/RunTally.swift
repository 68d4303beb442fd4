import HandlerAPI
import Queueing

/// Counts what a run finds and passes by, and knows when nothing is under way.
final class RunTally: Sendable {
    private struct Counts {
        var found = 0
        var abandoned = 0
        var vanished = 0
        var bytes: Int64 = 0
        /// Entries of the walk that have not come to their end; members of archives are not among them.
        var underWay = 0
        var isBroken = false
        /// Entries of which nothing was written, by outcome.
        var passed: [Outcome: Int] = [:]
        /// What stands of those that are unchanged, by outcome.
        var standing: [Outcome: Int] = [:]
    }

    private let counts = Monitor(Counts())

    func find() { counts.change { $0.found += 1 } }

    /// Notes that an entry of the walk is handed over.
    func begin() { counts.change { $0.underWay += 1 } }

    /// Notes that an entry of the walk has come to its end.
    func finish(bytes: ByteCount) {
        counts.change {
            $0.bytes += bytes.bytes
            $0.underWay -= 1
        }
    }

    func abandon(isTop: Bool) {
        counts.change {
            $0.abandoned += 1
            if isTop { $0.underWay -= 1 }
        }
    }

    func miss() { counts.change { $0.vanished += 1 } }

    /// Counts an entry that was found already and of which nothing is written.
    func pass(_ outcome: Outcome, standing: Outcome?) {
        counts.change {
            $0.passed[outcome, default: 0] += 1
            if let standing { $0.standing[standing, default: 0] += 1 }
        }
    }

    /// Waits until every entry that was handed over has come to its end, or will not.
    func awaitIdle() { counts.wait { $0.underWay == 0 || $0.isBroken ? () : nil } }

    /// Notes that entries that were handed over may not come to their end.
    func giveUp() { counts.change { $0.isBroken = true } }

    /// How many entries of which nothing was written count as `outcome`.
    func passed(_ outcome: Outcome) -> Int { counts.withLock { $0.passed[outcome] ?? 0 } }

    /// Adds what was counted to what was committed.
    func complete(_ summary: inout RunSummary) {
        counts.withLock { counts in
            summary.abandoned = counts.abandoned
            summary.found = counts.found - counts.abandoned
            summary.vanished = counts.vanished
            summary.bytes = ByteCount(counts.bytes)
            for (outcome, count) in counts.passed { summary.outcomes[outcome, default: 0] += count }
            summary.standing = counts.standing
        }
    }
}
