import HandlerAPI
import Synchronization

/// Bytes in memory as the content of a file, read in pieces of a chosen size.
public final class InMemoryContent: ContentSource {
    /// All bytes.
    public let bytes: [UInt8]
    /// The most bytes that one read returns, at least 1, so that a test can make every read short.
    public let pieceSize: Int
    /// The offset from which reading fails as a broken disk would; `nil` where it never does.
    public let failureOffset: Int64?
    private let failures = Atomic<Int>(0)

    /// Whether a read has failed.
    var hasFailed: Bool { failures.load(ordering: .relaxed) > 0 }

    /// Makes content of `bytes`.
    public init(_ bytes: [UInt8], pieceSize: Int = .max, failingAt failureOffset: Int64? = nil) {
        self.bytes = bytes
        self.pieceSize = max(1, pieceSize)
        self.failureOffset = failureOffset
    }

    /// Makes content of the UTF-8 bytes of `text`.
    public convenience init(_ text: String, pieceSize: Int = .max) {
        self.init(Array(text.utf8), pieceSize: pieceSize)
    }

    /// The number of bytes.
    public var size: ByteCount { ByteCount(Int64(bytes.count)) }

    /// Copies at most ``pieceSize`` bytes from `offset` into `buffer`; returns how many, 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(HandlerError) -> Int {
        if let failureOffset, offset >= failureOffset {
            failures.wrappingAdd(1, ordering: .relaxed)
            throw .unreadable("this content fails from byte \(failureOffset) on", at: offset)
        }
        guard offset >= 0, offset < Int64(bytes.count) else { return 0 }
        let start = Int(offset)
        let readable = min(bytes.count, Int(failureOffset ?? .max))
        let count = min(buffer.count, pieceSize, readable - start)
        bytes.withUnsafeBytes { source in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<(start + count)]))
        }
        return count
    }
}
