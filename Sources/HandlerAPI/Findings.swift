/// One observation that is out of the ordinary.
public struct Anomaly: Sendable, Equatable, Codable {
    /// What it concerns: a column, a row, a cast, the file.
    public var subject: String
    /// The rule or detector that noticed it, in kebab-case.
    public var detector: String
    /// How strange it is, from 0 to 1; higher is stranger.
    public var score: Double
    /// The score from which it counts as an anomaly, from 0 to 1.
    public var threshold: Double
    /// A sentence with the values seen and the values expected.
    public var reason: String

    /// Makes an anomaly.
    public init(subject: String, detector: String, score: Double, threshold: Double = 0.5, reason: String) {
        self.subject = subject
        self.detector = detector
        self.score = score
        self.threshold = threshold
        self.reason = reason
    }
}

/// What a handler reports beside its aggregate. It is kept even where the handler throws.
public struct Findings: Sendable {
    /// The anomalies kept, in the order reported.
    public private(set) var anomalies: [Anomaly] = []
    /// How many anomalies came after the limit was reached; they are counted, not kept.
    public private(set) var suppressedAnomalies = 0
    /// Remarks on the file that are neither anomalies nor failures.
    public private(set) var notes: [String] = []
    /// Why the returned aggregate covers only a part of the file.
    public private(set) var partialReason: HandlerError?
    /// What the file adds to a roll-up.
    public private(set) var state: [UInt8]?
    /// The largest state that is kept, in bytes.
    public static let largestState = 8 << 20

    /// The most anomalies, and the most notes, kept for a file.
    public let limit: Int

    private let onProgress: (@Sendable () -> Void)?

    /// Makes an empty report that keeps at most `limit` anomalies and as many notes.
    ///
    /// - Parameter onProgress: Told whenever the handler says that it goes on.
    public init(limit: Int = 1_000, onProgress: (@Sendable () -> Void)? = nil) {
        self.limit = limit
        self.onProgress = onProgress
    }

    /// Makes a report of what was found elsewhere.
    public init(
        anomalies: [Anomaly], suppressedAnomalies: Int, notes: [String], partialReason: HandlerError?,
        state: [UInt8]? = nil
    ) {
        self.init()
        if let state { keepState(state) }
        anomalies.forEach { report($0) }
        self.suppressedAnomalies += suppressedAnomalies
        notes.forEach { note($0) }
        self.partialReason = partialReason
    }

    /// Says that work goes on. Reading the file says so by itself; a handler that computes for long without reading calls
    /// this more often than its limit on stalling (``HandlerLimits/stallTime``).
    public func reportProgress() { onProgress?() }

    /// Reports an anomaly.
    public mutating func report(_ anomaly: Anomaly) {
        if anomalies.count < limit { anomalies.append(anomaly) } else { suppressedAnomalies += 1 }
    }

    /// Adds a remark.
    public mutating func note(_ text: String) {
        if notes.count < limit { notes.append(text) }
    }

    /// Keeps what the file adds to a roll-up; see ``RollUpHandler``. One larger than ``largestState`` is not kept, and the
    /// roll-up says that the file is not in it.
    public mutating func keepState(_ state: [UInt8]) {
        self.state = state.count <= Self.largestState ? state : nil
    }

    /// Says that the aggregate about to be returned covers only what came before `error`: it is kept, marked partial,
    /// and the error is recorded as a failure. The first call counts.
    public mutating func markPartial(because error: HandlerError) {
        if partialReason == nil { partialReason = error }
    }
}
