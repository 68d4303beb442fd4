import CZlib
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
    /// Adding 16 to the largest window makes zlib expect a gzip header.
    private static let gzipWindow: Int32 = 15 + 16

    private let content: OpenFile
    /// zlib's state points back at the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private let output: UnsafeMutableRawBufferPointer
    private var offset: Int64 = 0
    private var isBetweenMembers = false

    init(_ content: OpenFile) throws(Failure) {
        self.content = content
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: Self.capacity, alignment: 64)
        output = .allocate(byteCount: Self.capacity, alignment: 64)
        let status = inflateInit2_(stream, Self.gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Failure(.expand, .internalError, "zlib cannot be set up: out of memory") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
        output.deallocate()
    }

    /// The next unpacked bytes, or how the file ended.
    mutating func next() throws(Failure) -> Piece {
        while true {
            if stream.pointee.avail_in == 0, try !refill() {
                return .ended(isBetweenMembers ? .complete : damaged("the file ends in the middle: it is truncated"))
            }
            if isBetweenMembers {
                // Zeros after a member are padding, as tapes leave it; anything else must be another member.
                if stream.pointee.next_in.pointee == 0 {
                    stream.pointee.next_in += 1
                    stream.pointee.avail_in -= 1
                    continue
                }
                inflateReset(stream)
                isBetweenMembers = false
            }
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(output.count)
            let status = inflate(stream, Z_NO_FLUSH)
            let produced = output.count - Int(stream.pointee.avail_out)
            switch status {
            case Z_STREAM_END: isBetweenMembers = true
            case Z_OK, Z_BUF_ERROR: break
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
                return .ended(damaged("the packed data is damaged: \(reason)"))
            }
            if produced > 0 { return .bytes(UnsafeRawBufferPointer(rebasing: output[..<produced])) }
        }
    }

    private func damaged(_ message: String) -> Ending {
        .damaged(message, offset: offset - Int64(stream.pointee.avail_in))
    }

    private mutating func refill() throws(Failure) -> Bool {
        do throws(HandlerError) {
            let count = try content.read(into: input, at: offset)
            offset += Int64(count)
            stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_in = UInt32(count)
            return count > 0
        } catch {
            throw Failure(.read, .unreadable, error.message, offset: error.offset)
        }
    }
}
