import Glibc
import HandlerAPI

/// Takes entries from detection to their handlers' lanes, and archives apart, on one thread.
struct EntryProcessor {
    /// How old the last change of a file must be when it is opened, in nanoseconds: another change within one tick of the
    /// kernel's clock could leave the same times.
    private static let clockTick: Int64 = 20_000_000

    let context: RunContext
    let session: any DetectionSession

    private var setup: RunSetup { context.setup }

    /// Takes elements of a walk to their end or to the lanes.
    func process(_ elements: [(element: WalkElement, place: Place)]) {
        var opened: [Opened] = []
        for (element, place) in elements {
            context.countFound(at: place)
            switch element {
            case .entry(let entry): if let file = open(entry, at: place) { opened.append(file) }
            case .skipped(let path, let reason), .leftOut(let path, let reason): end(path, .skipped, reason, at: place)
            case .refused(let path, let reason): end(path, .refused, reason, at: place)
            case .failed(let path, let failure): fail(path, failure, at: place)
            case .gone(let path): fail(path, Failure(.walk, .vanished, "it is not there any more"), at: place)
            }
        }
        if opened.contains(where: { $0.file.size >= setup.leastSplitSize }) { setup.runner.startAhead(setup.jobs) }
        let unnamed = opened.filter { $0.verdict == nil }
        var verdicts = session.detect(unnamed.map { DetectionRequest(file: $0.file, name: $0.entry.name) })[...]
        for opened in opened {
            switch opened.verdict.map({ .success($0) }) ?? verdicts.removeFirst() {
            case .success(let verdict): dispatch(opened, verdict)
            case .failure(let failure): fail(opened.entry.path, failure, size: opened.file.size, at: opened.place)
            }
        }
    }

    /// A file whose type is not known yet, or still known.
    struct Opened {
        let entry: Entry
        let file: OpenFile
        var place: Place
        var digest: String?
        var standing: StandingOutcome?
        /// Another entry with the same content.
        var twin: StandingOutcome?
        var verdict: Verdict?
    }

    private func open(_ entry: Entry, at place: Place) -> Opened? {
        if setup.stop.isSet {
            context.abandon(at: place)
            return nil
        }
        do throws(Failure) {
            let file = try openAtRest(entry)
            var place = place
            if place.container == nil { place.stamp = file.stamp }
            var opened = Opened(entry: entry, file: file, place: place)
            if let digester = setup.digester, place.container == nil { opened.digest = try digester.digest(of: file) }
            guard try !isVerified(&opened) else { return nil }
            opened.standing = try standing(opened)
            guard try !isToWaitForTwin(&opened) else { return nil }
            if let row = opened.standing?.row, row.detector == context.identity.detector {
                opened.verdict = row.verdict
            }
            return opened
        } catch {
            fail(entry.path, error, at: place)
            return nil
        }
    }

    /// Opens a file when its last change lies a tick of the clock back, so that its stamp tells of any later one.
    private func openAtRest(_ entry: Entry) throws(Failure) -> OpenFile {
        let file = try entry.open(stop: setup.stop)
        guard let stamp = file.stamp else { return file }
        let age = SystemClock.nanoseconds - max(stamp.modified, stamp.changed)
        guard age >= 0, age < Self.clockTick else { return file }
        usleep(UInt32((Self.clockTick - age) / 1_000 + 1))
        return try entry.open(stop: setup.stop)
    }

    /// What stands of a file whose content is as it was.
    private func standing(_ opened: Opened) throws(Failure) -> StandingOutcome? {
        let place = opened.place
        guard place.container == nil ? place.reason.keepsContent : place.isContainerUnchanged else { return nil }
        guard setup.thoroughness != .everything else { return nil }
        return try lookUp {
            let standing = try setup.records.standing(root: place.root, path: opened.entry.path)
            let isSame = standing?.row.stamp == place.stamp || place.isToVerify && standing?.row.digest == opened.digest
            return isSame ? standing : nil
        }
    }

