import CLinux
import Glibc
import Orchestration

/// This program once more, with other arguments and next to no environment.
final class TrialProcess {
    /// What is kept of the environment: a program built with a run time elsewhere needs the second.
    private static let kept = ["PATH", "LD_LIBRARY_PATH"]

    let process: Int32
    private let input: Int32
    private let output: Int32
    private var hasEnded = false

    init(_ arguments: [String]) throws(SystemError) {
        var forInput: [Int32] = [-1, -1]
        var forOutput: [Int32] = [-1, -1]
        guard pipe2(&forInput, O_CLOEXEC) == 0 else { throw .current }
        guard pipe2(&forOutput, O_CLOEXEC) == 0 else {
            let error = SystemError.current
            for descriptor in forInput { close(descriptor) }
            throw error
        }
        defer {
            close(forInput[0])
            close(forOutput[1])
        }
        var process: pid_t = 0
        let error = Self.spawn(arguments, input: forInput[0], output: forOutput[1], &process)
        guard error == 0 else {
            close(forInput[1])
            close(forOutput[0])
            throw SystemError(error)
        }
        self.process = process
        input = forInput[1]
        output = forOutput[0]
    }

    deinit {
        close(input)
        close(output)
        if !hasEnded { end() }
    }

    /// Everything it prints, once it closes its output.
    func readAll() -> [UInt8] {
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(output, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return all }
            all += block[..<count]
        }
    }

    /// Waits for its end: the exit code, or less than zero the signal that ended it.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        hasEnded = true
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : -signal
    }

    /// Ends it at once.
    func end() {
        guard !hasEnded else { return }
        kill(process, SIGKILL)
        _ = wait()
    }

    private static func spawn(_ arguments: [String], input: Int32, output: Int32, _ process: inout pid_t) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        let environment = kept.compactMap { name in getenv(name).map { name + "=" + String(cString: $0) } }
        return withCStrings(["trawl"] + arguments) { arguments in
            withCStrings(environment + ["LC_ALL=C.UTF-8"]) { environment in
                posix_spawn(&process, "/proc/self/exe", &actions, nil, arguments, environment)
            }
        }
    }

    /// Calls `body` with the strings as execve(2) takes them.
    private static func withCStrings<Result>(
        _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
