import HandlerAPI

/// Takes entries from detection to their handlers' lanes, and archives apart, on one thread.
struct EntryProcessor {
    let context: RunContext
    let session: any DetectionSession

    private var setup: RunSetup { context.setup }

    /// Takes elements of a walk to their end or to the lanes.
    func process(_ elements: [(element: WalkElement, place: Place)]) {
        var opened: [Opened] = []
        for (element, place) in elements {
            context.countFound()
            switch element {
            case .entry(let entry): if let file = open(entry, at: place) { opened.append(file) }
            case .skipped(let path, let reason): end(path, .skipped, reason, at: place)
            case .refused(let path, let reason): end(path, .refused, reason, at: place)
            case .failed(let path, let failure): fail(path, failure, at: place)
            }
        }
        let verdicts = session.detect(opened.map { DetectionRequest(file: $0.file, name: $0.entry.name) })
        for (opened, verdict) in zip(opened, verdicts) {
            switch verdict {
            case .success(let verdict): dispatch(opened.file, opened.entry, verdict, at: opened.place)
            case .failure(let failure): fail(opened.entry.path, failure, size: opened.file.size, at: opened.place)
            }
        }
    }

    /// A file whose type is not known yet.
    private struct Opened {
        let entry: Entry
        let file: OpenFile
        let place: Place
    }

    private func open(_ entry: Entry, at place: Place) -> Opened? {
        if setup.stop.isSet {
            context.abandon(at: place)
            return nil
        }
        do throws(Failure) {
            let file = try entry.open(stop: setup.stop)
            var place = place
            if place.container == nil { place.stamp = file.stamp }
            if let reason = quarantineReason(entry.path, nil, at: place) {
                leave(entry.path, file.size, reason, at: place)
                return nil
            }
            return Opened(entry: entry, file: file, place: place)
        } catch {
            fail(entry.path, error, at: place)
            return nil
        }
    }

    private func dispatch(_ file: OpenFile, _ entry: Entry, _ verdict: Verdict, at place: Place) {
        let context = context
        let task = FileTask(
            root: place.root, path: entry.path, size: file.size, stamp: place.stamp, verdict: verdict,
            completeness: entry.completeness
        ) { task, gathered in
            if gathered.isAbandoned {
                context.abandon(at: place)
            } else {
                context.finish(task.outcome(of: gathered), at: place, sums: gathered.sums)
            }
        }
        let route = setup.router.route(verdict.mediaType, path: entry.path)
        submit(route.chain, task, file, at: place)
        for companion in route.companions { submit([companion], task, file, at: place) }
        if let opener = setup.containers.first(where: { $0.accepts(verdict.mediaType) }) {
            expand(file, entry, verdict, opener, task, at: place)
        }
        task.finishPart()
    }

    private func submit(_ chain: [RegisteredHandler], _ task: FileTask, _ file: OpenFile, at place: Place) {
        var ready = chain[...]
        // A handler that crashed keeps those after it from the file as well, as it did when it crashed.
        if let index = chain.firstIndex(where: { quarantineReason(task.path, $0, at: place) != nil }) {
            ready = chain[..<index]
            let reason = quarantineReason(task.path, chain[index], at: place)
            note(task) { if let reason { $0.quarantined.append(reason) } }
        }
        let taking = ready.filter { handler in
            guard let limit = handler.descriptor.limits.maximumFileSize, file.size > limit else { return true }
            task.addPart()
            task.finishPart {
                $0.refusals.append("\(handler.name): the file has \(file.size), the handler takes at most \(limit)")
            }
            return false
        }
        guard let first = taking.first else { return }
        task.addPart()
        let job = Job(task: task, file: file, chain: taking, position: 0)
        context.lanes.submit(job, to: first.lane, bytes: file.size.bytes, next: job.next?.handler.lane)
    }

    /// Why `handler`, or the naming of types where it is `nil`, is not to be tried on a file again.
    private func quarantineReason(_ path: StorePath, _ handler: RegisteredHandler?, at place: Place) -> String? {
        context.quarantine.reason(
            root: place.root, path: path, stamp: place.stamp, handler: handler?.name,
            version: handler?.descriptor.version ?? context.detectorDigest)
    }

    /// Ends a file that is in quarantine.
    private func leave(_ path: StorePath, _ size: ByteCount, _ reason: String, at place: Place) {
        var file = FileOutcome(root: place.root, path: path, outcome: .skipped, reason: reason)
        file.size = size
        file.stamp = place.stamp
        file.isQuarantined = true
        context.finish(file, at: place)
    }

    private func end(_ path: StorePath, _ outcome: Outcome, _ reason: String, at place: Place) {
        context.finish(FileOutcome(root: place.root, path: path, outcome: outcome, reason: reason), at: place)
    }

    private func fail(_ path: StorePath, _ failure: Failure, size: ByteCount? = nil, at place: Place) {
        if setup.stop.isSet { return context.abandon(at: place) }
        var file = FileOutcome(root: place.root, path: path, outcome: .failed, reason: failure.message)
        file.size = size
        file.stamp = place.stamp
        file.failures = [failure]
        context.finish(file, at: place)
    }
}

extension EntryProcessor {
    /// Walks the members of an archive on this thread, those of nested archives among them.
    private func expand(
        _ file: OpenFile, _ entry: Entry, _ verdict: Verdict, _ opener: any ContainerOpener, _ task: FileTask,
        at place: Place
    ) {
        let container = ContainerTask(task, versions: context.handlerVersions)
        let budget = place.budget ?? ExpansionBudget(limits: setup.expansion, packedSize: file.size)
        var inner = Place(
            root: place.root, container: container, index: 0, stamp: place.stamp, budget: budget, depth: place.depth + 1
        )
        if let reason = budget.enter(depth: inner.depth) {
            cutShort(task) { $0.refusals.append(reason) }
            return container.seal(count: 0)
        }
        let store = opener.open(
            file, path: entry.path, name: entry.name, mediaType: verdict.mediaType, budget: budget, stop: setup.stop)
        var waiting = MemberBatch()
        store.walk { element in
            if setup.stop.isSet {
                note(task) { $0.isAbandoned = true }
                return false
            }
            switch element {
            case .failed(entry.path, let failure): cutShort(task) { $0.failures.append(failure) }
            case .refused(entry.path, let reason): cutShort(task) { $0.refusals.append(reason) }
            default:
                waiting.add(element, at: inner)
                inner.index += 1
                if waiting.isFull {
                    container.awaitRoom()
                    process(waiting.takeAll())
                }
            }
            return true
        }
        process(waiting.takeAll())
        if setup.stop.isSet { note(task) { $0.isAbandoned = true } }
        container.seal(count: inner.index)
    }

    private func cutShort(_ task: FileTask, _ change: (inout sending FileTask.Gathered) -> Void) {
        note(task) {
            $0.isCutShort = true
            change(&$0)
        }
    }

    private func note(_ task: FileTask, _ change: (inout sending FileTask.Gathered) -> Void) {
        task.addPart()
        task.finishPart(change)
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
