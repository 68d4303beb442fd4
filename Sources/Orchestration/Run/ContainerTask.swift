import HandlerAPI
import Queueing

/// An archive whose members are on their way.
final class ContainerTask: Sendable {
    /// How many members may be done before an earlier one is, until the archive's walk waits for that.
    private static let reorderWindow = 1_024

    private let totals = Monitor(MemberTotals())
    private let task: FileTask
    private let versions: [String: String]
    private let key: String

    /// Makes the account of the archive that `task` stands for, as one of its parts.
    ///
    /// - Parameters:
    ///   - versions: The version of every handler.
    ///   - key: What the members depend on beside the archive.
    init(_ task: FileTask, versions: [String: String], key: String) {
        self.task = task
        self.versions = versions
        self.key = key
        task.addPart()
    }

    /// Waits while too many members are done before an earlier one.
    func awaitRoom() {
        totals.wait { $0.waiting < Self.reorderWindow ? () : nil }
    }

    /// Takes in a member that has ended.
    func finish(_ member: MemberTotals.Member, at index: Int) {
        let complete: MemberTotals? = totals.change { totals in
            totals.add(member, at: index)
            return totals.isComplete ? totals : nil
        }
        if let complete { conclude(complete) }
    }

    /// Notes that not all members could be taken.
    ///
    /// - Parameter reason: The limit that said no, where no fault is why.
    func cutShort(_ ending: Pairing.Ending, reason: String? = nil, failure: Failure? = nil) {
        let pairing = Pairing(handler: ContainerAggregate.handlerName, key: key, ending: ending, message: reason)
        task.note {
            $0.cutShort = pairing
            if let failure { $0.failures.append(failure) }
        }
    }

    /// Says how many members were found.
    func seal(count: Int) {
        let complete: MemberTotals? = totals.change { totals in
            totals.seal(count: count)
            return totals.isComplete ? totals : nil
        }
        if let complete { conclude(complete) }
    }

    private func conclude(_ totals: MemberTotals) {
        task.finishPart { gathered in
            gathered.isContainer = true
            if totals.isAbandoned { gathered.isAbandoned = true }
            gathered.memberAttempts = totals.attempts
            gathered.pairings.append(
                gathered.cutShort
                    ?? Pairing(handler: ContainerAggregate.handlerName, key: key, ending: .recorded))
            let isPartial = gathered.isIncomplete || gathered.cutShort != nil
            if totals.archive.members > 0 || !isPartial {
                let archive = AggregateBox(value: totals.archive)
                let total = FileTask.Sum(aggregate: archive, isPartial: isPartial)
                add(total, of: ContainerAggregate.handlerName, isSummed: false, to: &gathered)
            }
            for (handler, sum) in totals.sums {
                let total = FileTask.Sum(aggregate: sum.aggregate, isPartial: isPartial || sum.isPartial)
                add(total, of: handler, isSummed: true, to: &gathered)
            }
        }
    }

    private func add(
        _ total: FileTask.Sum, of handler: String, isSummed: Bool, to gathered: inout Gathered
    ) {
        do {
            let version = versions[handler] ?? ContainerAggregate.version
            let record = HandlerRecord(
                handler: handler, handlerVersion: version, isPartial: total.isPartial,
                aggregate: try total.aggregate.json())
            gathered.totals.append((record, isSummed ? total : nil))
        } catch {
            gathered.failures.append(
                Failure(.record, .internalError, "the total of \(handler) cannot be written as JSON: \(error)"))
        }
    }
}
