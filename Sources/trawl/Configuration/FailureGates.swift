/// How many failures still count as success.
enum Tolerance: Equatable {
    case count(Int)
    case percentage(Double)

    /// Reads `12` or `5%`.
    init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let value = Double(text.dropLast()), (0...100).contains(value) else { return nil }
            self = .percentage(value)
        } else {
            guard let value = Int(text), value >= 0 else { return nil }
            self = .count(value)
        }
    }

    /// Whether `failed` of `found` are still tolerated.
    func allows(failed: Int, of found: Int) -> Bool {
        switch self {
        case .count(let most): failed <= most
        case .percentage(let most): Double(failed) * 100 <= most * Double(found)
        }
    }

    /// As it is written.
    var text: String {
        switch self {
        case .count(let most): "\(most)"
        case .percentage(let most): "\(most)%"
        }
    }
}

/// What a run's failures are held against, so that a scheduler can act on the exit code.
///
/// A handler with a gate of its own answers for files on which it alone failed; the gate over all is for the rest.
struct FailureGates: Equatable {
    /// For all failures that no handler's gate is for.
    var overall: Tolerance?
    /// For failures of one handler, by its name.
    var byHandler: [String: Tolerance] = [:]

    /// Adds `12`, `5%` or `handler=5%`; `false` where `text` is none of these.
    mutating func add(_ text: String) -> Bool {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let tolerance = parts.last.flatMap({ Tolerance($0) }), parts.first != "" else { return false }
        if parts.count == 2 { byHandler[parts[0]] = tolerance } else { overall = tolerance }
        return true
    }

    /// What is no longer tolerated, each in a sentence.
    ///
    /// - Parameters:
    ///   - found: How many entries were found.
    ///   - failing: For each entry that is failed now, the handlers that failed on it; none where it never came to one.
    ///   - taken: How many entries a handler took or failed on.
    func breaches(found: Int, failing: [Set<String>], taken: (String) throws -> Int) rethrows -> [String] {
        var breaches: [String] = []
        for (name, tolerance) in byHandler.sorted(by: { $0.key < $1.key }) {
            let failed = failing.count { $0.contains(name) }
            let all = try taken(name)
            if !tolerance.allows(failed: failed, of: all) {
                breaches.append("\(name) failed on \(failed) of \(all) files; \(tolerance.text) are tolerated")
            }
        }
        let rest = failing.count { $0.isEmpty || !$0.allSatisfy { byHandler[$0] != nil } }
        let tolerance = overall ?? .count(0)
        if !tolerance.allows(failed: rest, of: found) {
            breaches.append("\(rest) of \(found) entries failed; \(tolerance.text) are tolerated")
        }
        return breaches
    }
}
