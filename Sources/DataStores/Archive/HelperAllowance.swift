import Queueing

/// How many readers help others at one time, over all archives that are open.
final class HelperAllowance: Sendable {
    /// How many may.
    let most: Int
    private let count = Monitor(0)

    /// Makes an allowance that nobody has taken of.
    init(most: Int) { self.most = most }

    /// Takes one; `false` where none is left.
    func take() -> Bool {
        count.withLock { count in
            guard count < most else { return false }
            count += 1
            return true
        }
    }

    /// Gives one back.
    func giveBack() { count.withLock { $0 -= 1 } }
}
