import Glibc
import Inspection
import Orchestration
import RecordStores

/// A file that text goes to; it is there under its name only once it is whole.
final class FilePlace: TextPlace {
    private static let blockSize = 256 << 10

    private let path: String
    /// Where the text is until it is whole; standard output has no such place.
    private let draft: String?
    private var descriptor: Int32
    private var waiting: [UInt8] = []
    private var fault: StoreError?

    /// Standard output.
    init() {
        path = "standard output"
        draft = nil
        descriptor = STDOUT_FILENO
    }

    /// Begins a file at `path`, in place of one that may be there.
    init(at path: String) throws {
        let draft = path + ".part"
        self.path = path
        self.draft = draft
        descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw UsageError(description: "cannot write \(path): \(SystemError.current)") }
    }

    deinit {
        guard let draft, descriptor >= 0 else { return }
        Glibc.close(descriptor)
        unlink(draft)
    }

    func add(_ text: String) {
        waiting.append(contentsOf: text.utf8)
        if waiting.count >= Self.blockSize { send() }
    }

    func check() throws { if let fault { throw fault } }

    func close() throws {
        send()
        try check()
        guard let draft else { return }
        let code = Glibc.close(descriptor)
        descriptor = -1
        guard code == 0, rename(draft, path) == 0 else {
            throw UsageError(description: "cannot write \(path): \(SystemError.current)")
        }
    }

    private func send() {
        var done = 0
        while done < waiting.count, fault == nil {
            let count = waiting.withUnsafeBytes {
                write(descriptor, $0.baseAddress?.advanced(by: done), $0.count - done)
            }
            if count >= 0 { done += count }
            if count < 0, errno != EINTR {
                fault = StoreError(
                    .diskFull, "cannot write \(path): \(SystemError.current); make room, or choose another --to")
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }
}
