import Glibc
import Orchestration

/// Ctrl-C and termination requests.
enum Interrupts {
    /// Set by the first request; the run then ends with everything committed.
    static let stop = StopSignal()

    /// Listens from now on. A second request ends the program at once.
    static func listen() {
        _ = stop.isSet
        for number in [SIGINT, SIGTERM] {
            // Two that come at one time may be taken by two threads.
            signal(number) { _ in if Interrupts.stop.set() { _exit(130) } }
        }
        unblock()
    }

    /// A program that starts this one from a thread of its own may have these signals blocked there, and that is
    /// inherited.
    private static func unblock() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
