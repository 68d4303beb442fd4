import Glibc
import HandlerAPI
import Inspection
import Orchestration
import Queueing

/// Shows how far a run got, on standard error: one line that renews itself on a terminal, a line now and then elsewhere.
final class ProgressDisplay: Sendable {
    private static let terminalInterval = 200_000_000
    private static let lineInterval = 10_000_000_000
    /// How long a file must be at work to be named.
    private static let slowFile = Duration.seconds(2)

    private struct State {
        var isOver = false
        var total: Survey.Total?
    }

    private let progress: RunProgress
    private let isTerminal: Bool
    private let state = Monitor(State())
    private let began = ContinuousClock.now

    init(_ progress: RunProgress) {
        self.progress = progress
        isTerminal = Output.isWatched
    }

    /// Shows the line until ``end()``, on the calling thread.
    func work() {
        let interval = isTerminal ? Self.terminalInterval : Self.lineInterval
        while state.wait(atMost: interval, until: { $0.isOver ? () : nil }) == nil { show() }
        if isTerminal { Output.error("\r\u{1B}[K") }
    }

    /// Ends the display.
    func end() { state.change { $0.isOver = true } }

    /// Counts ahead what there is in all, on the calling thread.
    func survey(_ roots: [Root]) {
        let total = Survey.count(roots) { self.state.withLock { $0.isOver } }
        if let total { state.change { $0.total = total } }
    }

    /// Whether counting ahead is worth the while: somebody watches.
    var wantsSurvey: Bool { isTerminal }

    private func show() {
        let snapshot = progress.snapshot
        let total = state.withLock { $0.total }
        let elapsed = (ContinuousClock.now - began).seconds
        let line = ProgressLine(snapshot: snapshot, total: total, elapsed: elapsed, slowAfter: Self.slowFile)
        if isTerminal {
            Output.error("\r\u{1B}[K" + TextTable.cut(line.description, to: Self.columns - 1))
        } else {
            Output.error(line.description + "\n")
        }
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 80 }
        return Int(size.ws_col)
    }
}

/// The words of the progress line.
struct ProgressLine: CustomStringConvertible {
    let snapshot: RunProgress.Snapshot
    let total: Survey.Total?
    /// Seconds since the run began.
    let elapsed: Double
    let slowAfter: Duration

    var description: String {
        let files =
            total.map { "\(snapshot.finished) of \(max($0.files, snapshot.found)) files" }
            ?? "\(snapshot.finished) of \(snapshot.found) files so far"
        let bytes = total.map { "\(snapshot.bytes) of \($0.bytes)" } ?? "\(snapshot.bytes)"
        let rate = elapsed > 0 ? Int(Double(snapshot.finished) / elapsed) : 0
        var line = "\(files), \(bytes), \(rate) files/s"
        if let remaining { line += ", about \(Self.time(remaining)) left" }
        if snapshot.failed > 0 { line += ", \(snapshot.failed) failed" }
        let slow = snapshot.active.filter { ContinuousClock.now - $0.since > slowAfter }
        if let slowest = slow.first {
            let seconds = Int((ContinuousClock.now - slowest.since).seconds)
            line += "; \(slowest.handler) on \(slowest.path) for \(seconds) s"
            if slow.count > 1 { line += " and \(slow.count - 1) more slow" }
        }
        return line
    }

    /// Seconds left, by bytes and files together: large files cost by the byte, small ones by the piece.
    private var remaining: Double? {
        guard let total, elapsed > 1 else { return nil }
        let perFile = 65_536.0
        let all = Double(total.bytes.bytes) + Double(total.files) * perFile
        let done = Double(snapshot.bytes.bytes) + Double(snapshot.finished) * perFile
        guard done > 0, all > done else { return nil }
        return elapsed * (all - done) / done
    }

    static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return whole < 3_600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3_600) h \(whole % 3_600 / 60) min"
    }
}

/// Counts ahead of the run what there is to do, so that the time left can be told.
struct Survey {
    /// What there is.
    struct Total: Sendable {
        var files = 0
        var bytes = ByteCount(0)
    }

    /// Walks `roots` by name and size alone; `nil` where `isOver` says so first.
    static func count(_ roots: [Root], isOver: () -> Bool) -> Total? {
        var total = Total()
        for root in roots {
            root.store.walk { element in
                if case .entry(let entry) = element {
                    total.bytes.bytes += entry.size?.bytes ?? 0
                }
                total.files += 1
                return !isOver()
            }
        }
        return isOver() ? nil : total
    }
}
