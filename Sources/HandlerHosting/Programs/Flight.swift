import HandlerAPI
import Orchestration

/// The files that a program was given and has not answered yet, oldest first: what it says of them is checked and gathered.
struct Flight {
    /// One file.
    private struct Entry {
        let id: Int64
        let job: Int
        /// Whatever must last until the file is answered.
        let delivery: AnyObject?
        var findings = Findings()
        var bytes: Int64 = 0
    }

    /// The answer for one file.
    struct Answer {
        let job: Int
        let result: HandlerResult
    }

    /// A rule that the program broke.
    struct Breach: Error {
        let excess: Excess
        /// The file of which it said so; `nil` where that is open.
        let job: Int?
        /// Whether it is about a file whose answer stands already, so that no file is to blame.
        var isLate = false
    }

    private let handler: RegisteredHandler
    private let output: ByteCount
    /// What is below was given to files of earlier flights.
    private let firstID: Int64
    private var entries: [Entry] = []
    private var answered: Set<Int64> = []
    /// Counts up whenever another file is the oldest.
    private(set) var turn = 0
    /// Counts the messages.
    private(set) var messages: UInt64 = 0

    init(_ handler: RegisteredHandler, output: ByteCount, firstID: Int64) {
        self.handler = handler
        self.firstID = firstID
        self.output = output
    }

    /// Whether nothing is unanswered.
    var isEmpty: Bool { entries.isEmpty }
    /// How many files are unanswered.
    var count: Int { entries.count }
    /// The oldest unanswered one: the suspect where something goes wrong.
    var oldest: Int? { entries.first?.job }

    /// Notes that a file was sent.
    mutating func add(_ job: Int, id: Int64, delivery: AnyObject?) {
        if entries.isEmpty { turn += 1 }
        entries.append(Entry(id: id, job: job, delivery: delivery))
    }

    /// Takes a line that the program wrote; returns the answer that it ends, if it does.
    mutating func take(_ line: ArraySlice<UInt8>) throws(Breach) -> Answer? {
        messages &+= 1
        let message: ProgramMessage
        do throws(MessageError) { message = try ProgramMessage(line) } catch { throw nonsense(error.description) }
        guard case .report(let id, let report) = message else { throw nonsense("a message out of its place") }
        let index = try index(of: id)
        entries[index].bytes += Int64(line.count) + 1
        if entries[index].bytes > output.bytes { throw flood(entries[index]) }
        switch report {
        case .anomaly(let anomaly): entries[index].findings.report(anomaly)
        case .note(let text): entries[index].findings.note(text)
        case .progress: break
        case .aggregate(let json, let error):
            if let error { entries[index].findings.markPartial(because: error) }
            return end(index, .aggregate(handler.aggregate(json: json)))
        case .error(let error): return end(index, .error(error))
        }
        return nil
    }

    /// The breach of a line that does not end: more bytes came than an answer may have.
    func endlessLine(of size: Int) -> Breach? {
        guard Int64(size) > output.bytes else { return nil }
        return Breach(excess: Self.tooMuch(Int64(size), output), job: oldest)
    }

    private mutating func end(_ index: Int, _ ending: HandlerEnding) -> Answer {
        let entry = entries.remove(at: index)
        answered.insert(entry.id)
        if index == 0, !entries.isEmpty { turn += 1 }
        return Answer(job: entry.job, result: HandlerResult(ending, findings: entry.findings))
    }

    private func index(of id: Int64?) throws(Breach) -> Int {
        guard let id else {
            if entries.count == 1 { return 0 }
            if entries.isEmpty { throw late("it went on after it had answered") }
            throw nonsense("a message without 'id' while \(entries.count) files are unanswered")
        }
        if let index = entries.firstIndex(where: { $0.id == id }) { return index }
        if answered.contains(id) || (1..<firstID).contains(id) {
            throw late("it went on about file \(id) after it had answered it")
        }
        throw nonsense("there is no file \(id)")
    }

    private func late(_ what: String) -> Breach {
        Breach(excess: Excess(code: .protocolError, message: what), job: nil, isLate: true)
    }

    private func nonsense(_ what: String) -> Breach {
        Breach(excess: Excess(code: .protocolError, message: "its answer made no sense: \(what)"), job: oldest)
    }

    private func flood(_ entry: Entry) -> Breach {
        Breach(excess: Self.tooMuch(entry.bytes, output), job: entry.job)
    }

    private static func tooMuch(_ size: Int64, _ limit: ByteCount) -> Excess {
        Excess(code: .outputExceeded, message: "its answer has \(ByteCount(size)) or more; its limit is \(limit)")
    }
}