    /// What `body` reads of the store.
    func lookUp<Result>(_ body: () throws -> Result) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            throw Failure(.record, .unreadable, "what is known of it cannot be read: \(error)")
        }
    }

    private func dispatch(_ opened: Opened, _ verdict: Verdict) {
        let (file, entry, place) = (opened.file, opened.entry, opened.place)
        let standing = opened.standing?.row.verdict == verdict ? opened.standing : nil
        let opener = setup.containers.first { $0.accepts(verdict.mediaType) }
        let twin = opener == nil && opened.twin?.row.verdict == verdict ? opened.twin : nil
        var plan = plan(entry.path, verdict, standing ?? twin, isArchive: opener != nil)
        do {
            if let standing, opener != nil, !plan.expands {
                // An archive in an archive shares the fate of the one around it, which replaces all that lies below.
                plan.expands =
                    try place.container != nil
                    || context.reviewer.hasAffectedMembers(standing.row.path, root: place.root, in: setup.records)
                if plan.expands { plan.reused.removeAll { $0.handler == ContainerAggregate.handlerName } }
            }
        } catch {
            let failure = Failure(.record, .unreadable, "what is known of its members cannot be read: \(error)")
            return fail(entry.path, failure, size: file.size, at: place)
        }
        let task = makeTask(opened, verdict, plan, standing, twin)
        submit(plan.chain, task, file, place.ahead)
        for companion in plan.companions { submit([companion], task, file) }
        if let opener, plan.expands {
            announceUnpacking(of: opened, standing)
            expand(opened, verdict, opener, task, isUnchanged: standing != nil)
        }
        task.finishPart()
    }

    private func plan(
        _ path: StorePath, _ verdict: Verdict, _ standing: StandingOutcome?, isArchive: Bool
    ) -> PairPlan {
        guard let standing else {
            return PairPlan(setup.router.route(verdict.mediaType, path: path), expands: isArchive)
        }
        return context.reviewer.plan(
            verdict, path, known: standing.row.pairings, isOther: standing.row.path != path)
    }

    private func makeTask(
        _ opened: Opened, _ verdict: Verdict, _ plan: PairPlan, _ standing: StandingOutcome?, _ twin: StandingOutcome?
    ) -> FileTask {
        let (file, entry, place) = (opened.file, opened.entry, opened.place)
        var initial = Gathered(entry.completeness)
        if let standing {
            initial.take(StandingPart(plan.reused, of: standing, registry: setup.registry))
            initial.fallback = plan.fallback.map { StandingPart([$0], of: standing, registry: setup.registry) }
        }
        if standing == nil, let twin, !plan.reused.isEmpty {
            initial.adopt(StandingPart(plan.reused, of: twin, registry: setup.registry), of: twin.row.path)
        }
        let context = context
        let subject = FileTask.Subject(
            root: place.root, path: entry.path, size: file.size, stamp: place.stamp, verdict: verdict,
            digest: opened.digest, priorAttempts: standing?.row.attempts ?? 0)
        return FileTask(subject, initial: initial) { task, gathered in
            if gathered.isAbandoned {
                context.abandon(at: place)
            } else if !file.holdsStill {
                let failure = Failure(
                    .read, .changed, "it was written to while it was read; run again when it is complete")
                context.finish(failure.outcome(at: entry.path, place, size: file.size), at: place)
            } else {
                context.finish(task.outcome(of: gathered), at: place, sums: gathered.sums)
            }
        }
    }

    private func submit(
        _ chain: [RegisteredHandler], _ task: FileTask, _ file: OpenFile, _ ahead: ReadAhead? = nil
    ) {
        let taking = chain.filter { handler in
            guard let limit = handler.descriptor.limits.maximumFileSize, file.size > limit else { return true }
            task.note { $0.refuse(handler, "the file has \(file.size), the handler takes at most \(limit)") }
            return false
        }
        let isRight = taking.first.map { ahead?.isOf($0, task.subject.verdict, file) ?? false } ?? false
        if !isRight { ahead?.end() }
        guard let first = taking.first else {
            if !chain.isEmpty { task.note { if let fallback = $0.fallback { $0.take(fallback) } } }
            return
        }
        task.addPart()
        let job = Job(task: task, file: file, chain: taking, position: 0, ahead: isRight ? ahead : nil)
        context.lanes.submit(.handle(job), to: first.lane, bytes: file.size.bytes, next: job.next?.handler.lane)
    }

    private func end(_ path: StorePath, _ outcome: Outcome, _ reason: String, at place: Place) {
        context.finish(FileOutcome(root: place.root, path: path, outcome: outcome, reason: reason), at: place)
    }

    private func fail(_ path: StorePath, _ failure: Failure, size: ByteCount? = nil, at place: Place) {
        if setup.stop.isSet { return context.abandon(at: place) }
        if let mark = place.mark, mark.outcome == .failed, mark.stamp == nil, mark.vanished == nil,
            mark.reason == failure.message, !failure.code.isTransient
        {
            return context.stand(.failed)
        }
        context.finish(failure.outcome(at: path, place, size: size), at: place)
    }
}

