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
            signal(number) { _ in
                if Interrupts.stop.isSet { _exit(130) }
                Interrupts.stop.set()
            }
        }
    }
}
