import Glibc
import HandlerAPI
import Orchestration

/// A store of texts in memory, walked in the order given.
struct FakeStore: DataStore {
    var files: [(name: String, text: String)] = []
    /// What the walk finds after the files.
    var others: [WalkElement] = []

    func walk(_ visit: (WalkElement) -> Bool) {
        for (name, text) in files {
            let path = StorePath.root.appending(name: Array(name.utf8))
            if !visit(.entry(FakeOpener(text: text).entry(at: path, name: name))) { return }
        }
        for other in others where !visit(other) { return }
    }
}

/// Opens a text as a file without a name.
struct FakeOpener: EntryOpener {
    let text: String

    func size(of name: [UInt8]) -> ByteCount? { nil }

    func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile {
        guard text != "unreadable", let file = tmpfile() else {
            throw Failure(.read, .permissionDenied, "may not be read")
        }
        defer { fclose(file) }
        fputs(text, file)
        fflush(file)
        return OpenFile(descriptor: dup(fileno(file)), size: ByteCount(Int64(text.utf8.count)), stop: stop)
    }

    func entry(at path: StorePath, name: String) -> Entry { Entry(path: path, name: Array(name.utf8), opener: self) }
}

/// Names types by the end of the name: `a.csv` is `text/csv`, `a.box` an archive; `a.bad` cannot be named.
struct FakeDetector: TypeDetector, DetectionSession {
    struct Broken: Error {}

    var isBroken = false
    var digest = "0"
    var identity: DetectorIdentity { DetectorIdentity(version: "fake", databaseDigest: digest) }

    func makeSession() throws -> any DetectionSession {
        if isBroken { throw Broken() }
        return self
    }

    func detect(
        _ file: OpenFile, name: [UInt8], trace: ((DetectionStep) -> Void)?
    ) throws(Failure) -> Verdict {
        let ending = String(decoding: name, as: UTF8.self).split(separator: ".").last ?? ""
        switch ending {
        case "bad": throw Failure(.detect, .unreadable, "no type can be named")
        case "box": return Verdict(mediaType: "application/x-box", basis: "name")
        case "empty": return Verdict(mediaType: "inode/x-empty", basis: "name")
        default: return Verdict(mediaType: MediaType("text/\(ending)"), basis: "name")
        }
    }
}

/// An archive of texts: for each member a line with its name and its length, then its text.
struct Box: ContainerOpener, DataStore {
    private var content: OpenFile?
    private var path = StorePath.root
    private var budget = ExpansionBudget(limits: ExpansionLimits(), packedSize: 1)

    static func packed(_ members: [(name: String, text: String)]) -> String {
        members.map { "\($0.name) \($0.text.utf8.count)\n\($0.text)" }.joined()
    }

    func accepts(_ mediaType: MediaType) -> Bool { mediaType == "application/x-box" }

    func open(
        _ content: OpenFile, path: StorePath, name: [UInt8], mediaType: MediaType, budget: ExpansionBudget,
        stop: StopSignal
    ) -> any DataStore {
        var box = Box()
        box.content = content
        box.path = path
        box.budget = budget
        return box
    }

    func walk(_ visit: (WalkElement) -> Bool) {
        guard let content else { return }
        let file = FileContent(path: "", mediaType: "application/x-box", source: content)
        var rest = ((try? file.prefix(Int(content.size.bytes))) ?? [])[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let head = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
            rest = rest[(end + 1)...]
            guard head.count == 2, let length = Int(head[1]), length <= rest.count else { break }
            let text = String(decoding: rest.prefix(length), as: UTF8.self)
            rest = rest.dropFirst(length)
            if let reason = budget.drawMember() ?? budget.draw(bytes: length) {
                _ = visit(.refused(path, reason: reason))
                return
            }
            let member = path.appending(member: Array(head[0].utf8))
            if !visit(.entry(FakeOpener(text: text).entry(at: member, name: String(head[0])))) { return }
        }
        if !rest.isEmpty { _ = visit(.failed(path, Failure(.expand, .corrupt, "the box is torn"))) }
    }
}