extension Failure {
    /// The outcome of an entry of which no handler saw anything.
    fileprivate func outcome(at path: StorePath, _ place: Place, size: ByteCount?) -> FileOutcome {
        var file = FileOutcome(root: place.root, path: path, outcome: .failed, reason: message)
        file.size = size
        file.failures = [self]
        file.isUnseen = place.container == nil
        if code.isTransient, stage != .walk { file.attempts = (place.mark?.attempts ?? 0) + 1 }
        return file
    }
}

extension EntryProcessor {
    /// Notes before its members change that what is known of an archive does not stand any more.
    private func announceUnpacking(of opened: Opened, _ standing: StandingOutcome?) {
        guard standing != nil || opened.place.mark != nil else { return }
        let pairings = (standing?.row.pairings ?? []).filter { $0.handler != ContainerAggregate.handlerName }
        context.writer.put(.unpacking(root: opened.place.root, path: opened.entry.path, pairings: pairings))
    }

    /// Walks the members of an archive on this thread, those of nested archives among them.
    private func expand(
        _ opened: Opened, _ verdict: Verdict, _ opener: any ContainerOpener, _ task: FileTask, isUnchanged: Bool
    ) {
        let (file, entry, place) = (opened.file, opened.entry, opened.place)
        let container = ContainerTask(
            task, versions: context.handlerVersions, key: context.identity.archiveKey ?? ContainerAggregate.version)
        let budget = place.budget ?? ExpansionBudget(limits: setup.expansion, packedSize: file.size)
        var inner = Place(root: place.root)
        inner.container = container
        inner.stamp = place.stamp
        inner.isContainerUnchanged = isUnchanged
        inner.budget = budget
        inner.depth = place.depth + 1
        inner.isSecondTry = place.isSecondTry
        if let reason = budget.enter(depth: inner.depth) {
            container.cutShort(.refused, reason: reason)
            return container.seal(count: 0)
        }
        let store = opener.open(
            file, path: entry.path, name: entry.name, mediaType: verdict.mediaType, budget: budget, stop: setup.stop)
        var waiting = MemberBatch()
        let atHand = MemberAtHand()
        store.walk { growing in
            if !isUnchanged { readAhead(growing, atHand) }
        } _: { element in
            if setup.stop.isSet {
                task.note { $0.isAbandoned = true }
                return false
            }
            switch element {
            case .failed(entry.path, let failure):
                container.cutShort(failure.code.isTransient ? .lost : .failed, failure: failure)
            case .refused(entry.path, let reason): container.cutShort(.refused, reason: reason)
            default:
                inner.ahead = atHand.take(for: element.path)
                waiting.add(element, at: inner)
                inner.index += 1
                if waiting.isFull {
                    container.awaitRoom()
                    process(waiting.takeAll())
                }
            }
            return true
        }
        atHand.drop()
        process(waiting.takeAll())
        if setup.stop.isSet { task.note { $0.isAbandoned = true } }
        container.seal(count: inner.index)
    }
}

/// Members of an archive that wait until there are a few, so that their types are asked for at once.
private struct MemberBatch {
    /// What small members may occupy while they wait.
    private static let allowance: Int64 = 1 << 20

    private var members: [(element: WalkElement, place: Place)] = []
    private var bytes: Int64 = 0

    var isFull: Bool { members.count >= Run.batchCount || bytes > Self.allowance }

    mutating func add(_ element: WalkElement, at place: Place) {
        if case .entry(let entry) = element { bytes += entry.size?.bytes ?? 0 }
        members.append((element, place))
    }

    mutating func takeAll() -> [(element: WalkElement, place: Place)] {
        defer { self = MemberBatch() }
        return members
    }
}
