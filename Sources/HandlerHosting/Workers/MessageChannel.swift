import CLinux
import Glibc
import Orchestration

/// Messages over a stream socket, descriptors beside them, at the worker's end: it blocks.
final class MessageChannel {
    private let socket: Int32
    private var buffer: [UInt8] = []
    private var descriptors: [Int32] = []
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)

    /// The largest order a worker takes.
    private static let largestOrder = 64 << 20

    init(socket: Int32) { self.socket = socket }

    deinit { block.deallocate() }

    /// Waits for a message; `nil` once the host has closed its end.
    func receive() throws -> WireReader? {
        while true {
            if let message = try take() { return message }
            guard try fill() else { return nil }
        }
    }

    /// The descriptors that came so far and were not taken, in order.
    func takeDescriptors(_ count: Int) throws(WireError) -> [Int32] {
        guard descriptors.count >= count else { throw WireError("fewer descriptors came than files") }
        defer { descriptors.removeFirst(count) }
        return Array(descriptors[..<count])
    }

    /// Sends bytes, waiting for room.
    func send(_ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                linux_send(socket, bytes.baseAddress.map { $0 + done }, bytes.count - done, nil, 0)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .current
            }
            done += count
        }
    }

    private func take() throws(WireError) -> WireReader? {
        guard buffer.count >= 4 else { return nil }
        var head = WireReader(buffer[..<4])
        let length = Int(try head.integer(UInt32.self))
        guard length <= Self.largestOrder else { throw WireError("an order of \(length) bytes") }
        guard buffer.count >= 4 + length else { return nil }
        let message = Array(buffer[4..<4 + length])
        buffer.removeFirst(4 + length)
        return WireReader(message[...])
    }

    private func fill() throws -> Bool {
        var count: Int32 = 0
        var held = [Int32](repeating: -1, count: Int(linux_descriptors_at_most))
        let size = linux_receive(socket, block.baseAddress, block.count, &held, &count)
        if size < 0 {
            if errno == EINTR { return true }
            throw SystemError.current
        }
        descriptors += held[..<Int(count)]
        buffer += block[..<size]
        return size > 0
    }
}
