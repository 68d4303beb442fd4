import CISAL
import CZlib
import Orchestration

/// What unpacks gzip files. All give the same bytes.
public enum GzipLibrary: String, Sendable, CaseIterable {
    /// The library that gzip's format comes from.
    case zlib
    /// Intel's Intelligent Storage Acceleration Library: about twice as fast on x86-64.
    case isaL = "isa-l"

    /// Starts with the header of a gzip member.
    func makeEngine() throws(Failure) -> any GzipEngine {
        switch self {
        case .zlib: try ZlibEngine()
        case .isaL: ISALEngine()
        }
    }
}

/// Unpacks gzip members, one after another.
protocol GzipEngine: AnyObject {
    /// Unpacks as much as there is, or as there is room for.
    ///
    /// - Returns: How many bytes were taken and how many were written, and what that led to.
    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> GzipStep

    /// Prepares for the header of another member.
    func reset()
}

/// What came of some bytes.
struct GzipStep {
    /// Where a member stands.
    enum State {
        /// There is more to come.
        case goesOn
        /// The member is at its end, and what it says of its content is true.
        case ended
        case damaged(String)
    }

    var taken: Int
    var written: Int
    var state: State
}

/// zlib's way.
private final class ZlibEngine: GzipEngine {
    /// Adding 16 to the largest window makes zlib expect a gzip header.
    private static let gzipWindow: Int32 = 15 + 16

    /// zlib's state points back at the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(Failure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, Self.gzipWindow, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Failure(.expand, .internalError, "zlib cannot be set up: out of memory") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func reset() { inflateReset(stream) }

    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> GzipStep {
        // zlib does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, Z_NO_FLUSH)
        let state: GzipStep.State =
            switch status {
            case Z_STREAM_END: .ended
            case Z_OK, Z_BUF_ERROR: .goesOn
            default: .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)")
            }
        return GzipStep(
            taken: input.count - Int(stream.pointee.avail_in), written: output.count - Int(stream.pointee.avail_out),
            state: state)
    }
}

/// ISA-L's way.
private final class ISALEngine: GzipEngine {
    private let state: UnsafeMutablePointer<inflate_state>

    init() {
        state = .allocate(capacity: 1)
        state.initialize(to: inflate_state())
        isal_inflate_init(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }

    deinit { state.deallocate() }

    func reset() {
        isal_inflate_reset(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }

    func step(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> GzipStep {
        state.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        state.pointee.avail_in = UInt32(input.count)
        state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        state.pointee.avail_out = UInt32(output.count)
        let status = isal_inflate(state)
        let hasEnded = state.pointee.block_state == ISAL_BLOCK_FINISH
        return GzipStep(
            taken: input.count - Int(state.pointee.avail_in), written: output.count - Int(state.pointee.avail_out),
            state: Self.fault(status).map { .damaged($0) } ?? (hasEnded ? .ended : .goesOn))
    }

    private static func fault(_ status: Int32) -> String? {
        switch status {
        case ISAL_DECOMP_OK, ISAL_END_INPUT, ISAL_OUT_OVERFLOW, ISAL_NAME_OVERFLOW, ISAL_COMMENT_OVERFLOW,
            ISAL_EXTRA_OVERFLOW, ISAL_NEED_DICT:
            nil
        case ISAL_INVALID_BLOCK: "invalid block"
        case ISAL_INVALID_SYMBOL: "invalid code"
        case ISAL_INVALID_LOOKBACK: "invalid distance too far back"
        case ISAL_INVALID_WRAPPER: "incorrect header check"
        case ISAL_UNSUPPORTED_METHOD: "unknown compression method"
        case ISAL_INCORRECT_CHECKSUM: "incorrect data check"
        default: "error \(status)"
        }
    }
}
