import HandlerAPI
import Synchronization

/// One entry on its way: collects what its handlers and, for an archive, its members bring, and ends when the last of
/// them is done.
final class FileTask: Sendable {
    /// What the entry is.
    struct Subject: Sendable {
        var root: String
        var path: StorePath
        var size: ByteCount
        /// The stamp of the file, or of the archive around it.
        var stamp: FileStamp?
        var verdict: Verdict
        var digest: String?
        /// How often it failed before for causes that may pass.
        var priorAttempts = 0
    }

    /// An aggregate that may go into the total of the archive around the file.
    struct Sum {
        let aggregate: any StoredAggregate
        let isPartial: Bool
    }

    let subject: Subject
    private let gathered: Mutex<Gathered>
    private let completion: @Sendable (FileTask, Gathered) -> Void

    var path: StorePath { subject.path }

    /// Makes a task with one part pending; `completion` runs on the thread that finishes the last.
    ///
    /// - Parameter initial: What is known before anything runs.
    init(_ subject: Subject, initial: Gathered, completion: @escaping @Sendable (FileTask, Gathered) -> Void) {
        self.subject = subject
        self.completion = completion
        gathered = Mutex(initial)
    }

    /// Announces one more part.
    func addPart() { gathered.withLock { $0.pending += 1 } }

    /// Ends a part with what it brings.
    func finishPart(_ bring: (inout sending Gathered) -> Void = { _ in }) {
        let complete: Gathered? = gathered.withLock { gathered in
            bring(&gathered)
            gathered.pending -= 1
            guard gathered.pending == 0 else { return nil }
            gathered.takeTotals()
            return gathered
        }
        if let complete { completion(self, complete) }
    }

    /// Adds to what is gathered without ending a part.
    func note(_ change: (inout sending Gathered) -> Void) {
        addPart()
        finishPart(change)
    }
}
