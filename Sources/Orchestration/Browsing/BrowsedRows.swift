/// Which anomalies are meant; what is `nil` does not matter.
public struct AnomalyFilter: Sendable, Equatable {
    /// What their path, their subject or their reason contains; letters of ASCII count the same in both cases.
    public var text: String?
    /// The handler that reported them.
    public var handler: String?
    /// The detector.
    public var detector: String?

    /// Makes a filter.
    public init(text: String? = nil, handler: String? = nil, detector: String? = nil) {
        self.text = text
        self.handler = handler
        self.detector = detector
    }
}

/// The place of an anomaly in the order of scores, the highest first.
public struct AnomalyPlace: Sendable, Equatable {
    /// Its score.
    public var score: Double
    /// Its entry.
    public var file: FilePlace
    /// The handler that reported it.
    public var handler: String
    /// Which of that handler's it is.
    public var ordinal: Int64

    /// Makes a place.
    public init(score: Double, file: FilePlace, handler: String, ordinal: Int64) {
        self.score = score
        self.file = file
        self.handler = handler
        self.ordinal = ordinal
    }
}

/// An anomaly with its place.
public struct PlacedAnomaly: Sendable {
    /// The anomaly.
    public var row: AnomalyRow
    /// Which of its handler's it is.
    public var ordinal: Int64

    /// Makes a pair.
    public init(row: AnomalyRow, ordinal: Int64) {
        self.row = row
        self.ordinal = ordinal
    }

    /// Where it stands.
    public var place: AnomalyPlace {
        AnomalyPlace(
            score: row.anomaly.anomaly.score, file: FilePlace(root: row.root, path: row.path),
            handler: row.anomaly.handler, ordinal: ordinal)
    }
}

/// How many anomalies a detector of a handler reported.
public struct AnomalyCount: Sendable, Equatable {
    /// The handler.
    public var handler: String
    /// The detector.
    public var detector: String
    /// How many.
    public var count: Int

    /// Makes a count.
    public init(handler: String, detector: String, count: Int) {
        self.handler = handler
        self.detector = detector
        self.count = count
    }
}

/// How many records a handler keeps of files that are there.
public struct RecordCount: Sendable, Equatable {
    /// The handler.
    public var handler: String
    /// How many.
    public var count: Int

    /// Makes a count.
    public init(handler: String, count: Int) {
        self.handler = handler
        self.count = count
    }
}

/// Which failures are meant; what is `nil` does not matter.
public struct FailureFilter: Sendable, Equatable {
    /// What became of them.
    public var standing: FailureRow.Standing?
    /// Their signature, see ``Failure/signature``.
    public var signature: String?
    /// Their code.
    public var code: String?

    /// Makes a filter.
    public init(standing: FailureRow.Standing? = nil, signature: String? = nil, code: String? = nil) {
        self.standing = standing
        self.signature = signature
        self.code = code
    }
}

/// A failure with its number in the store: later ones have higher numbers.
public struct NumberedFailure: Sendable {
    /// The number.
    public var number: Int64
    /// The failure.
    public var row: FailureRow

    /// Makes a pair.
    public init(number: Int64, row: FailureRow) {
        self.number = number
        self.row = row
    }
}

/// Like failures that stand.
public struct FailureSummary: Sendable {
    /// The signature that they share.
    public var signature: String
    /// How many there are.
    public var count: Int
    /// One of them.
    public var example: FailureRow

    /// Makes a summary.
    public init(signature: String, count: Int, example: FailureRow) {
        self.signature = signature
        self.count = count
        self.example = example
    }
}
