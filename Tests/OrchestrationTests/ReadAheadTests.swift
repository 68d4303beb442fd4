import Glibc
import HandlerAPI
import RecordStores
import Synchronization
import Testing

@testable import Orchestration

/// Members of archives whose ranges are read while the rest of them is still being unpacked.
@Suite(.timeLimit(.minutes(2))) struct ReadAheadTests {
    /// What a run over one archive left: what was found in its member, the ledger and the failures, as text.
    ///
    /// - Parameter name: The archive's. Tests that run beside each other need different ones: which ranges were read is
    ///   noted by name.
    private func result(_ growth: GrowingBox.Growth, jobs: Int, name: String) throws -> [String] {
        let records = InMemoryRecordStore()
        let registry = try HandlerRegistry([BlockHandler.self])
        var setup = RunSetup(
            programVersion: "0", roots: [Root(name: "/r", store: FakeStore(files: [("\(name).growing", "archive")]))],
            detector: FakeDetector(), registry: registry, router: try Router(registry),
            containers: [GrowingBox(growth)], records: records, jobs: jobs, now: { "2024-01-01T00:00:00Z" })
        setup.leastSplitSize = ByteCount(Int64(BlockHandler.size))
        let summary = try Run(setup).execute()
        #expect(summary.isBalanced)
        var lines: [String] = []
        try records.scanRecords(of: .all) {
            lines.append("\($0.file.path) \($0.record.handler) \($0.record.isPartial) \($0.record.aggregate)")
        }
        try records.scanLedger(of: .all) { lines.append("\($0.path) \($0.outcome) \($0.reason)") }
        try records.scanFailures(of: .all) { lines.append("\($0.path) \($0.failure)") }
        return lines
    }

    @Test func rangesAreReadBeforeTheMemberIsAllThereAndNoneTwice() throws {
        var growth = GrowingBox.Growth(blocks: 24)
        growth.awaited = 3
        let ahead = try result(growth, jobs: 2, name: "whole")
        #expect(BlockHandler.rangesRead(of: "whole").sorted() == Array(0..<24))
        growth.awaited = 0
        #expect(ahead == (try result(growth, jobs: 1, name: "whole")))
        let all = (0..<24).map { "\"\($0)-\($0 % 10)\"" }.joined(separator: ",")
        #expect(ahead.contains { $0.contains(all) }, "\(ahead)")
    }

    /// The archive does not tell the truth of its member, or the member does not come, or is for no handler after all.
    @Test(arguments: GrowingBox.Growth.Ending.allCases)
    func whatWasReadAheadIsDroppedWhereTheFileIsAnother(ending: GrowingBox.Growth.Ending) throws {
        var growth = GrowingBox.Growth(blocks: 24)
        (growth.ending, growth.awaited) = (ending, 2)
        let name = "another-\(ending)"
        let ahead = try result(growth, jobs: 2, name: name)
        growth.awaited = 0
        #expect(ahead == (try result(growth, jobs: 1, name: name)))
    }

    /// A range that reads on behind its end, over what is there, is read again when that has come.
    @Test func aRangeThatNeedsMoreThanIsThereIsLeftToLater() throws {
        var growth = GrowingBox.Growth(blocks: 24)
        growth.awaited = 1
        growth.first = UInt8(ascii: "f")
        let ahead = try result(growth, jobs: 3, name: "far")
        growth.awaited = 0
        #expect(ahead == (try result(growth, jobs: 1, name: "far")))
        #expect(ahead.contains { $0.contains("\"23-f\"") }, "\(ahead)")
    }

    @Test func nothingIsReadAheadByTheOnlyThread() throws {
        let growth = GrowingBox.Growth(blocks: 8)
        #expect(try result(growth, jobs: 1, name: "alone").contains { $0.contains("\"7-7\"") })
        #expect(BlockHandler.rangesRead(of: "alone") == Array(0..<8))
    }

    // The state machine ------------------------------------------------------------------------------------------------

    private func readAhead(_ arrived: Int64, of size: ByteCount = .mebibytes(16)) throws -> (ReadAhead, Arrival) {
        let handler = try RegisteredHandler(BlockHandler.self, settings: HandlerSettings(), lane: 0)
        let arrival = Arrival(arrived)
        let file = OpenFile(descriptor: -1, size: size, arrival: arrival)
        let request = HandlerRequest(
            handler: handler, path: .root, verdict: Verdict(mediaType: "text/blocks", basis: ""), file: file)
        return (ReadAhead(request, arrival, least: .mebibytes(2)), arrival)
    }

    /// A file of so many ranges, of which none is read.
    private final class OpenedFile: RangeSession {
        let rangeCount: Int
        let nextEnd: Int64?
        var firstPassCount: Int { rangeCount }

        init(_ rangeCount: Int, nextEnd: Int64? = nil) { (self.rangeCount, self.nextEnd) = (rangeCount, nextEnd) }

        func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble) { throw .error }
        func part(_ number: Int) throws(RangeTrouble) -> RangePart { throw .error }
        func readAhead(_ arrived: Int64) throws(RangeTrouble) -> Bool { throw .error }
        func whole() throws(RangeTrouble) -> RangePart { throw .error }
        func finish() throws(RangeTrouble) -> HandlerResult { throw .error }
    }

    private func part(_ count: Int) -> RangePart { RangePart(number: 0, count: count, content: count) }

    @Test func oneThreadAtATimeGoesOnFromWhereTheLastEnded() throws {
        let (ahead, arrival) = try readAhead(1 << 20)
        #expect(!ahead.isDue())
        arrival.note(4 << 20)
        #expect(ahead.isDue())
        #expect(!ahead.isDue(), "one thread was asked for")
        #expect(try #require(ahead.begin()).part == nil)
        #expect(ahead.readiness(ofRange: 2, of: OpenedFile(16)) == 4 << 20)
        #expect(ahead.readiness(ofRange: 3, of: OpenedFile(16)) == nil, "what lies behind a range must be there too")
        ahead.finish(part(3), of: OpenedFile(16))
        #expect(!ahead.isDue())
        arrival.note(9 << 20)
        #expect(ahead.isDue())
        #expect(try #require(ahead.begin()).part?.count == 3)
        ahead.fail()
        arrival.note(15 << 20)
        #expect(!ahead.isDue())
        #expect(ahead.take()?.count == 3, "what was found before stays")
    }

    @Test func aHandlerMayKnowWhereTheNextRangeEnds() throws {
        let (ahead, arrival) = try readAhead(4 << 20)
        #expect(ahead.isDue())
        _ = ahead.begin()
        #expect(ahead.readiness(ofRange: 0, of: OpenedFile(16, nextEnd: 4 << 20)) == nil)
        #expect(ahead.readiness(ofRange: 0, of: OpenedFile(16, nextEnd: 3 << 20)) == 4 << 20)
        ahead.finish(part(1), of: OpenedFile(16, nextEnd: 8 << 20))
        for (arrived, isDue) in [(8 << 20, false), (9 << 20, false), (11 << 20, true)] as [(Int64, Bool)] {
            arrival.note(arrived)
            #expect(ahead.isDue() == isDue, "\(arrived)")
        }
    }

    @Test func theLastRangeIsLeftToWhoKnowsThatItIsTheLast() throws {
        let (ahead, arrival) = try readAhead(16 << 20)
        #expect(!ahead.isDue(), "all that was stated is there, and more may come")
        arrival.note(16 << 20 - 1)
        #expect(ahead.isDue())
        _ = ahead.begin()
        #expect(ahead.readiness(ofRange: 14, of: OpenedFile(16)) != nil)
        #expect(ahead.readiness(ofRange: 15, of: OpenedFile(16)) == nil)
        #expect(ahead.readiness(ofRange: 0, of: OpenedFile(1)) == nil)
        ahead.finish(part(15), of: OpenedFile(16))
        #expect(!ahead.isDue())
    }

    @Test(arguments: [1, 2, 1 << 40, .max] as [Int])
    func anySizeMayBeStated(count: Int) throws {
        let (ahead, _) = try readAhead(4 << 20, of: ByteCount(.max))
        #expect(ahead.isDue())
        _ = ahead.begin()
        #expect(ahead.readiness(ofRange: count / 2, of: OpenedFile(count)) == nil)
        ahead.finish(part(1), of: OpenedFile(count))
        #expect(!ahead.isDue())
    }

    @Test func whoTakesWhatWasReadWaitsForTheThreadAtWorkAndForNoOther() throws {
        let (waiting, _) = try readAhead(4 << 20)
        #expect(waiting.isDue())
        #expect(waiting.take() == nil)
        #expect(waiting.begin() == nil, "the thread that was asked for comes too late")
        let (working, _) = try readAhead(4 << 20)
        #expect(working.isDue())
        #expect(working.begin() != nil)
        working.end()
        #expect(working.readiness(ofRange: 0, of: OpenedFile(16)) == nil)
        let helper = try WorkerThread { working.finish(self.part(1), of: OpenedFile(16)) }
        #expect(working.take()?.count == 1)
        helper.join()
    }

    @Test func readsBeyondWhatIsThereFail() throws {
        let file = try FakeOpener(text: "0123456789").open([], stop: nil)
        let arrival = Arrival(6)
        let growing = OpenFile(descriptor: dup(file.descriptor), size: 10, arrival: arrival)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { buffer.deallocate() }
        #expect(try growing.read(into: buffer, at: 2) == 4)
        #expect(!arrival.takeMiss())
        for offset in [3, 6, 8, 10, 1 << 40, .max] as [Int64] {
            #expect(throws: HandlerError.self, "\(offset)") { try growing.read(into: buffer, at: offset) }
            #expect(arrival.takeMiss())
            #expect(!arrival.takeMiss())
        }
        arrival.note(10)
        #expect(try growing.read(into: buffer, at: 8) == 2)
        #expect(try growing.read(into: buffer, at: 10) == 0)
    }
}

