import CMicroHTTPD
import Inspection
import Synchronization

/// A listing on its way to a client, read from the store as the client takes it.
///
/// Rows are asked for some at a time, each time behind the last: what is held is these rows, whatever the listing's length, and
/// no transaction stays open meanwhile, which a slow client could use to keep the store's log from being cleared. A listing
/// that is read while a run changes the store tells each row as it is when its turn comes, and none twice.
final class RowStream: ResponseStream {
    private struct State {
        var source: any RowSource
        var printer: ListingPrinter
        let text: TextBuffer
        var sent = 0
        var isOver = false
    }

    private let state: Mutex<State>
    private let counter: DownloadCounter
    private let log: @Sendable (String) -> Void

    /// Begins a listing.
    ///
    /// - Parameters:
    ///   - counter: Counts it until it ends.
    ///   - log: Takes why it broke off.
    init(
        _ source: sending any RowSource, as format: ListingFormat, counter: DownloadCounter,
        log: @escaping @Sendable (String) -> Void
    ) {
        let text = TextBuffer()
        let printer = ListingPrinter(source.listing, as: format) { text.bytes += $0.utf8 }
        state = Mutex(State(source: source, printer: printer, text: text))
        self.counter = counter
        self.log = log
    }

    func attach(to connection: OpaquePointer) {}

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        state.withLock { state in
            do {
                while state.sent == state.text.bytes.count {
                    guard !state.isOver else { return http_library_end_of_stream() }
                    try Self.make(&state)
                }
            } catch {
                log("a download broke off: \(error)")
                return http_library_broken_stream()
            }
            let count = min(buffer.count, state.text.bytes.count - state.sent)
            buffer.copyBytes(from: state.text.bytes[state.sent..<state.sent + count])
            state.sent += count
            return count
        }
    }

    /// Makes text of the next rows.
    private static func make(_ state: inout State) throws {
        state.text.bytes.removeAll(keepingCapacity: true)
        state.sent = 0
        let rows = try state.source.next()
        for row in rows { state.printer.add(row) }
        guard rows.isEmpty else { return }
        state.printer.finish(ifEmpty: "")
        state.isOver = true
    }

    func end() {
        state.withLock { state in
            state.text.bytes = []
            state.sent = 0
            state.isOver = true
        }
        counter.end()
    }
}

/// Takes what a printer writes.
private final class TextBuffer {
    var bytes: [UInt8] = []
}
