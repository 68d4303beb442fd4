import HandlerHosting
import Synchronization

/// Prints warnings and errors from the logs of programs, a few for each handler, and counts the others.
final class HandlerLog: Sendable {
    /// The most lines printed for one handler in a run.
    private static let most = 20

    private let counts = Mutex<[String: Int]>([:])

    /// Takes a line.
    func take(_ handler: String, _ level: ProgramLogLevel, _ text: String) {
        guard level >= .warning else { return }
        let count = counts.withLock { counts in
            counts[handler, default: 0] += 1
            return counts[handler, default: 0]
        }
        guard count <= Self.most else { return }
        // The line that shows the progress of the run goes, and comes again by itself.
        let clearing = Output.isWatched ? "\r\u{1B}[K" : ""
        Output.error("\(clearing)trawl: handler \(handler): \(text)\n")
    }

    /// Says how many lines were not printed.
    func finish() {
        for (handler, count) in counts.withLock({ $0 }).sorted(by: { $0.key < $1.key }) where count > Self.most {
            Output.error("trawl: handler \(handler): \(count - Self.most) more lines of its log\n")
        }
    }
}
