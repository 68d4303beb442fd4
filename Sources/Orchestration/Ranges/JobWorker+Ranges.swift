import HandlerAPI

extension JobWorker {
    /// Whether a file is read in ranges, by this thread and others.
    func isSplit(_ job: Job) -> Bool {
        job.handler.isSplittable && job.file.size >= context.setup.leastSplitSize
            && job.handler.concurrency(of: context.setup.jobs) > 1
    }

    /// Handles a file by its ranges, with the help of threads that have nothing else to do. Where one comes to grief, the
    /// file is handled as a whole.
    func lead(_ job: Job, finish: (HandlerResult) -> Void) {
        let request = job.request
        do throws(RangeTrouble) {
            var file = try session.open(request)
            let first = try resume(job, &file)
            let threads = min(job.handler.concurrency(of: context.setup.jobs), file.rangeCount - first)
            let share = RangeShare(request, ranges: first..<file.rangeCount, threads: threads)
            defer { share.end() }
            for _ in 1..<max(1, threads) { askForHelp(with: share) }
            finish(try lead(file, share))
        } catch {
            session.run(request, after: error, finish: finish)
        }
    }

    /// Takes what was read of the file while it was being unpacked; returns the first range that is left to read.
    private func resume(_ job: Job, _ file: inout any RangeSession) throws(RangeTrouble) -> Int {
        guard let part = job.ahead?.take(), part.count <= file.rangeCount else { return 0 }
        do throws(RangeTrouble) {
            try file.read(nil, taking: [part])
            return part.count
        } catch {
            file = try session.open(job.request)
            return 0
        }
    }

    /// Lets a thread join in once it has nothing else to do in this lane.
    private func askForHelp(with share: RangeShare) {
        context.lanes.pass(
            .help(share), to: share.request.handler.lane, bytes: LaneWork.unsharedBytes, next: nil)
    }

    private func lead(_ file: any RangeSession, _ share: RangeShare) throws(RangeTrouble) -> HandlerResult {
        while true {
            if context.setup.stop.isSet { throw .error }
            switch share.step() {
            case .read(let number, let parts): try file.read(number, taking: parts)
            case .finish: return try file.finish()
            case .trouble(let trouble): throw trouble
            }
        }
    }

    /// Reads ranges for the thread that leads.
    func help(_ share: RangeShare) {
        guard !share.isOver else { return }
        context.setup.progress.begin(share.request.path, share.request.handler.name, on: number)
        defer { context.setup.progress.end(on: number) }
        do throws(RangeTrouble) {
            let file = try session.open(share.request)
            while !context.setup.stop.isSet, let range = share.takeRange() {
                do throws(RangeTrouble) { share.finish(try file.part(range)) } catch { share.fail(error) }
            }
        } catch {
            // The leader can do without.
        }
    }

    /// Reads ranges of a file that is being unpacked, until the next is not there yet.
    ///
    /// It waits for nothing: when more is there, another thread may go on.
    func readAhead(_ ahead: ReadAhead) {
        guard let known = ahead.begin() else { return }
        let request = ahead.request
        context.setup.progress.begin(request.path, request.handler.name, on: number)
        defer { context.setup.progress.end(on: number) }
        do throws(RangeTrouble) {
            let file = try session.open(request)
            if let part = known.part { try file.read(nil, taking: [part]) }
            var joined = known.part?.count ?? 0
            let before = joined
            while !context.setup.stop.isSet, let arrived = ahead.readiness(ofRange: joined, of: file),
                try file.readAhead(arrived)
            {
                joined += 1
            }
            ahead.finish(joined > before ? try file.whole() : known.part, of: file)
        } catch {
            ahead.fail()
        }
    }
}
