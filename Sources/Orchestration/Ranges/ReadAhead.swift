import HandlerAPI
import Queueing

/// The ranges of a member of an archive that are read while the rest of it is still being unpacked.
///
/// Nobody waits for bytes. Whenever more ranges are there and a thread has nothing to do, that thread reads them and
/// leaves what it found as one part, from which the next goes on. When the member is all there it is detected and routed
/// as every file is; the thread that leads the work on it begins behind the last part, if the file proved to be what it
/// was taken for. So what comes of it is the same as without, and whatever goes wrong here is as if it had not been tried.
final class ReadAhead: Sendable {
    /// What is known when ranges are to be read.
    struct Known {
        /// The ranges so far; `nil` before the first.
        let part: RangePart?
    }

    private enum Phase {
        case idle
        /// A thread was asked for.
        case queued
        case running
        /// No more is to be read.
        case over
    }

    private struct State {
        var phase = Phase.idle
        var isEnding = false
        var part: RangePart?
        /// What must be there before more is read.
        var least: Int64
    }

    /// What is read, and by which handler.
    let request: HandlerRequest
    private let arrival: Arrival
    private let state: Monitor<State>

    /// Prepares to read the file of `request`, whose arrival is noted in `arrival`, from when `least` of it is there.
    init(_ request: HandlerRequest, _ arrival: Arrival, least: ByteCount) {
        self.request = request
        self.arrival = arrival
        state = Monitor(State(least: least.bytes))
    }

    /// Whether the file that came is the one that was read ahead.
    func isOf(_ handler: RegisteredHandler, _ verdict: Verdict, _ file: OpenFile) -> Bool {
        request.handler.name == handler.name && request.verdict == verdict && request.file.size == file.size
    }

    /// Whether enough is there for a thread to go on; if so, one must be asked for.
    func isDue() -> Bool {
        state.withLock { state in
            guard state.phase == .idle, arrival.bytes >= state.least, arrival.bytes < request.file.size.bytes else {
                return false
            }
            state.phase = .queued
            return true
        }
    }

    /// Begins to read; `nil` where that is not wanted any more.
    func begin() -> Known? {
        state.change { state in
            guard state.phase == .queued, !state.isEnding else {
                state.phase = .over
                return nil
            }
            state.phase = .running
            return Known(part: state.part)
        }
    }

    /// How many bytes are there, where they seem to have all of range `number` of `count`; `nil` where they do not, or
    /// where no more is to be read.
    ///
    /// The file's last bytes are left to the thread that handles it, which knows that they are the last.
    func readiness(ofRange number: Int, of file: any RangeSession) -> Int64? {
        let (arrived, count) = (arrival.bytes, file.firstPassCount)
        guard !state.withLock({ $0.isEnding }), count > 1, number < count - 1,
            arrived >= end(ofRange: number, of: file), arrived < request.file.size.bytes
        else { return nil }
        return arrived
    }

    /// Ends reading with all that was found so far.
    func finish(_ part: RangePart?, of file: any RangeSession) {
        let (joined, count) = (part?.count ?? 0, file.firstPassCount)
        let end = end(ofRange: joined, of: file)
        state.change { state in
            state.part = part
            // A few at a time: what is handed on from one thread to the next has its price.
            let size = request.file.size.bytes
            let more = min(2 * (size / Int64(max(2, count))), (size - end) / 4)
            state.least = max(end + more, arrival.bytes + 1)
            state.phase = state.isEnding || joined >= count - 1 ? .over : .idle
        }
    }

    /// Ends reading where it came to grief.
    func fail() { state.change { $0.phase = .over } }

    /// Has no more read, and waits for the end of what is at work; returns what was found.
    func take() -> RangePart? {
        end()
        return state.wait { state in
            guard state.phase != .running else { return nil }
            state.phase = .over
            return .some(state.part)
        }
    }

    /// Has no more read.
    func end() { state.change { $0.isEnding = true } }

    /// Where range `number` ends, the next that `file` reads, and some bytes behind it among it.
    private func end(ofRange number: Int, of file: any RangeSession) -> Int64 {
        let (size, count) = (request.file.size.bytes, file.firstPassCount)
        let slack: Int64 = 64 << 10
        // The size is what somebody wrote, and may be any.
        let end = file.nextEnd ?? size / Int64(max(1, count)) * Int64(min(number, count - 1) + 1)
        return end < size - slack ? end + slack : size
    }
}
