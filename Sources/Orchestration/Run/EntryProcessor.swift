import HandlerAPI

/// Takes entries from detection to their handlers' lanes, and archives apart, on one thread.
struct EntryProcessor {
    let context: RunContext
    let session: any DetectionSession

    private var setup: RunSetup { context.setup }

    /// Takes one element of a walk to its end or to the lanes.
    func process(_ element: WalkElement, at place: Place) {
        context.countFound()
        switch element {
        case .entry(let entry): process(entry, at: place)
        case .skipped(let path, let reason): end(path, .skipped, reason, at: place)
        case .refused(let path, let reason): end(path, .refused, reason, at: place)
        case .failed(let path, let failure): fail(path, failure, at: place)
        }
    }

    private func process(_ entry: Entry, at place: Place) {
        if setup.stop.isSet { return context.abandon(at: place) }
        do throws(Failure) {
            let file = try entry.open(stop: setup.stop)
            do throws(Failure) {
                let verdict = try session.detect(file, name: entry.name, trace: nil)
                dispatch(file, entry, verdict, at: place)
            } catch {
                fail(entry.path, error, size: file.size, at: place)
            }
        } catch {
            fail(entry.path, error, at: place)
        }
    }

    private func dispatch(_ file: OpenFile, _ entry: Entry, _ verdict: Verdict, at place: Place) {
        let context = context
        let task = FileTask(
            root: place.root, path: entry.path, size: file.size, verdict: verdict, completeness: entry.completeness
        ) { task, gathered in
            if gathered.isAbandoned {
                context.abandon(at: place)
            } else {
                context.finish(task.outcome(of: gathered), at: place, sums: gathered.sums)
            }
        }
        let route = setup.router.route(verdict.mediaType, path: entry.path)
        submit(route.chain, task, file)
        for companion in route.companions { submit([companion], task, file) }
        if let opener = setup.containers.first(where: { $0.accepts(verdict.mediaType) }) {
            expand(file, entry, verdict, opener, task, at: place)
        }
        task.finishPart()
    }

    private func submit(_ chain: [RegisteredHandler], _ task: FileTask, _ file: OpenFile) {
        let taking = chain.filter { handler in
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

    private func end(_ path: StorePath, _ outcome: Outcome, _ reason: String, at place: Place) {
        context.finish(FileOutcome(root: place.root, path: path, outcome: outcome, reason: reason), at: place)
    }

    private func fail(_ path: StorePath, _ failure: Failure, size: ByteCount? = nil, at place: Place) {
        if setup.stop.isSet { return context.abandon(at: place) }
        var file = FileOutcome(root: place.root, path: path, outcome: .failed, reason: failure.message)
        file.size = size
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
            root: place.root, container: container, index: 0, budget: budget, depth: place.depth + 1)
        if let reason = budget.enter(depth: inner.depth) {
            cutShort(task) { $0.refusals.append(reason) }
            return container.seal(count: 0)
        }
        let store = opener.open(
            file, path: entry.path, name: entry.name, mediaType: verdict.mediaType, budget: budget, stop: setup.stop)
        store.walk { element in
            if setup.stop.isSet {
                note(task) { $0.isAbandoned = true }
                return false
            }
            switch element {
            case .failed(entry.path, let failure): cutShort(task) { $0.failures.append(failure) }
            case .refused(entry.path, let reason): cutShort(task) { $0.refusals.append(reason) }
            default:
                container.awaitRoom()
                process(element, at: inner)
                inner.index += 1
            }
            return true
        }
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
