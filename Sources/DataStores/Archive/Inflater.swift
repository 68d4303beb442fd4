import HandlerAPI
import Orchestration

/// Unpacks a gzip file piece by piece.
struct Inflater: ~Copyable {
    /// How a file ended.
    enum Ending {
        case complete
        case damaged(String, offset: Int64)
    }

    /// What comes next.
    enum Piece {
        /// Unpacked bytes, valid until the next call.
        case bytes(UnsafeRawBufferPointer)
        case ended(Ending)
    }

    private static let capacity = 256 << 10

    private let content: OpenFile
    private let engine: any GzipEngine
    private let buffer: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    /// What was read and not unpacked yet.
    private var input: UnsafeRawBufferPointer
    /// Where the next bytes are read.
    private var offset: Int64
    /// Where reading ends.
    private let end: Int64
    private var isBetweenMembers: Bool
    /// Whether the engine may hold back bytes for want of room.
    private var isFull = false

    /// Prepares to unpack `content`.
    ///
    /// - Parameter range: Where to begin and to end, both between two members; `nil` for all of it.
    init(_ content: OpenFile, with library: GzipLibrary, in range: Range<Int64>? = nil) throws(Failure) {
        self.content = content
        offset = range?.lowerBound ?? 0
        end = range?.upperBound ?? .max
        isBetweenMembers = offset > 0
        engine = try library.makeEngine()
        buffer = .allocate(byteCount: Self.capacity, alignment: 64)
        output = .allocate(byteCount: Self.capacity, alignment: 64)
        input = UnsafeRawBufferPointer(rebasing: buffer[..<0])
    }

    deinit {
        buffer.deallocate()
        output.deallocate()
    }

    /// The next unpacked bytes, or how the file ended.
    mutating func next() throws(Failure) -> Piece {
        while true {
            if input.isEmpty, !isFull, try !refill() {
                return .ended(isBetweenMembers ? .complete : damaged("the file ends in the middle: it is truncated"))
            }
            if isBetweenMembers, !beginMember() { continue }
            let step = engine.step(input, into: output)
            input = UnsafeRawBufferPointer(rebasing: input[step.taken...])
            isFull = step.written == output.count
            switch step.state {
            case .ended:
                isBetweenMembers = true
                isFull = false
            case .goesOn: break
            case .damaged(let reason): return .ended(damaged("the packed data is damaged: \(reason)"))
            }
            if step.written > 0 { return .bytes(UnsafeRawBufferPointer(rebasing: output[..<step.written])) }
        }
    }

    /// Zeros after a member are padding, as tapes leave it; anything else must be another member.
    private mutating func beginMember() -> Bool {
        guard let first = input.first else { return false }
        guard first != 0 else {
            input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
            return false
        }
        engine.reset()
        isBetweenMembers = false
        return true
    }

    private func damaged(_ message: String) -> Ending { .damaged(message, offset: offset - Int64(input.count)) }

    /// Reads on to the next multiple of the buffer's size. The libraries find damage a few bytes earlier or later by where
    /// their input ends, and so it ends at the same places wherever reading began.
    private mutating func refill() throws(Failure) -> Bool {
        do throws(HandlerError) {
            let room = min(Int64(Self.capacity) - offset % Int64(Self.capacity), end - offset)
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(room)])
            let count = try content.read(into: target, at: offset)
            offset += Int64(count)
            input = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            return count > 0
        } catch {
            throw Failure(.read, .unreadable, error.message, offset: error.offset)
        }
    }
}
