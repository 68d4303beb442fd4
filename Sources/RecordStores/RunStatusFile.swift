import Glibc
import Orchestration

/// What a run tells other processes of its progress, in a file beside the store (`store.db.status`, JSON) that each word
/// replaces as a whole.
///
/// The file goes with the end of the run. One that a killed run has left is known by the kernel's lock beside the store,
/// which goes with the process.
public struct RunStatusFile: Sendable {
    /// What the names of the files beside a store end with.
    public static let suffixes = [".status", ".status.new"]
    /// A run that goes on writes far more often; only then is the lock asked, which for that moment nobody else can take.
    private static let longestSilence: Int64 = 3

    private let path: String
    private let lockPath: String

    /// The file beside the store at `store`.
    public init(besideStoreAt store: String) {
        path = store + Self.suffixes[0]
        lockPath = store + ".lock"
    }

    /// Tells how far the run has got. What cannot be written is left out: no run fails for it.
    public func write(_ status: RunStatus) {
        let fresh = path + ".new"
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        let bytes = Array(status.json.utf8)
        let isWhole = Glibc.write(descriptor, bytes, bytes.count) == bytes.count
        close(descriptor)
        if isWhole { rename(fresh, path) } else { unlink(fresh) }
    }

    /// Takes the file away.
    public func remove() { for name in [path, path + ".new"] { unlink(name) } }

    /// The status of the run that goes on; `nil` where none does, or it has not told yet.
    public func read() -> RunStatus? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_size < 1 << 20 else { return nil }
        let silence = Int64(time(nil)) - Int64(facts.st_mtim.tv_sec)
        if silence > Self.longestSilence, !isLocked { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return count > 0 ? RunStatus(json: bytes.prefix(count)) : nil
    }

    /// Whether a run has the store.
    private var isLocked: Bool {
        let descriptor = open(lockPath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }
}
