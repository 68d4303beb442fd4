import Glibc

/// Shares out work among threads. What is made of one index does not depend on the others, so that results are the same
/// whatever the number of threads.
enum Parallel {
    private final class Share {
        let work: () -> Void
        init(_ work: @escaping () -> Void) { self.work = work }
    }

    /// So many values are passed over by vectors in half a millisecond, before another thread may even have begun.
    private static let quickValues = 1 << 21

    /// How many columns or rows a thread is worth its start for that only pass over values.
    ///
    /// - Parameter values: how many each of them has.
    static func worthAThread(each values: Int) -> Int { max(quickValues / max(values, 1), 1) }

    /// The results of `make` for each index below `count`, in order.
    ///
    /// - Parameters:
    ///   - threads: how many threads may work at once.
    ///   - smallest: how many indices a thread has at least, so that it is worth its start.
    ///   - make: makes the result of an index.
    static func map<Result: Sendable>(
        _ count: Int, threads: Int, smallest: Int = 1, _ make: @Sendable (Int) -> Result
    ) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { target, used in
            // Each thread initialises places of its own part only.
            nonisolated(unsafe) let target = target
            forEachPart(of: count, threads: threads, smallest: smallest) { part in
                for index in part { target.initializeElement(at: index, to: make(index)) }
            }
            used = count
        }
    }

    /// As many numbers as `count`, written by `write`, which is handed parts of them.
    ///
    /// - Parameters:
    ///   - threads: how many threads may work at once.
    ///   - smallest: how large a part is at least, so that a thread is worth its start.
    ///   - write: writes a number at each index of a part, of memory that begins at index 0.
    static func numbers(
        _ count: Int, threads: Int, smallest: Int = 256,
        _ write: @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { target, used in
            guard let base = target.baseAddress else { return }
            // Each thread writes to places of its own part only.
            nonisolated(unsafe) let start = base
            forEachPart(of: count, threads: threads, smallest: smallest) { part in
                (start + part.lowerBound).initialize(repeating: 0, count: part.count)
                write(part, start)
            }
            used = count
        }
    }

    /// Calls `body` for parts of `0..<count`, each on a thread of its own; the last on the calling thread, as are those that the
    /// system gives no thread for.
    static func forEachPart(
        of count: Int, threads: Int, smallest: Int = 1, _ body: @Sendable (Range<Int>) -> Void
    ) {
        let parts = min(max(threads, 1), max(count / max(smallest, 1), 1))
        guard count > 0 else { return }
        withoutActuallyEscaping(body) { body in
            var started: [pthread_t] = []
            for part in 0..<parts {
                let range = part * count / parts..<(part + 1) * count / parts
                if part + 1 < parts, let thread = start({ body(range) }) {
                    started.append(thread)
                } else {
                    body(range)
                }
            }
            for thread in started { pthread_join(thread, nil) }
        }
    }

    private static func start(_ work: @escaping () -> Void) -> pthread_t? {
        var thread = pthread_t()
        let share = Unmanaged.passRetained(Share(work))
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Share>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            }, share.toOpaque())
        guard status == 0 else {
            share.release()
            return nil
        }
        return thread
    }
}
