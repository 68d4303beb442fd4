import Orchestration
import Queueing
import Synchronization

/// Looks at what goes on and tells those who listen: how far a run has got, and when the store has changed.
///
/// Nothing is looked at while nobody listens.
final class LiveStatus: Sendable {
    /// How often is looked, in nanoseconds.
    private static let interval = 300_000_000
    /// Looks between two signs of life, by which a client that has gone is noticed.
    private static let looksBetweenSigns = 50
    /// The most clients.
    private static let mostStreams = 64

    private struct State {
        var streams: [EventStream] = []
        var isOver = false
    }

    private let state = Monitor(State())
    private let store: DashboardStore
    private let read: @Sendable () -> RunStatus?

    /// Looks at a store, and at the status of its run.
    init(_ store: DashboardStore, status: @escaping @Sendable () -> RunStatus?) {
        self.store = store
        read = status
    }

    /// The run that goes on; `nil` where none does.
    var status: RunStatus? { read() }

    /// A stream of what goes on, beginning with how it is.
    func listen() throws(HTTPError) -> EventStream {
        let stream = EventStream()
        stream.send("status", Self.text(of: status))
        let isTaken = state.change { state in
            state.streams.removeAll { $0.isOver }
            guard state.streams.count < Self.mostStreams, !state.isOver else { return false }
            state.streams.append(stream)
            return true
        }
        guard isTaken else { throw HTTPError(503, "too many pages listen already; close some of them") }
        return stream
    }

    /// Looks and tells until ``end()``, on the calling thread.
    func work() {
        var last = (status: "", version: Int64(0))
        var looks = 0
        while let streams = awaitStreams() {
            looks += 1
            let (status, version) = (Self.text(of: status), (try? store.version()) ?? last.version)
            for stream in streams {
                if status != last.status { stream.send("status", status) }
                if version != last.version, last.version != 0 { stream.send("change", change(version)) }
                if looks % Self.looksBetweenSigns == 0 { stream.send("", "") }
            }
            last = (status, version)
            _ = state.wait(atMost: Self.interval) { $0.isOver ? () : nil }
        }
    }

    /// Ends all streams, and the work.
    func end() {
        let streams = state.change { state in
            state.isOver = true
            return state.streams
        }
        streams.forEach { $0.close() }
    }

    /// Those who listen, once there are any; `nil` at the end.
    private func awaitStreams() -> [EventStream]? {
        let streams: [EventStream] = state.wait { state in
            state.streams.removeAll { $0.isOver }
            return state.isOver || !state.streams.isEmpty ? state.streams : nil
        }
        return state.withLock { $0.isOver } ? nil : streams
    }

    /// What is told of a change: the latest failures, so that they are seen as they come.
    private func change(_ version: Int64) -> String {
        let latest = (try? store.failures(FailureFilter(standing: .open), before: nil, limit: 5))?.rows ?? []
        var object = JSONObject()
        object.add("version", version)
        object.add("failures", latest.map { $0.row.json(withFile: true, number: $0.number) })
        return object.description
    }

    /// A status as the API shows it.
    static func text(of status: RunStatus?) -> String {
        var object = JSONObject()
        object.add("running", status != nil)
        object.addRaw("run", status?.json ?? "null")
        return object.description
    }
}
