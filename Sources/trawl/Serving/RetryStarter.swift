import Dashboard
import Foundation
import Orchestration
import Queueing

/// Starts retries as processes of this program, one at a time. Their progress is seen like that of any run.
final class RetryStarter: RunStarter {
    /// How much is kept of what a retry says.
    private static let mostSaid = 4_096

    private let store: String
    private let configuration: String?
    private let report = Monitor<RetryReport?>(nil)

    /// Starts retries of what is in `store`, with the configuration in a file, or that of the current directory.
    init(store: String, configuration: String?) {
        self.store = store
        self.configuration = configuration
    }

    var lastRetry: RetryReport? { report.withLock { $0 } }

    func retry(_ choice: RetryChoice) throws(HTTPError) {
        let isTaken = report.change { report in
            if let report, report.code == nil { return false }
            report = RetryReport(choice: choice, code: nil, message: "")
            return true
        }
        guard isTaken else { throw HTTPError(409, "a retry goes on already; wait for its end") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments(for: choice)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        do {
            try process.run()
            _ = try WorkerThread { [self] in wait(for: process, errors, choice) }
        } catch {
            report.change { $0 = RetryReport(choice: choice, code: 70, message: "\(error)") }
            throw HTTPError(503, "the retry could not be started: \(error)")
        }
    }

    private func arguments(for choice: RetryChoice) -> [String] {
        let own = ["retry", "--quiet", "--store", store] + (configuration.map { ["--config", $0] } ?? [])
        switch choice {
        case .signature(let signature): return own + ["--group=" + signature]
        case .file(let path): return own + ["--path=/" + Self.pattern(of: path)]
        }
    }

    /// The pattern that covers this path and no other.
    private static func pattern(of path: String) -> String {
        var pattern = String.UnicodeScalarView()
        for scalar in path.unicodeScalars {
            if "\\*?[]{},!".unicodeScalars.contains(scalar) { pattern.append("\\") }
            pattern.append(scalar)
        }
        return String(pattern)
    }

    private func wait(for process: Process, _ errors: Pipe, _ choice: RetryChoice) {
        var said = Data()
        // All of it is read, as a pipe that is full would stop the retry.
        while case let part = errors.fileHandleForReading.availableData, !part.isEmpty {
            said = (said + part).suffix(Self.mostSaid)
        }
        process.waitUntilExit()
        let message = String(decoding: said, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        report.change { $0 = RetryReport(choice: choice, code: process.terminationStatus, message: message) }
    }
}
