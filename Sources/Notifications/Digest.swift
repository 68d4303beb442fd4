import FoundationEssentials

/// What a subscriber is told of a run.
public struct Digest: Codable, Sendable, Equatable {
    /// An anomaly and its file.
    public struct Offender: Codable, Sendable, Equatable {
        /// The root the file was found under.
        public var root: String
        /// The file's path within it.
        public var path: String
        /// Who noticed it.
        public var handler: String
        /// What it concerns.
        public var subject: String
        /// The rule or detector.
        public var detector: String
        /// From 0 to 1, higher is stranger.
        public var score: Double
        /// A sentence with what was seen and what was expected.
        public var reason: String
    }

    /// A failure and its file.
    public struct Fault: Codable, Sendable, Equatable {
        /// The root the file was found under.
        public var root: String
        /// The file's path within it.
        public var path: String
        /// Who failed on it, if any handler did.
        public var handler: String?
        /// Its kind.
        public var code: String
        /// What happened.
        public var message: String
    }

    /// How many offenders and how many faults are told of.
    public static let most = 25

    /// The same for every try to send it, and different for any two messages.
    public var id: String
    /// The record store.
    public var store: String
    /// The run's number.
    public var run: Int64
    /// What was walked.
    public var roots: [String]
    /// How many entries ended how; `found` and `vanished` among them.
    public var entries: [String: Int]
    /// How many anomalies the run noticed, of those that the subscriber wants to know of.
    public var anomalyCount = 0
    /// The strangest of them, strangest first.
    public var anomalies: [Offender] = []
    /// How many failures the run recorded, of those that the subscriber wants to know of.
    public var failureCount = 0
    /// The first of them.
    public var failures: [Fault] = []
    /// How many such anomalies stand in the store, from this run and from those before.
    public var standingAnomalyCount = 0
    /// How many such failures stand in the store.
    public var standingFailureCount = 0

    /// The digest as JSON text with keys in snake case.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in a digest has no form in JSON: scores are finite.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Reads what ``json`` is.
    ///
    /// - Throws: ``DeliveryError``, lasting.
    init(json: String) throws(DeliveryError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(Digest.self, from: Data(json.utf8))
        } catch {
            throw DeliveryError("the message kept in the store cannot be read: \(error)", isLasting: true)
        }
    }

    /// Makes a digest of a run without anomalies and failures.
    init(id: String, store: String, run: Int64, roots: [String], entries: [String: Int]) {
        self.id = id
        self.store = store
        self.run = run
        self.roots = roots
        self.entries = entries
    }
}
