import FoundationEssentials

/// How far a run has got, as it is told to other processes.
public struct RunStatus: Sendable, Equatable, Codable {
    /// A lane: what waits for a handler.
    public struct Lane: Sendable, Equatable, Codable {
        /// The handler.
        public var handler: String
        /// Files that wait.
        public var waiting: Int
        /// Their bytes.
        public var bytes: Int64
        /// Threads at work for it.
        public var running: Int
    }

    /// A file being handled.
    public struct ActiveFile: Sendable, Equatable, Codable {
        /// Its path.
        public var path: String
        /// The handler at work on it.
        public var handler: String
        /// The worker, from 1.
        public var worker: Int
        /// For how long, in seconds.
        public var seconds: Double
    }

    /// The number of the run; 0 while it has none.
    public var run: RunNumber = 0
    /// Its process.
    public var process: Int32 = 0
    /// Seconds since it began.
    public var seconds = 0.0
    /// Workers.
    public var workers = 0
    /// Entries found.
    public var found = 0
    /// Entries finished.
    public var finished = 0
    /// Bytes of finished files.
    public var bytes: Int64 = 0
    /// Entries finished, by outcome.
    public var outcomes: [String: Int] = [:]
    /// Entries there are, where they were counted ahead.
    public var total: Int?
    /// The lanes with anything in them.
    public var lanes: [Lane] = []
    /// Files being handled, the longest at work first.
    public var active: [ActiveFile] = []

    /// Makes the status of a run that has not begun.
    public init() {}

    /// Describes a run as it is now.
    public init(_ snapshot: RunProgress.Snapshot, process: Int32, seconds: Double, total: Int?) {
        let now = ContinuousClock.now
        run = snapshot.run
        self.process = process
        self.seconds = seconds
        workers = snapshot.workers
        found = snapshot.found
        finished = snapshot.finished
        bytes = snapshot.bytes.bytes
        outcomes = Dictionary(uniqueKeysWithValues: snapshot.outcomes.map { ($0.key.rawValue, $0.value) })
        self.total = total
        lanes = snapshot.lanes.filter { $0.waiting > 0 || $0.running > 0 }
        active = snapshot.active.map { file in
            ActiveFile(
                path: file.path.description, handler: file.handler, worker: file.worker + 1,
                seconds: (now - file.since).seconds)
        }
    }

    /// The status as JSON text.
    public var json: String {
        (try? JSONText.encoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    /// Reads the JSON text; `nil` where it is none.
    public init?(json: some Sequence<UInt8>) {
        guard let status = try? JSONText.decoder().decode(RunStatus.self, from: Data(json)) else { return nil }
        self = status
    }
}
