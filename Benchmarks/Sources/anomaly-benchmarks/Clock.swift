import Glibc

/// Reads the clocks of the system.
enum Clock {
    /// What a clock shows, in seconds.
    static func now(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
