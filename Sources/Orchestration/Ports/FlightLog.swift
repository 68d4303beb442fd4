/// Keeps, so that it survives the process, which entries are under way: what a run was at work on when it ended abruptly.
public protocol FlightLog: Sendable {
    /// Notes what a thread is at work on; of a member of an archive, the archive.
    ///
    /// - Parameters:
    ///   - slot: The thread's number, from 0.
    ///   - isAlone: Whether nothing else is under way.
    func begin(_ slot: Int, _ entries: [(root: String, path: StorePath)], isAlone: Bool)

    /// Notes that a thread is done with it.
    func end(_ slot: Int)
}

/// A log for stores that do not survive the process either.
public struct NoFlightLog: FlightLog {
    /// Makes a log.
    public init() {}

    /// Notes nothing.
    public func begin(_ slot: Int, _ entries: [(root: String, path: StorePath)], isAlone: Bool) {}

    /// Notes nothing.
    public func end(_ slot: Int) {}
}

/// An entry that was under way when a run ended abruptly, and may be why.
public struct Suspect: Sendable, Equatable {
    /// How often a crash of the program while the entry was the only one under way is put down to it.
    static let mostCrashes = 2
    /// The same for an end that leaves no trace, such as by SIGKILL: mostly somebody else's doing.
    static let mostKills = 5

    /// The root it was found under.
    public var root: String
    /// Its path within the root.
    public var path: StorePath
    /// How often the program crashed while it was the only one under way.
    public var crashes: Int
    /// How often the program was ended while it was the only one under way.
    public var kills: Int

    /// Makes a suspect.
    public init(root: String, path: StorePath, crashes: Int = 0, kills: Int = 0) {
        self.root = root
        self.path = path
        self.crashes = crashes
        self.kills = kills
    }

    /// Whether it is to be left alone.
    var isConvicted: Bool { crashes >= Self.mostCrashes || kills >= Self.mostKills }

    /// Why it is left alone.
    var verdict: Failure {
        let times = crashes >= Self.mostCrashes ? "crashed \(crashes)" : "was ended \(kills)"
        return Failure(
            .handle, .quarantined,
            "the program itself \(times) times while it was at work on this alone; left alone until it changes, or: trawl retry"
        )
    }
}