/// Takes blocks of 64 KiB for ranges: of each it keeps the number and the first character. A block that begins with an `f`
/// reads on over the two behind it, and one that begins with a `w` is in the wrong format.
struct BlockHandler: SplittableHandler {
    typealias Aggregate = [String]

    static let descriptor = HandlerDescriptor(
        name: "blocks", version: "1.0.0", summary: "Keeps the beginnings of blocks.", accepts: ["text/blocks"])
    static let size = 64 << 10
    private static let read = Mutex<[String: [Int]]>([:])

    /// The ranges that were read of the member of an archive, in that order.
    static func rangesRead(of name: String) -> [Int] { read.withLock { $0["\(name).growing!/m.blocks"] ?? [] } }

    /// Forgets them.
    static func forget(_ name: String) { read.withLock { $0["\(name).growing!/m.blocks"] = nil } }

    init(options: HandlerOptions) {}

    func plan(for file: borrowing FileContent) throws(HandlerError) -> Int {
        Int(file.size.bytes) / Self.size
    }

    func rangeCount(of plan: Int) -> Int { max(1, plan) }

    func range(_ number: Int, of file: borrowing FileContent, by plan: Int) throws(HandlerError) -> [String] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
        defer { buffer.deallocate() }
        let offset = Int64(number * Self.size)
        _ = try file.read(into: buffer, at: min(file.size.bytes - 1, offset + Int64(Self.size)))
        _ = try file.read(into: buffer, at: offset)
        let first = buffer[0]
        if first == UInt8(ascii: "w") { throw .wrongFormat("a block begins with a w", at: offset) }
        if first == UInt8(ascii: "f") {
            _ = try file.read(into: buffer, at: min(file.size.bytes - 1, offset + Int64(3 * Self.size)))
        }
        Self.read.withLock { $0[file.path, default: []].append(number) }
        return ["\(number)-" + String(decoding: [first], as: UTF8.self)]
    }

    func join(
        _ part: [String], ofRange number: Int, to whole: inout [String], of file: borrowing FileContent, by plan: Int
    ) { whole += part }

    func encoded(_ part: [String]) -> [UInt8] { Array(part.joined(separator: " ").utf8) }

    func part(from state: [UInt8], by plan: Int) -> [String] {
        String(decoding: state, as: UTF8.self).split(separator: " ").map(String.init)
    }

    func finish(
        _ whole: [String], of file: borrowing FileContent, by plan: Int, reporting findings: inout Findings
    ) -> [String] { whole }
}

