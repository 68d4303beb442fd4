import CMicroHTTPD
import Synchronization

/// Events on their way to one client (Server-Sent Events, HTML Living Standard, section 9.2).
///
/// What waits is bounded by what a client is told: only the newest event of each name is kept until it is sent.
final class EventStream: ResponseStream {
    // `@unchecked`: the library allows a connection to be suspended by the thread that reads and resumed by any; both happen
    // with the lock held, so that it is never resumed before it is suspended.
    private struct Connection: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    private struct State {
        var connection: Connection?
        var isSuspended = false
        var isOver = false
        var waiting: [(name: String, text: String)] = []
        var unsent: [UInt8] = []
    }

    private let state = Mutex(State())

    /// Whether the client has gone.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Says which connection the events go to.
    func attach(to connection: OpaquePointer) {
        let connection = Connection(pointer: connection)
        state.withLock { $0.connection = connection }
    }

    /// Sends an event; one of the same name that still waits is forgotten. Without a name it is a comment, which tells
    /// whether the client is there.
    func send(_ name: String, _ data: String) {
        let text =
            name.isEmpty
            ? ":\n\n"
            : "event: \(name)\n" + data.split(separator: "\n").map { "data: \($0)\n" }.joined() + "\n"
        state.withLock { state in
            state.waiting.removeAll { $0.name == name }
            state.waiting.append((name, text))
            Self.resume(&state)
        }
    }

    /// Ends the stream.
    func close() {
        state.withLock { state in
            state.isOver = true
            Self.resume(&state)
        }
    }

    /// Fills a buffer; suspends the connection where there is nothing to send.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            guard !state.isOver else { return http_library_end_of_stream() }
            if state.unsent.isEmpty {
                state.unsent = state.waiting.flatMap { Array($0.text.utf8) }
                state.waiting.removeAll()
            }
            guard !state.unsent.isEmpty else {
                if let connection = state.connection {
                    http_library_suspend(connection.pointer)
                    state.isSuspended = true
                }
                return 0
            }
            let count = min(buffer.count, state.unsent.count)
            buffer.copyBytes(from: state.unsent[..<count])
            state.unsent.removeFirst(count)
            return count
        }
    }

    /// Notes that the client has gone.
    func end() {
        state.withLock { state in
            state.isOver = true
            state.isSuspended = false
            state.connection = nil
        }
    }

    private static func resume(_ state: inout State) {
        guard state.isSuspended, let connection = state.connection else { return }
        state.isSuspended = false
        http_library_resume(connection.pointer)
    }
}
