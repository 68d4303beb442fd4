import HandlerAPI

/// What the parts of an entry bring together.
struct Gathered: Sendable {
    /// Parts still to come; the first stands for routing itself.
    var pending = 1
    var pairings: [Pairing] = []
    var records: [HandlerRecord] = []
    var anomalies: [HandlerAnomaly] = []
    var failures: [Failure] = []
    /// Failures of an earlier run that were not tried again.
    var standingFailures: [Failure] = []
    var sums: [String: FileTask.Sum] = [:]
    /// What stands where all handlers of the chain decline.
    var fallback: StandingPart?
    /// Whether the file itself is only a part.
    var isIncomplete = false
    /// Whether not all members of the archive could be taken, and why.
    var cutShort: Pairing?
    /// What the members of an archive add up to, one total a handler.
    var totals: [(record: HandlerRecord, sum: FileTask.Sum?)] = []
    /// The most times in a row that a member failed for causes that may pass.
    var memberAttempts = 0
    /// Another entry of the same content, from which results were taken over.
    var twin: StorePath?
    var isContainer = false
    var isAbandoned = false
    /// How long the handlers were at work, in seconds.
    var seconds = 0.0

    /// Begins with how much of the file there is.
    init(_ completeness: Completeness = .whole) {
        isIncomplete = completeness != .whole
        if case .damaged(let failure) = completeness { failures = [failure] }
    }

    /// Takes the totals of the members in; what a handler found in the archive itself stands before its total.
    mutating func takeTotals() {
        for (record, sum) in totals where !records.contains(where: { $0.handler == record.handler }) {
            records.append(record)
            sums[record.handler] = sum
        }
    }

    /// Takes in what `handler` found.
    mutating func take(_ result: HandlerResult, of handler: RegisteredHandler) {
        let descriptor = handler.descriptor
        switch result.ending {
        case .aggregate(let aggregate):
            keep(aggregate, result.findings, of: handler)
        case .error(let error) where error.code == .wrongFormat:
            pair(handler, .declined, error.message)
            return
        case .error(let error): fail(error, by: handler)
        case .fault(let failure):
            failures.append(failure.attributed(to: descriptor))
            pair(handler, failure.code.isTransient ? .lost : .failed)
        }
        anomalies += result.findings.anomalies.map { HandlerAnomaly(handler: handler.name, anomaly: $0) }
    }

    /// Takes in what stands of an earlier run.
    mutating func take(_ part: StandingPart) {
        pairings += part.pairings
        records += part.records
        anomalies += part.anomalies
        standingFailures += part.failures
        for (handler, sum) in part.sums { sums[handler] = sum }
    }

    /// Takes over what stands of another entry with the same content.
    mutating func adopt(_ part: StandingPart, of path: StorePath) {
        var own = part
        own.failures = []
        take(own)
        failures += part.failures
        twin = path
    }

    /// Notes that a limit keeps the file from `handler`.
    mutating func refuse(_ handler: RegisteredHandler, _ reason: String) { pair(handler, .refused, reason) }

    private mutating func pair(_ handler: RegisteredHandler, _ ending: Pairing.Ending, _ message: String? = nil) {
        pairings.append(Pairing(handler: handler.name, key: handler.key, ending: ending, message: message))
    }

    private mutating func keep(_ aggregate: any StoredAggregate, _ findings: Findings, of handler: RegisteredHandler) {
        let isPartial = isIncomplete || findings.partialReason != nil
        if aggregate.isMergeable { sums[handler.name] = .init(aggregate: aggregate, isPartial: isPartial) }
        do {
            let record = HandlerRecord(
                handler: handler.name, handlerVersion: handler.descriptor.version, isPartial: isPartial,
                aggregate: try aggregate.json(), notes: findings.remarks, state: findings.state)
            records.append(record)
        } catch {
            let failure = Failure(.handle, .internalError, "its aggregate cannot be written as JSON: \(error)")
            failures.append(failure.attributed(to: handler.descriptor))
            return pair(handler, .failed)
        }
        if let reason = findings.partialReason { fail(reason, by: handler) } else { pair(handler, .recorded) }
    }

    private mutating func fail(_ error: HandlerError, by handler: RegisteredHandler) {
        if error.code == .limitExceeded { return pair(handler, .refused, error.message) }
        let failure = Failure(error, by: handler.descriptor)
        failures.append(failure)
        pair(handler, failure.code.isTransient ? .lost : .failed)
    }
}

extension Findings {
    /// The notes to keep, with one that tells of anomalies that were only counted.
    var remarks: [String] {
        suppressedAnomalies == 0
            ? notes : notes + ["\(suppressedAnomalies) more anomalies were found than the \(limit) that are kept"]
    }
}
