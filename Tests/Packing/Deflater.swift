import CZlib

/// Packs bytes that come piece by piece, so that what unpacks to much takes little to make.
package final class Deflater {
    /// What the packed bytes stand in.
    package enum Wrapping: Int32 {
        /// Nothing (RFC 1951), as in ZIP archives.
        case none = -15
        /// A gzip member (RFC 1952).
        case gzip = 31
    }

    private let stream: UnsafeMutablePointer<z_stream>
    private var packed: [UInt8] = []
    private var room = [UInt8](repeating: 0, count: 256 << 10)

    /// Makes a packer that has seen nothing.
    package init(_ wrapping: Wrapping) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, Z_BEST_COMPRESSION, Z_DEFLATED, wrapping.rawValue, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot be set up")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Takes the next bytes.
    package func add(_ bytes: [UInt8]) { pack(bytes, Z_NO_FLUSH) }

    /// All that was packed. Nothing may be added after it.
    package func finish() -> [UInt8] {
        pack([], Z_FINISH)
        return packed
    }

    private func pack(_ bytes: [UInt8], _ flush: Int32) {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = UInt32(input.count)
            repeat {
                let count = room.withUnsafeMutableBufferPointer { output in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = UInt32(output.count)
                    deflate(stream, flush)
                    return output.count - Int(stream.pointee.avail_out)
                }
                packed += room[..<count]
            } while stream.pointee.avail_out == 0
        }
    }
}
