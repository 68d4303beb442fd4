import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// A running program and the descriptors that lead to it. Nothing here waits longer than it is told to. Used by one thread.
final class ProgramProcess {
    /// The most bytes taken from a descriptor before the others have their turn.
    private static let blockSize = 64 << 10

    private struct Letter {
        let bytes: [UInt8]
        var done = 0
        /// Lasts until the letter is on its way.
        let file: FileDescriptor?
    }

    /// Next to be given to a file.
    private(set) var nextID: Int64 = 1
    private let child: ChildProcess
    private var socket: FileDescriptor?
    private let output: FileDescriptor
    private let errors: FileDescriptor
    private var letters: [Letter] = []
    private var lines = LineBuffer()
    private var log: LogLines
    /// What it had started when that was last looked at. Outside of the sandbox a process may leave its group.
    private var descendants: [ProcessTree.Member] = []
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize, alignment: 16)

    /// Whether nothing more can come of its standard output.
    private(set) var isSilent = false
    private var isLogOver = false
    /// Whether its first process has ended.
    private(set) var hasEnded = false

    /// Takes over a process with the host's ends of its descriptors.
    init(
        _ child: ChildProcess, socket: FileDescriptor?, output: FileDescriptor, errors: FileDescriptor,
        log: @escaping (ProgramLogLevel, String) -> Void
    ) {
        self.child = child
        self.socket = socket
        self.output = output
        self.errors = errors
        self.log = LogLines(log)
    }

    deinit {
        end()
        block.deallocate()
    }

    /// The last it wrote to its standard error.
    var lastWords: String { log.lastWords }

    /// Forgets what it wrote to its standard error so far.
    func forgetWords() { log.forget() }

    /// A number for a file, never given before.
    func takeID() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }

    /// Sends a message as soon as there is room, with `file` beside it.
    func post(_ bytes: [UInt8], _ file: FileDescriptor? = nil) { letters.append(Letter(bytes: bytes, file: file)) }

    /// Says that nothing more will be sent.
    func closeInput() { socket = nil }

    /// The next line it wrote.
    func nextLine() -> ArraySlice<UInt8>? { lines.next() }

    /// What it wrote after the last line, once it is silent.
    func takeRest() -> ArraySlice<UInt8> { lines.rest() }

    /// How many bytes it wrote of a line that has no end yet.
    var unfinished: Int { lines.waiting }

    /// What it and everything it started take.
    func usage() -> (cpu: Duration, memory: ByteCount) {
        let members = ProcessTree.members(of: child.pid)
        descendants = members.dropFirst().compactMap { ProcessTree.Member($0) }
        return (ProcessTree.cpuTime(of: members), ProcessTree.memory(of: members))
    }

    /// Ends it and everything it started.
    @discardableResult
    func end() -> ProcessEnd {
        if !hasEnded { _ = usage() }
        descendants.forEach { $0.kill() }
        child.kill()
        let end = child.wait()
        hasEnded = true
        drain(errors, isOver: &isLogOver) { log.append($0) }
        log.finish()
        return end
    }

    /// Waits at most so long for something to happen, and moves bytes.
    func pump(atMost time: Duration) {
        send()
        var sources = [
            pollfd(fd: isSilent ? -1 : output.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: isLogOver ? -1 : errors.number, events: Int16(POLLIN), revents: 0),
            pollfd(fd: hasEnded ? -1 : child.endDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: letters.isEmpty ? -1 : socket?.number ?? -1, events: Int16(POLLOUT), revents: 0),
        ]
        let milliseconds = max(0, Int32((time.seconds * 1000).rounded(.up)))
        guard poll(&sources, nfds_t(sources.count), milliseconds) >= 0 || errno == EINTR else { return }
        if sources[2].revents != 0 || child.endDescriptor < 0, child.isOver { hasEnded = true }
        take(output, isOver: &isSilent) { lines.append($0) }
        take(errors, isOver: &isLogOver) { log.append($0) }
        send()
    }

    /// Takes what an ended process left behind in its standard output. Whoever else still holds that is not heard.
    func takeLeftovers() {
        drain(output, isOver: &isSilent) { lines.append($0) }
        isSilent = true
    }

    private func send() {
        while let socket, var letter = letters.first {
            let attached = letter.done == 0 ? letter.file.map { [$0.number] } ?? [] : []
            let count = letter.bytes.withUnsafeBytes { bytes in
                linux_send(
                    socket.number, bytes.baseAddress.map { $0 + letter.done }, bytes.count - letter.done, attached,
                    Int32(attached.count))
            }
            if count < 0 {
                if errno == EINTR { continue }
                // A program that is gone is noticed by its end. Everything else passes: a full buffer, too many descriptors
                // on their way.
                if errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN { letters.removeAll() }
                return
            }
            letter.done += count
            if letter.done == letter.bytes.count { letters.removeFirst() } else { letters[0] = letter }
        }
    }

    /// Takes one block; returns whether there may be more.
    @discardableResult
    private func take(
        _ source: FileDescriptor, isOver: inout Bool, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        guard !isOver else { return false }
        let count = read(source.number, block.baseAddress, block.count)
        if count > 0 { body(UnsafeRawBufferPointer(rebasing: block[..<count])) }
        if count == 0 { isOver = true }
        return count > 0
    }

    /// Takes what lies in a pipe of an ended process, and no more than a pipe holds where another still writes to it.
    private func drain(_ source: FileDescriptor, isOver: inout Bool, _ body: (UnsafeRawBufferPointer) -> Void) {
        for _ in 0..<32 where !take(source, isOver: &isOver, body) { return }
    }
}
