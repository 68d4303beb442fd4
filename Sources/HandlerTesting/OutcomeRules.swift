import Foundation
import HandlerAPI

/// Rules for what a handler makes of a file.
struct OutcomeRules<Tested: Handler> {
    let handler: Tested

    /// The rules for a file that the handler understands.
    func intact(_ sample: ConformanceSample) -> [Violation] {
        let outcome = outcome(sample)
        var violations: [Violation] = []
        if let error = outcome.error {
            violations.append(broken("understood", sample, "threw \(error.code.rawValue): \(error.message)"))
        }
        violations += wellFormed(outcome, sample)
        violations += sameWhateverThePieces(outcome, sample, pieceSizes: [.max, 1, 7])
        violations += merges(outcome, sample)
        violations += rollsUp(outcome, sample)
        return violations + saysWhenItCannotRead(sample)
    }

    private func rollsUp(_ outcome: HandlerOutcome<Tested>, _ sample: ConformanceSample) -> [Violation] {
        guard outcome.error == nil, let handler = handler as? any RollUpHandler else { return [] }
        return RollUpRules.faults(of: handler, state: outcome.findings.state).map { broken("roll-up", sample, $0) }
    }

    /// What the handler keeps of a file, as JSON.
    func aggregate(of sample: ConformanceSample) -> JSONValue? {
        outcome(sample).aggregate.flatMap { try? JSONValue(encoding: $0) }
    }

    /// The rules for any bytes at all: an error is fine, a trap or a malformed outcome is not.
    func damaged(_ sample: ConformanceSample) -> [Violation] {
        let outcome = outcome(sample)
        return wellFormed(outcome, sample) + sameWhateverThePieces(outcome, sample, pieceSizes: [61])
    }

    private func outcome(_ sample: ConformanceSample, pieceSize: Int = .max) -> HandlerOutcome<Tested> {
        if let path = ProcessInfo.processInfo.environment["TRAWL_CONFORMANCE_INPUT"] {
            _ = FileManager.default.createFile(atPath: path, contents: Data(sample.bytes))
        }
        let content = InMemoryContent(sample.bytes, pieceSize: pieceSize)
        return HandlerOutcome(of: handler, on: content, mediaType: sample.mediaType, path: sample.name)
    }

    private func broken(_ rule: String, _ sample: ConformanceSample, _ detail: String) -> Violation {
        Violation(rule: rule, detail: "\(sample.name): \(detail)")
    }

    // MARK: One outcome

    private func wellFormed(_ outcome: HandlerOutcome<Tested>, _ sample: ConformanceSample) -> [Violation] {
        var violations = outcome.findings.anomalies.flatMap { faults(of: $0) }.map { broken("anomaly", sample, $0) }
        let offset = (outcome.error ?? outcome.findings.partialReason)?.offset ?? 0
        if offset < 0 || offset > Int64(sample.bytes.count) {
            violations.append(broken("error", sample, "offset \(offset) is outside the file"))
        }
        if let aggregate = outcome.aggregate {
            violations += roundTrip(aggregate, sample)
        }
        return violations
    }

    private func faults(of anomaly: Anomaly) -> [String] {
        var found: [String] = []
        for (name, value) in [("score", anomaly.score), ("threshold", anomaly.threshold)]
        where !(0...1).contains(value) {
            found.append("\(anomaly.detector): \(name) \(value) is outside 0…1")
        }
        if !DescriptorRules.isName(anomaly.detector, separator: "-") {
            found.append("the detector '\(anomaly.detector)' is not kebab-case")
        }
        if anomaly.subject.isEmpty || anomaly.reason.isEmpty {
            found.append("\(anomaly.detector): subject or reason is empty")
        }
        return found
    }

    private func roundTrip(_ aggregate: Tested.Aggregate, _ sample: ConformanceSample) -> [Violation] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let data = try encoder.encode(aggregate)
            let again = try encoder.encode(JSONDecoder().decode(Tested.Aggregate.self, from: data))
            if data == again { return [] }
            let differences = try JSONValue(parsing: data).differences(from: JSONValue(parsing: again), tolerance: 0)
            return differences.map { broken("reads back as written", sample, $0) }
        } catch {
            return [broken("aggregate has a JSON form", sample, "\(error)")]
        }
    }

    // MARK: Several outcomes

    private func sameWhateverThePieces(
        _ first: HandlerOutcome<Tested>, _ sample: ConformanceSample, pieceSizes: [Int]
    ) -> [Violation] {
        pieceSizes.flatMap { size -> [Violation] in
            let other = outcome(sample, pieceSize: size)
            do {
                if try first.isSame(as: other) { return [] }
                let differences = try first.json().differences(from: other.json(), tolerance: 0)
                let pieces = size == .max ? "again" : "in pieces of \(size)"
                return differences.map { broken("depends on the bytes only", sample, "read \(pieces): \($0)") }
            } catch {
                // An aggregate without a JSON form is reported by `roundTrip`.
                return []
            }
        }
    }

    private func merges(_ outcome: HandlerOutcome<Tested>, _ sample: ConformanceSample) -> [Violation] {
        guard let aggregate = outcome.aggregate as? any Mergeable & Encodable else { return [] }
        do {
            _ = try JSONValue(encoding: doubled(aggregate))
            return []
        } catch {
            return [broken("a merged aggregate has a JSON form", sample, "\(error)")]
        }
    }

    private func doubled<Total: Mergeable & Encodable>(_ aggregate: Total) -> any Encodable {
        var total = aggregate
        total.merge(aggregate)
        return total
    }

    /// Fails reads from the start and from the middle on.
    private func saysWhenItCannotRead(_ sample: ConformanceSample) -> [Violation] {
        [0, sample.bytes.count / 2].flatMap { offset -> [Violation] in
            let content = InMemoryContent(sample.bytes, failingAt: Int64(offset))
            let outcome = HandlerOutcome(of: handler, on: content, mediaType: sample.mediaType)
            let error = outcome.error ?? outcome.findings.partialReason
            guard content.hasFailed, error?.code != .unreadable else { return [] }
            let found = error?.code.rawValue ?? "no error"
            return [broken("passes a read error on", sample, "got \(found) where reading fails from \(offset) on")]
        }
    }

    /// The rules for a file of zeros that is too large for memory.
    func sparse(of size: ByteCount, mediaType: MediaType) -> [Violation] {
        let outcome = HandlerOutcome(of: handler, on: SparseContent(size: size), mediaType: mediaType)
        let sample = ConformanceSample("\(size) of zeros", bytes: [], mediaType: mediaType)
        return outcome.findings.anomalies.flatMap { faults(of: $0) }.map { broken("anomaly", sample, $0) }
            + (outcome.aggregate.map { roundTrip($0, sample) } ?? [])
    }
}
