import Foundation
import HandlerTesting
import Testing

/// A run of the program over `data` whose memory is measured.
struct MeasuredRun {
    /// The most that the program or any of its workers may have taken, in bytes.
    static let memoryLimit = 300 << 20

    /// What the run says of itself.
    let summary: JSONValue
    /// The exit code, or less than zero where a signal ended it.
    let code: Int32
    /// The most memory that the program, or one of the workers it waited for, had at one time, in bytes.
    let peakMemory: Int

    /// Runs `trawl run` over the data of `bench`.
    init(_ bench: Workbench, _ options: String...) throws {
        let output = bench.folder.appendingPathComponent("measured.out").path
        // env changes the directory and then becomes the program.
        let arguments =
            [
                "/usr/bin/env", "-C", bench.folder.path, TrawlProcess.binary.path, "run", bench.data.path, "--store",
                bench.store.path, "--format", "json",
            ]
            + options
        (code, peakMemory) = try Self.wait(for: Self.spawn(arguments, printingTo: output))
        summary = try JSONValue(parsing: Data(contentsOf: URL(fileURLWithPath: output)))
    }

    /// Checks what holds of any run, whatever it meets: every entry has an outcome, nothing went wrong in Trawl itself, and
    /// memory is bounded.
    func checkHolds(_ bench: Workbench, sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(code == 0 || code == 3, sourceLocation: sourceLocation)
        #expect(summary["balanced"] == .boolean(true), sourceLocation: sourceLocation)
        #expect(peakMemory < Self.memoryLimit, "\(peakMemory >> 20) MiB", sourceLocation: sourceLocation)
        let codes = Set(try bench.rows("failures").map { $0.text("code") })
        #expect(codes.isDisjoint(with: ["internal-error", "crashed", "not-started"]), sourceLocation: sourceLocation)
    }

    private static func spawn(_ arguments: [String], printingTo place: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, place, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, arguments[0], &actions, nil, &words, environ)
        guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EIO) }
        return pid
    }

    private static func wait(for pid: pid_t) throws -> (Int32, Int) {
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        }
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        return (code, usage.ru_maxrss << 10)
    }
}
