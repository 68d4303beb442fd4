import Glibc

/// A lock with one condition: threads look at `State`, and wait until a change of it lets them go on.
///
/// The standard library's `Mutex` has no condition to wait on, so this stands on POSIX threads.
public final class Monitor<State>: @unchecked Sendable {
    // `@unchecked`: every access to `state` happens with `mutex` held.
    @usableFromInline
    var state: State
    @usableFromInline
    let mutex: UnsafeMutablePointer<pthread_mutex_t>
    @usableFromInline
    let changed: UnsafeMutablePointer<pthread_cond_t>

    /// Guards `state`.
    @inlinable
    public init(_ state: sending State) {
        self.state = state
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` with the lock held and wakes nobody.
    @inlinable
    public func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&state)
    }

    /// Runs `body` with the lock held, then wakes every waiting thread.
    @inlinable
    public func change<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_mutex_unlock(mutex)
            pthread_cond_broadcast(changed)
        }
        return try body(&state)
    }

    /// Runs `body` with the lock held until it returns a value, sleeping between tries until the state was changed, then
    /// wakes every waiting thread.
    ///
    /// - Parameter isWorthWaking: Whether the state left behind lets another thread go on. Waking a thread that only
    ///   goes back to sleep costs more than most work on a small file.
    @inlinable
    public func wait<Result>(
        isWorthWaking: (State) -> Bool = { _ in true }, until body: (inout State) -> Result?
    ) -> Result {
        pthread_mutex_lock(mutex)
        while true {
            if let result = body(&state) {
                let wakes = isWorthWaking(state)
                pthread_mutex_unlock(mutex)
                if wakes { pthread_cond_broadcast(changed) }
                return result
            }
            pthread_cond_wait(changed, mutex)
        }
    }

    /// Like ``wait(until:)``, but gives up after `nanoseconds` and returns `nil`.
    @inlinable
    public func wait<Result>(atMost nanoseconds: Int, until body: (inout State) -> Result?) -> Result? {
        var deadline = timespec()
        clock_gettime(CLOCK_REALTIME, &deadline)
        let sum = deadline.tv_nsec + nanoseconds
        deadline.tv_sec += sum / 1_000_000_000
        deadline.tv_nsec = sum % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer {
            pthread_mutex_unlock(mutex)
            pthread_cond_broadcast(changed)
        }
        while true {
            if let result = body(&state) { return result }
            if pthread_cond_timedwait(changed, mutex, &deadline) == ETIMEDOUT { return body(&state) }
        }
    }
}
