import Glibc
import HandlerAPI
import Orchestration

/// Takes the beginning of a file for its digest.
struct FirstBytes: ContentDigester {
    func digest(of file: OpenFile) throws(Failure) -> String {
        let content = FileContent(path: "", mediaType: "text/plain", source: file)
        return ((try? content.prefix(64)) ?? []).map { String($0, radix: 16) }.joined(separator: "-")
    }
}

/// A text with a stamp of a version.
struct VersionedFile: EntryOpener {
    let name: String
    let text: String
    var version = 1
    /// Whether it changes whenever it is opened.
    var isRestless = false

    init(_ name: String, _ text: String, version: Int = 1) {
        self.name = name
        self.text = text
        self.version = version
    }

    func size(of name: [UInt8]) -> ByteCount? { ByteCount(Int64(text.utf8.count)) }

    func stamp(of name: [UInt8]) -> FileStamp? {
        FileStamp(
            size: Int64(text.utf8.count), modified: Int64(version) * 1_000_000_000, changed: Int64(version), inode: 1)
    }

    func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile {
        let plain = try FakeOpener(text: text).open(name, stop: stop)
        let seconds = isRestless ? version + 1 : version
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        futimens(plain.descriptor, [time, time])
        return OpenFile(descriptor: dup(plain.descriptor), size: plain.size, stamp: stamp(of: name), stop: stop)
    }
}

/// A root of such files.
struct VersionedStore: DataStore {
    let files: [VersionedFile]

    var coverage: Coverage { .everything(prefix: "") }

    func walk(_ visit: (WalkElement) -> Bool) {
        for file in files.sorted(by: { $0.name < $1.name }) {
            let name = Array(file.name.utf8)
            if !visit(.entry(Entry(path: .root.appending(name: name), name: name, opener: file))) { return }
        }
    }

    func choosing(_ paths: [StorePath]) -> (any DataStore)? {
        Chosen(files: files.filter { file in paths.contains { $0.description == file.name } })
    }

    private struct Chosen: DataStore {
        let files: [VersionedFile]

        func walk(_ visit: (WalkElement) -> Bool) { VersionedStore(files: files).walk(visit) }
    }
}

/// Runs handlers here, and tells of each.
struct RecordingRunner: HandlerRunner {
    let note: @Sendable (String) -> Void

    func makeSession() -> any HandlerSession { Session(note: note) }

    private final class Session: HandlerSession {
        let note: @Sendable (String) -> Void

        init(note: @escaping @Sendable (String) -> Void) { self.note = note }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            for request in requests {
                note("\(request.handler.name) \(request.path)")
                finish(InProcessRunner.run(request))
            }
        }
    }
}

/// Runs handlers here, but for those that it loses.
struct FailingRunner: HandlerRunner {
    let loses: @Sendable (HandlerRequest) -> Bool

    func makeSession() -> any HandlerSession { Session(loses: loses) }

    private final class Session: HandlerSession {
        let loses: @Sendable (HandlerRequest) -> Bool

        init(loses: @escaping @Sendable (HandlerRequest) -> Bool) { self.loses = loses }

        func run(_ requests: [HandlerRequest], finish: (HandlerResult) -> Void) {
            for request in requests {
                let isLost = loses(request)
                let failure = Failure(.handle, .crashed, "its process was lost")
                finish(isLost ? HandlerResult(.fault(failure)) : InProcessRunner.run(request))
            }
        }
    }
}
