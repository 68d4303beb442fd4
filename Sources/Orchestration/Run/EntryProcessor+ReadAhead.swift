import HandlerAPI

/// The member of an archive that is being unpacked, and what is read of it meanwhile. Used by one thread.
final class MemberAtHand {
    private var path: StorePath?
    private var ahead: ReadAhead?

    /// Notes that more of a member is there; `begin` says whether and how it is read ahead.
    func grow(_ member: GrowingMember, begin: (GrowingMember) -> ReadAhead?) -> ReadAhead? {
        if path != member.path {
            ahead?.end()
            path = member.path
            ahead = begin(member)
        }
        return ahead
    }

    /// What was read of the member at `path`, which is all there now, if anything was. What was read of another is dropped.
    func take(for path: StorePath) -> ReadAhead? {
        if path != self.path { drop() }
        defer { (self.path, ahead) = (nil, nil) }
        return ahead
    }

    /// Has no more read of what never came.
    func drop() {
        ahead?.end()
        (path, ahead) = (nil, nil)
    }
}

extension EntryProcessor {
    /// Has ranges of a member read while it is being unpacked, where a thread has nothing else to do.
    func readAhead(_ member: GrowingMember, _ atHand: MemberAtHand) {
        let jobs = context.setup.jobs
        guard jobs > 1, !context.setup.stop.isSet, let arrival = member.file.arrival,
            arrival.bytes >= context.setup.leastSplitSize.bytes, context.lanes.isIdle(of: jobs),
            let ahead = atHand.grow(member, begin: { begin($0, arrival) }), ahead.isDue()
        else { return }
        // It waits for no room, as this thread is to go on unpacking.
        context.lanes.pass(
            .readAhead(ahead), to: ahead.request.handler.lane, bytes: LaneWork.unsharedBytes, next: nil)
    }

    /// What reads `member` ahead, if its beginning looks as if a handler will get it that reads in ranges.
    private func begin(_ member: GrowingMember, _ arrival: Arrival) -> ReadAhead? {
        let setup = context.setup
        guard case .success(let verdict)? = session.detect([.init(file: member.file, name: member.name)]).first,
            !setup.containers.contains(where: { $0.accepts(verdict.mediaType) })
        else { return nil }
        let chain = setup.router.route(verdict.mediaType, path: member.path).chain
        let handler = chain.first { handler in
            handler.descriptor.limits.maximumFileSize.map { member.file.size <= $0 } ?? true
        }
        guard let handler, handler.isSplittable, handler.concurrency(of: setup.jobs) > 1 else { return nil }
        let request = HandlerRequest(handler: handler, path: member.path, verdict: verdict, file: member.file)
        return ReadAhead(request, arrival, least: setup.leastSplitSize)
    }
}
