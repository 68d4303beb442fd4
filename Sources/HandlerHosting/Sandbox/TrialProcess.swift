import Glibc
import Orchestration

/// This program once more, with other arguments and next to no environment, its standard input and output at hand.
final class TrialProcess {
    /// What is kept of the environment: a program built with a run time elsewhere needs the second.
    private static let kept = ["PATH", "LD_LIBRARY_PATH"]

    private let child: ChildProcess
    private let output: FileDescriptor
    /// Its standard input ends with this object.
    private let input: FileDescriptor

    init(_ arguments: [String]) throws(SystemError) {
        let (output, input) = (try Pipe(), try SocketPair())
        let far = FileDescriptor(input.worker)
        self.input = FileDescriptor(input.host)
        self.output = output.near
        let environment = Self.kept.compactMap { (name: String) in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        child = try ChildProcess(
            ChildProcess.Command(
                program: "/proc/self/exe", arguments: ["trawl"] + arguments,
                environment: environment + ["LC_ALL=C.UTF-8"], directory: nil,
                descriptors: [far.number, output.far.number, STDERR_FILENO]))
    }

    /// Its number.
    var process: Int32 { child.pid }

    /// Everything it prints, once it closes its output.
    func readAll() -> [UInt8] {
        var all: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(output.number, &block, block.count)
            if count > 0 {
                all += block[..<count]
                continue
            }
            guard count < 0, errno == EAGAIN || errno == EINTR else { return all }
            var source = pollfd(fd: output.number, events: Int16(POLLIN), revents: 0)
            poll(&source, 1, -1)
        }
    }

    /// Waits for its end.
    func wait() -> ProcessEnd { child.wait() }

    /// Ends it at once.
    func end() {
        child.kill()
        _ = child.wait()
    }
}
