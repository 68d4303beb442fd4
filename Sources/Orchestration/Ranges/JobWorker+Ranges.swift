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
            let file = try session.open(request)
            let threads = min(job.handler.concurrency(of: context.setup.jobs), file.rangeCount)
            let share = RangeShare(request, count: file.rangeCount, threads: threads)
            defer { share.end() }
            for _ in 1..<max(1, threads) { askForHelp(with: share, job) }
            finish(try lead(file, share))
        } catch {
            session.run(request, after: error, finish: finish)
        }
    }

    /// Lets a thread join in once it has nothing else to do in this lane.
    private func askForHelp(with share: RangeShare, _ job: Job) {
        // More bytes than a batch has, as a thread is to take nothing else beside it.
        context.lanes.pass(job.helping(share), to: job.handler.lane, bytes: Lanes<Job>.batchBytes + 1, next: nil)
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
    func help(_ share: RangeShare, _ job: Job) {
        guard !share.isOver else { return }
        context.setup.progress.begin(job.task.path, job.handler.name, on: number)
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
}
