import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// Why no answer comes.
enum ChannelLoss: Error {
    /// The process at the other end is gone.
    case gone
    /// It sends more than it may.
    case flood(ByteCount, limit: ByteCount)
    /// It sends what is no answer.
    case nonsense(String)

    /// The rule that was broken, if one was.
    var excess: Excess? {
        switch self {
        case .gone: nil
        case .flood(let size, let limit):
            Excess(code: .outputExceeded, message: "its answer has \(size); its limit is \(limit)")
        case .nonsense(let what): Excess(code: .protocolError, message: "its answer made no sense: \(what)")
        }
    }
}

/// Messages over a stream socket, at the host's end: it never waits for a process that has ended.
final class AnswerChannel {
    private let socket: Int32
    private var buffer: [UInt8] = []
    private var position = 0
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

    /// Takes `socket` over.
    init(socket: Int32) { self.socket = socket }

    deinit {
        close(socket)
        block.deallocate()
    }

    /// Sends bytes, with `descriptors` beside the first of them.
    func send(_ bytes: [UInt8], _ descriptors: [Int32]) throws(ChannelLoss) {
        try Self.send(bytes, descriptors, over: socket)
    }

    /// Sends bytes over `socket`.
    static func send(_ bytes: [UInt8], _ descriptors: [Int32], over socket: Int32) throws(ChannelLoss) {
        var done = 0
        while done < bytes.count {
            let attached = done == 0 ? descriptors : []
            let count = bytes.withUnsafeBytes { bytes in
                linux_send(
                    socket, bytes.baseAddress.map { $0 + done }, bytes.count - done, attached, Int32(attached.count))
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .gone
            }
            done += count
        }
    }

    /// Waits for a message of at most `limit`.
    func receive(upTo limit: ByteCount, orUntilEndOf child: ChildProcess) throws(ChannelLoss) -> WireReader {
        while true {
            if let message = try take(upTo: limit) { return message }
            try fill(orUntilEndOf: child)
        }
    }

    private func take(upTo limit: ByteCount) throws(ChannelLoss) -> WireReader? {
        let rest = buffer[position...]
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).withUnsafeBytes { Int(UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self))) }
        guard length <= limit.bytes else { throw .flood(ByteCount(Int64(length)), limit: limit) }
        guard rest.count >= 4 + length else { return nil }
        let message = rest[(position + 4)..<(position + 4 + length)]
        position += 4 + length
        return WireReader(message)
    }

    private func fill(orUntilEndOf child: ChildProcess) throws(ChannelLoss) {
        buffer.removeFirst(position)
        position = 0
        while true {
            var sources = [
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: child.endDescriptor, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&sources, nfds_t(sources.count), -1) >= 0 || errno == EINTR else { throw .gone }
            let count = recv(socket, block.baseAddress, block.count, Int32(MSG_DONTWAIT))
            if count > 0 {
                buffer += block[..<count]
                return
            }
            let isEmpty = count < 0 && (errno == EAGAIN || errno == EINTR)
            // A process that it started may hold the other end open after its own end.
            guard isEmpty, sources[1].revents == 0 else { throw .gone }
        }
    }
}
