import Queueing

/// The ranges of one file, shared out to the threads that read it: one leads, and as many others help as have nothing else
/// to do.
///
/// Ranges are given out in order. What helpers found waits until the leader takes it, and they run at most a few ranges
/// ahead of it, so that memory stays bounded however slow a range is. The leader never waits but for a range at work.
final class RangeShare: Sendable {
    /// What the leader does next.
    enum Step {
        /// Take parts, then read a range where there is one.
        case read(Int?, taking: [RangePart])
        /// All ranges were read.
        case finish
        /// A helper came to grief.
        case trouble(RangeTrouble)
    }

    private struct State {
        var next: Int
        /// Ranges that helpers are at.
        var underWay = 0
        var parts: [RangePart] = []
        var isEnded = false
        var trouble: RangeTrouble?
    }

    let request: HandlerRequest
    /// The number behind that of the last range.
    private let count: Int
    /// How many parts may wait for the leader or be read for it.
    private let allowance: Int
    private let state: Monitor<State>

    /// Shares `ranges` of a file, the last of which is the file's, among `threads`.
    init(_ request: HandlerRequest, ranges: Range<Int>, threads: Int) {
        self.request = request
        count = ranges.upperBound
        allowance = 2 * max(1, threads)
        state = Monitor(State(next: ranges.lowerBound))
    }

    /// What the leader is to do, once there is something.
    func step() -> Step {
        state.wait { state in
            if let trouble = state.trouble { return .trouble(trouble) }
            let hasMore = state.next < count
            guard hasMore || !state.parts.isEmpty else { return state.underWay == 0 ? .finish : nil }
            let parts = state.parts
            state.parts = []
            guard hasMore else { return .read(nil, taking: parts) }
            state.next += 1
            return .read(state.next - 1, taking: parts)
        }
    }

    /// A range for a helper; `nil` once there is none.
    func takeRange() -> Int? {
        let range: Int?? = state.wait { state in
            guard !state.isEnded, state.trouble == nil, state.next < count else { return .some(nil) }
            guard state.underWay + state.parts.count < allowance else { return nil }
            state.next += 1
            state.underWay += 1
            return .some(state.next - 1)
        }
        return range ?? nil
    }

    /// Ends a range of a helper with what was found.
    func finish(_ part: RangePart) {
        state.change { state in
            state.underWay -= 1
            state.parts.append(part)
        }
    }

    /// Ends a range of a helper that came to grief.
    func fail(_ trouble: RangeTrouble) {
        state.change { state in
            state.underWay -= 1
            state.trouble = state.trouble ?? trouble
        }
    }

    /// Gives out no more ranges.
    func end() { state.change { $0.isEnded = true } }

    /// Whether no more ranges are to be given out.
    var isOver: Bool { state.withLock { $0.isEnded || $0.trouble != nil || $0.next >= count } }
}
