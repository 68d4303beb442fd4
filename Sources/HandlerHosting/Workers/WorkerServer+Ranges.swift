import HandlerAPI
import Orchestration

extension WorkerServer {
    /// The file whose ranges are asked for one by one.
    struct RangedWork {
        let file: any RangedFile
        /// How much of it is there, where more is to come.
        let arrival: Arrival?
    }

    /// Does what is asked of the file in ranges, and answers.
    ///
    /// - Throws: Where the order makes no sense.
    func serve(_ order: RangeOrder) throws {
        page.job = 1
        page.advance()
        switch order {
        case .open(let handler, let order):
            let file = WorkerFile(descriptor: try channel.takeDescriptors(1)[0], page: page)
            answer { () throws(HandlerError) in
                ranged = nil
                let arrival = order.arrived.map { Arrival($0) }
                let opened = try self.handler(handler).ranges(
                    of: order.content(of: file, arrival: arrival), arrival: arrival)
                ranged = RangedWork(file: opened, arrival: arrival)
                return { wire in
                    wire.put(UInt64(opened.rangeCount))
                    wire.put(UInt64(opened.firstPassCount))
                    wire.put(opened.nextEnd ?? -1)
                }
            }
        case .read(let number, let ranges):
            let parts = try channel.takeDescriptors(ranges.count).map { MemoryFile(descriptor: $0) }
            answer { () throws(HandlerError) in
                let file = try self.rangedFile
                for (ranges, part) in zip(ranges, parts) { try file.take(Self.bytes(of: part), asRanges: ranges) }
                if let number { try file.read(number) }
                return { $0.put(file.nextEnd ?? -1) }
            }
        case .part(let number):
            let target = MemoryFile(descriptor: try channel.takeDescriptors(1)[0])
            answer { () throws(HandlerError) in
                try Self.write(self.rangedFile.state(ofRange: number), to: target)
                return { _ in }
            }
        case .ahead(let arrived):
            answer { () throws(HandlerError) in
                ranged?.arrival?.note(arrived)
                let file = try self.rangedFile
                let isRead = try file.readAhead()
                return { wire in
                    wire.put(isRead)
                    wire.put(file.nextEnd ?? -1)
                }
            }
        case .whole:
            let target = MemoryFile(descriptor: try channel.takeDescriptors(1)[0])
            answer { () throws(HandlerError) in
                try Self.write(self.rangedFile.wholeState(), to: target)
                return { _ in }
            }
        case .finish:
            let page = page
            answer { () throws(HandlerError) in
                var findings = Findings(onProgress: { page.advance() })
                let aggregate = try self.rangedFile.finish(reporting: &findings)
                ranged = nil
                let answer = HandlingAnswer(HandlerResult(.aggregate(aggregate), findings: findings))
                return { answer.write(to: &$0) }
            }
        }
        try flush()
    }

    private var rangedFile: any RangedFile {
        get throws(HandlerError) {
            guard let ranged else { throw .unreadable("no file is open", at: 0) }
            return ranged.file
        }
    }

    private func handler(_ number: Int) throws(HandlerError) -> RegisteredHandler {
        guard handlers.indices.contains(number) else { throw .unreadable("there is no handler \(number)", at: 0) }
        return handlers[number]
    }

    private static func bytes(of part: MemoryFile) throws(HandlerError) -> [UInt8] {
        do throws(SystemError) { return try part.read() } catch { throw .unreadable("\(error)", at: 0) }
    }

    private static func write(_ state: [UInt8], to file: MemoryFile) throws(HandlerError) {
        do throws(SystemError) { try file.write(state) } catch { throw .unreadable("\(error)", at: 0) }
    }

    private func answer(_ work: () throws(HandlerError) -> (inout WireWriter) -> Void) {
        do throws(HandlerError) {
            let write = try work()
            answers.putMessage { wire in
                wire.put(true)
                write(&wire)
            }
        } catch {
            // The host has the file handled as a whole then, which says what is wrong with it.
            answers.putMessage { $0.put(false) }
        }
    }
}
