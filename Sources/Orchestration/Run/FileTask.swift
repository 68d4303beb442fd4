import HandlerAPI
import Synchronization

/// One entry on its way: collects what its handlers and, for an archive, its members bring, and ends when the last of
/// them is done.
final class FileTask: Sendable {
    /// What the parts bring together.
    struct Gathered {
        /// Parts still to come; the first stands for routing itself.
        var pending = 1
        var records: [HandlerRecord] = []
        var anomalies: [HandlerAnomaly] = []
        var failures: [Failure] = []
        var refusals: [String] = []
        var declined: [String] = []
        /// Why handlers left the file alone.
        var quarantined: [String] = []
        var sums: [String: Sum] = [:]
        /// Whether the file itself is only a part.
        var isIncomplete = false
        /// Whether not all members of the archive could be taken.
        var isCutShort = false
        /// What the members of an archive add up to, one total a handler.
        var totals: [(record: HandlerRecord, sum: Sum?)] = []
        var isContainer = false
        var isAbandoned = false
    }

    /// An aggregate that may go into the total of the archive around the file.
    struct Sum {
        let aggregate: any StoredAggregate
        let isPartial: Bool
    }

    let root: String
    let path: StorePath
    let size: ByteCount
    let stamp: FileStamp?
    let verdict: Verdict
    private let gathered: Mutex<Gathered>
    private let completion: @Sendable (FileTask, Gathered) -> Void

    /// Makes a task with one part pending; `completion` runs on the thread that finishes the last.
    init(
        root: String, path: StorePath, size: ByteCount, stamp: FileStamp?, verdict: Verdict,
        completeness: Completeness = .whole,
        completion: @escaping @Sendable (FileTask, Gathered) -> Void
    ) {
        self.root = root
        self.path = path
        self.size = size
        self.stamp = stamp
        self.verdict = verdict
        self.completion = completion
        var gathered = Gathered()
        gathered.isIncomplete = completeness != .whole
        if case .damaged(let failure) = completeness { gathered.failures = [failure] }
        self.gathered = Mutex(gathered)
    }

    /// Announces one more part.
    func addPart() { gathered.withLock { $0.pending += 1 } }

    /// Ends a part with what it brings.
    func finishPart(_ bring: (inout sending Gathered) -> Void = { _ in }) {
        let complete: Gathered? = gathered.withLock { gathered in
            bring(&gathered)
            gathered.pending -= 1
            guard gathered.pending == 0 else { return nil }
            gathered.takeTotals()
            return gathered
        }
        if let complete { completion(self, complete) }
    }
}

extension FileTask.Gathered {
    /// Takes the totals of the members in; what a handler found in the archive itself stands before its total.
    fileprivate mutating func takeTotals() {
        for (record, sum) in totals where !records.contains(where: { $0.handler == record.handler }) {
            records.append(record)
            sums[record.handler] = sum
        }
    }

    /// Takes in what `handler` found.
    ///
    /// - Returns: `false` where it said `wrongFormat`.
    mutating func take(_ result: HandlerResult, of handler: HandlerDescriptor) -> Bool {
        var isKept = true
        switch result.ending {
        case .aggregate(let aggregate): keep(aggregate, result.findings, of: handler)
        case .error(let error) where error.code == .wrongFormat:
            declined.append("\(handler.name): \(error.message)")
            isKept = false
        case .error(let error): fail(error, by: handler)
        case .fault(let failure): failures.append(failure.attributed(to: handler))
        }
        if isKept {
            anomalies += result.findings.anomalies.map { HandlerAnomaly(handler: handler.name, anomaly: $0) }
        }
        return isKept
    }

    private mutating func keep(_ aggregate: any StoredAggregate, _ findings: Findings, of handler: HandlerDescriptor) {
        let isPartial = isIncomplete || findings.partialReason != nil
        do {
            let record = HandlerRecord(
                handler: handler.name, handlerVersion: handler.version, isPartial: isPartial,
                aggregate: try aggregate.json(), notes: findings.remarks)
            records.append(record)
        } catch {
            let failure = Failure(.handle, .internalError, "its aggregate cannot be written as JSON: \(error)")
            failures.append(failure.attributed(to: handler))
        }
        if aggregate.isMergeable { sums[handler.name] = .init(aggregate: aggregate, isPartial: isPartial) }
        if let reason = findings.partialReason { fail(reason, by: handler) }
    }

    private mutating func fail(_ error: HandlerError, by handler: HandlerDescriptor) {
        if error.code == .limitExceeded {
            refusals.append("\(handler.name): \(error.message)")
        } else {
            failures.append(Failure(error, by: handler))
        }
    }
}

extension Findings {
    /// The notes to keep, with one that tells of anomalies that were only counted.
    var remarks: [String] {
        suppressedAnomalies == 0
            ? notes : notes + ["\(suppressedAnomalies) more anomalies were found than the \(limit) that are kept"]
    }
}
