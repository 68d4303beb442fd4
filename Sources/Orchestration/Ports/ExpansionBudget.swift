import HandlerAPI
import Synchronization

/// How far archives are unpacked.
public struct ExpansionLimits: Sendable, Equatable {
    /// How deep archives may lie in archives; 1 opens no archive within an archive.
    public var depth = 8
    /// The most members, over the whole nest.
    public var members = 1_000_000
    /// The most bytes really produced, over the whole nest.
    public var bytes = ByteCount.gibibytes(64)
    /// The most bytes produced for each byte of the outermost file, watched once ``ratioFloor`` is passed.
    public var ratio = 1_000
    /// Bytes that may be produced whatever the ratio.
    public var ratioFloor = ByteCount.mebibytes(64)

    /// The default limits.
    public init() {}
}

/// What one file from a directory may still unfold into: a single account for an archive and all archives within it.
///
/// It counts bytes as they are produced, not as headers promise them.
public final class ExpansionBudget: Sendable {
    private struct Spent {
        var members = 0
        var bytes: Int64 = 0
    }

    private let limits: ExpansionLimits
    private let packedSize: Int64
    private let spent = Mutex(Spent())

    /// Opens the account of a file of `packedSize`.
    public init(limits: ExpansionLimits, packedSize: ByteCount) {
        self.limits = limits
        self.packedSize = max(1, packedSize.bytes)
    }

    /// Bytes produced so far.
    public var producedBytes: ByteCount { ByteCount(spent.withLock { $0.bytes }) }

    /// Asks to enter an archive that lies in `depth - 1` others; returns the reason if not.
    public func enter(depth: Int) -> String? {
        depth <= limits.depth ? nil : "archives are nested more than \(limits.depth) deep (archives.depth)"
    }

    /// Draws one member; returns the reason if there are too many.
    public func drawMember() -> String? {
        spent.withLock { spent in
            guard spent.members < limits.members else {
                return "more than \(limits.members) members in one archive (archives.members)"
            }
            spent.members += 1
            return nil
        }
    }

    /// Whether a member that is stated to have so many bytes could be unpacked to its end.
    public func allows(statedSize size: Int64) -> Bool {
        size <= limits.bytes.bytes && (size <= limits.ratioFloor.bytes || size / packedSize < Int64(limits.ratio))
    }

    /// Draws bytes that were produced; returns the reason if they are too many.
    public func draw(bytes count: Int) -> String? {
        spent.withLock { spent in
            let (sum, isOverflow) = spent.bytes.addingReportingOverflow(Int64(count))
            spent.bytes = isOverflow ? .max : sum
            if spent.bytes > limits.bytes.bytes {
                return "unpacks to more than \(limits.bytes) (archives.bytes)"
            }
            let isOverRatio = spent.bytes / packedSize >= Int64(limits.ratio)
            if spent.bytes > limits.ratioFloor.bytes, isOverRatio {
                return "unpacks to more than \(limits.ratio) times its size (archives.ratio)"
            }
            return nil
        }
    }
}
