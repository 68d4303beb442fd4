import Glibc
import HandlerAPI
import Orchestration

extension WorkerServer {
    /// Does what is asked of an archive, and answers.
    func serve(_ order: ArchiveOrder) throws {
        let descriptors = try channel.takeDescriptors(order.descriptorCount)
        page.job = 1
        page.advance()
        let content = WorkerFile(descriptor: descriptors[0], page: page).open(size: order.size)
        let mediaType = MediaType(order.mediaType)
        switch order.task {
        case .read(let place, let withCare): try read(content, mediaType, from: place, withCare: withCare)
        case .cut:
            let cut = reader.cut(content, as: mediaType)
            answers.putMessage { wire in wire.put(optional: cut) { wire, cut in cut.write(to: &wire) } }
            try flush()
        case .unpack(let stretch):
            defer { close(descriptors[1]) }
            let isWell = reader.unpack(stretch, of: content, as: mediaType, into: descriptors[1])
            answers.putMessage { $0.put(isWell) }
            try flush()
        }
    }

    private func read(
        _ content: OpenFile, _ mediaType: MediaType, from place: ContainerPlace?, withCare: Bool
    ) throws {
        var trouble: SystemError?
        var flushed = clock.now
        reader.read(content, as: mediaType, from: place) { event in
            page.advance()
            answers.putMessage { ContainerMessage.event(event).write(to: &$0) }
            let isDue = answers.bytes.count > Self.ampleBytes || clock.now - flushed > Self.patience
            guard withCare || isDue else { return true }
            do throws(SystemError) { try flush() } catch { trouble = error }
            flushed = clock.now
            return trouble == nil
        }
        if let trouble { throw trouble }
        answers.putMessage { ContainerMessage.end.write(to: &$0) }
        try flush()
    }
}
