import Orchestration
import Synchronization

/// Names media types by Trawl's magic entries, then libmagic's database, then probes of the content, then the name.
public final class MagicDetector: TypeDetector {
    /// libmagic initialises tables of its own when a cookie is opened; two threads must not do that at once.
    private let opening = Mutex(())
    private let identityOnce = Mutex<DetectorIdentity?>(nil)

    /// Makes a detector; databases are loaded when a session opens.
    public init() {}

    /// libmagic's version as `5.44`.
    public static var libraryVersion: String { MagicDatabase.libraryVersion }

    /// The paths of the system's databases.
    public static var databasePaths: [String] { MagicDatabase.systemPaths }

    /// libmagic's version, and the digest of its database with Trawl's entries.
    public var identity: DetectorIdentity {
        identityOnce.withLock { known in
            if let known { return known }
            let identity = DetectorIdentity(
                version: "libmagic \(MagicDatabase.libraryVersion)", databaseDigest: MagicDatabase.checksum())
            known = identity
            return identity
        }
    }

    /// Opens cookies for the calling thread.
    ///
    /// - Throws: An error that says which database cannot be loaded.
    public func makeSession() throws -> any DetectionSession {
        try opening.withLock { _ in try MagicSession() }
    }
}
