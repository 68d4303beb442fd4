import Glibc

/// The wall clock that files are stamped by.
public enum SystemClock {
    /// The time in UTC, in seconds, as ISO 8601 writes it: `2024-01-01T00:00:00Z`.
    public static var timestamp: String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { text in
            guard let start = text.baseAddress else { return "" }
            strftime(start, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
            return String(cString: start)
        }
    }

    /// Nanoseconds since 1970.
    static var nanoseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
