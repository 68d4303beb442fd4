import HandlerAPI
import Orchestration

extension IsolatedContainerReader {
    /// How `content` can be cut; `nil` where it cannot, and where that cannot be learned.
    public func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? {
        let order = ArchiveOrder(content, mediaType, .cut)
        let cut = answer(to: order, [content.descriptor]) { (wire) throws(WireError) in
            try wire.optional { (wire: inout WireReader) throws(WireError) in try ContainerCut(from: &wire) }
        }
        guard let cut = cut ?? nil, let last = cut.stretches.last, last.packed.upperBound <= content.size.bytes else {
            return nil
        }
        return cut
    }

    /// Unpacks a stretch of `content` in a worker, which writes to `target` itself.
    public func unpack(
        _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
    ) -> Bool {
        let order = ArchiveOrder(content, mediaType, .unpack(stretch))
        return answer(to: order, [content.descriptor, target]) { (wire) throws(WireError) in
            try wire.boolean()
        } ?? false
    }

    /// What a worker answers; `nil` where it was lost by a fault of its own, which reading the archive in one go brings to
    /// light. One that was ended from outside is replaced.
    private func answer<Answer>(
        to order: ArchiveOrder, _ descriptors: [Int32],
        _ read: (inout WireReader) throws(WireError) -> Answer
    ) -> Answer? {
        var wire = WireWriter()
        wire.putMessage { WorkOrder.archive(order).write(to: &$0) }
        var policy = RetryPolicy(.expand, limits)
        while let worker = try? readyWorker() {
            var answer: Answer?
            let end = worker.exchange(wire.bytes, descriptors, count: 1, limits: limits) { (wire) throws(WireError) in
                answer = try read(&wire)
            }
            switch end {
            case .finished:
                idle.withLock { $0.append(worker) }
                return answer
            case .lost(let loss):
                let loss = loss.explained(by: service.outOfMemory)
                guard loss.isByStranger, case .tryAgain = policy.next(after: loss) else { return nil }
            }
        }
        return nil
    }
}
