import Synchronization

/// A request to end the run early, seen by every thread of it.
public final class StopSignal: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Makes a signal that is not set.
    public init() {}

    /// Whether the run should end.
    public var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Asks the run to end; returns whether it was asked before. May be called from a signal handler.
    @discardableResult public func set() -> Bool { flag.exchange(true, ordering: .relaxed) }
}