/// An archive with one member of blocks, which grows by four of them at a time.
struct GrowingBox: ContainerOpener, DataStore {
    /// How the member grows.
    struct Growth: Sendable {
        enum Ending: CaseIterable {
            case whole
            case truncated
            case longer
            case refused
            case missing
            case declined
        }

        /// How many blocks it is stated to have.
        var blocks: Int
        /// How many of them are to be read ahead before the last come.
        var awaited = 0
        /// What the blocks begin with; the last digits of their numbers where there is nothing given.
        var first: UInt8?
        var ending = Ending.whole
    }

    private let growth: Growth
    private var path = StorePath.root

    init(_ growth: Growth) { self.growth = growth }

    func accepts(_ mediaType: MediaType) -> Bool { mediaType == "text/growing" }

    func open(
        _ content: OpenFile, path: StorePath, name: [UInt8], mediaType: MediaType, budget: ExpansionBudget,
        stop: StopSignal
    ) -> any DataStore {
        var box = self
        box.path = path
        return box
    }

    func walk(_ visit: (WalkElement) -> Bool) { walk(telling: { _ in }, visit) }

    func walk(telling grow: (GrowingMember) -> Void, _ visit: (WalkElement) -> Bool) {
        guard let stream = tmpfile() else { return }
        defer { fclose(stream) }
        let descriptor = fileno(stream)
        let (member, name) = (path.appending(member: Array("m.blocks".utf8)), Array("m.blocks".utf8))
        let box = String(decoding: path.description.utf8.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
        BlockHandler.forget(box)
        let arrival = Arrival(0)
        let file = OpenFile(
            descriptor: dup(descriptor), size: ByteCount(Int64(growth.blocks * BlockHandler.size)), arrival: arrival)
        let count = growth.ending == .truncated ? growth.blocks / 2 : growth.blocks
        for block in 0..<count + (growth.ending == .longer ? 3 : 0) {
            write(block, to: descriptor)
            arrival.note(Int64((block + 1) * BlockHandler.size))
            guard block % 4 == 3 else { continue }
            grow(GrowingMember(path: member, name: name, file: file))
            if block >= 3 { awaitRanges(of: box) }
        }
        var status = stat()
        fstat(descriptor, &status)
        let whole = Opener(file: OpenFile(descriptor: dup(descriptor), size: ByteCount(Int64(status.st_size))))
        let completeness = growth.ending == .truncated ? Completeness.incomplete : .whole
        switch growth.ending {
        case .refused: _ = visit(.refused(path, reason: "it is too much"))
        case .missing: return
        default:
            _ = visit(.entry(Entry(path: member, name: name, completeness: completeness, opener: whole)))
            if growth.ending == .truncated { _ = visit(.failed(path, Failure(.expand, .corrupt, "torn", offset: 9))) }
        }
    }

    private func write(_ block: Int, to descriptor: Int32) {
        var bytes = [UInt8](repeating: UInt8(ascii: "."), count: BlockHandler.size)
        let isWrong = growth.ending == .declined && block == growth.blocks / 2
        bytes[0] = isWrong ? UInt8(ascii: "w") : growth.first ?? UInt8(ascii: "0") + UInt8(block % 10)
        pwrite(descriptor, bytes, bytes.count, off_t(block * BlockHandler.size))
    }

    private func awaitRanges(of box: String) {
        for _ in 0..<20_000 where BlockHandler.rangesRead(of: box).count < growth.awaited { usleep(1_000) }
        #expect(BlockHandler.rangesRead(of: box).count >= growth.awaited, "nothing was read ahead")
    }

    private struct Opener: EntryOpener {
        let file: OpenFile

        func size(of name: [UInt8]) -> ByteCount? { file.size }

        func open(_ name: [UInt8], stop: StopSignal?) throws(Failure) -> OpenFile { file }
    }
}
