import Glibc
import Orchestration
import Queueing
import RecordStores

/// Tells other processes how far a run has got, until it ends. A run that ends at once tells nothing.
final class StatusPublisher: Sendable {
    /// In nanoseconds.
    private static let interval = 250_000_000

    private let progress: RunProgress
    private let file: RunStatusFile
    private let isOver = Monitor(false)
    private let began = ContinuousClock.now

    init(_ progress: RunProgress, besideStoreAt store: String) {
        self.progress = progress
        file = RunStatusFile(besideStoreAt: store)
    }

    /// Tells until ``end()``, on the calling thread.
    func work() {
        while isOver.wait(atMost: Self.interval, until: { $0 ? () : nil }) == nil {
            let seconds = (ContinuousClock.now - began).seconds
            file.write(RunStatus(progress.snapshot, process: getpid(), seconds: seconds, total: nil))
        }
        file.remove()
    }

    /// Ends the telling.
    func end() { isOver.change { $0 = true } }
}
