import HandlerAPI
import Orchestration

/// Ranges of one file, read in a worker process.
final class IsolatedRanges: RangeSession {
    private let team: WorkerTeam
    private let request: HandlerRequest
    private let limits: WorkLimits
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant
    /// The processor time of the ranges read here, and of the parts taken.
    private var cpuTime = Duration.zero
    private(set) var rangeCount = 0
    private(set) var firstPassCount = 0
    private(set) var nextEnd: Int64?
    /// How many ranges of a file that is read ahead are joined.
    private var joined = 0

    /// Opens the file in the worker of `team`.
    ///
    /// - Parameter number: The handler's, as the host counts them.
    init(_ request: HandlerRequest, handler number: Int, team: WorkerTeam, limits: WorkLimits) throws(RangeTrouble) {
        self.team = team
        self.request = request
        self.limits = limits
        began = clock.now
        var (count, firstPass): (UInt64?, UInt64?)
        try exchange(.open(handler: number, request.order), [request.file.descriptor]) { wire in
            count = try? wire.integer(UInt64.self)
            firstPass = try? wire.integer(UInt64.self)
            nextEnd = Self.nextEnd(from: &wire)
        }
        guard let count, count > 0, count < 1 << 32, let firstPass, firstPass <= count else { throw .error }
        (rangeCount, firstPassCount) = (Int(count), Int(firstPass))
    }

    func read(_ number: Int?, taking parts: [RangePart]) throws(RangeTrouble) {
        let files = parts.compactMap { $0.content as? MemoryFile }
        for part in parts {
            cpuTime += part.cpuTime
            joined += part.count
        }
        try exchange(.read(number, taking: parts.map(\.ranges)), files.map(\.descriptor)) { wire in
            nextEnd = Self.nextEnd(from: &wire)
        }
    }

    func readAhead(_ arrived: Int64) throws(RangeTrouble) -> Bool {
        var isRead: Bool?
        try exchange(.ahead(arrived), []) { wire in
            isRead = try? wire.boolean()
            nextEnd = Self.nextEnd(from: &wire)
        }
        guard let isRead else { throw .error }
        if isRead { joined += 1 }
        return isRead
    }

    /// A negative number says that it is not known.
    private static func nextEnd(from wire: inout WireReader) -> Int64? {
        (try? wire.integer(Int64.self)).flatMap { $0 < 0 ? nil : $0 }
    }

    func whole() throws(RangeTrouble) -> RangePart {
        let file = try handedOver(by: .whole)
        return RangePart(number: 0, count: joined, content: file, cpuTime: cpuTime)
    }

    func part(_ number: Int) throws(RangeTrouble) -> RangePart {
        let before = cpuTime
        let file = try handedOver(by: .part(number))
        return RangePart(number: number, content: file, cpuTime: cpuTime - before)
    }

    /// The file that the worker writes for `order`.
    private func handedOver(by order: RangeOrder) throws(RangeTrouble) -> MemoryFile {
        let file: MemoryFile
        do throws(SystemError) { file = try MemoryFile() } catch { throw .error }
        try exchange(order, [file.descriptor])
        guard file.size <= limits.memory.bytes else { throw .error }
        return file
    }

    func finish() throws(RangeTrouble) -> HandlerResult {
        var result: HandlerResult?
        let (handler, output) = (request.handler, limits.output)
        try exchange(.finish, []) { wire in
            result = try? HandlingAnswer(from: &wire).result(of: handler, limit: output)
        }
        guard let result else { throw .error }
        return result
    }

    /// Sends an order; what it takes counts against the limits of the file.
    private func exchange(
        _ order: RangeOrder, _ descriptors: [Int32], answered: (inout WireReader) -> Void = { _ in }
    ) throws(RangeTrouble) {
        var limits = limits
        limits.spentWallTime = clock.now - began
        limits.spentCPUTime = cpuTime
        let errand = Errand(count: 1, stage: .handle, limits: limits) { _ in (.ranges(order), descriptors) }
        var isWell = false
        let before = team.cpuTime
        let end = team.attempt(errand) { (answer) throws(WireError) in
            isWell = try answer.boolean()
            if isWell { answered(&answer) }
        }
        switch end {
        case .success(.finished):
            cpuTime += max(.zero, team.cpuTime - before)
            guard isWell else { throw .error }
        case .success(.lost(let loss)): throw .lost(loss)
        case .failure: throw .error
        }
    }
}
