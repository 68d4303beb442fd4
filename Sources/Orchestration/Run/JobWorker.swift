import HandlerAPI

/// Takes jobs from the lanes and runs their handlers, on one thread.
struct JobWorker {
    let context: RunContext
    let session: any HandlerSession
    let number: Int

    /// Works until the lanes are closed and empty.
    func work() {
        var finished: Int?
        while let (work, lane) = context.lanes.take(finished: finished) {
            run(work)
            finished = lane
        }
    }

    private func run(_ work: [LaneWork]) {
        switch work[0] {
        case .help(let share): help(share)
        case .readAhead(let ahead): readAhead(ahead)
        case .handle: run(work.compactMap(\.job))
        }
    }

    private func run(_ jobs: [Job]) {
        if context.setup.stop.isSet { return jobs.forEach { $0.abandon() } }
        var done = 0
        context.beginHandling(jobs[0], on: number)
        let clock = ContinuousClock()
        var last = clock.now
        let finish = { (result: HandlerResult) in
            let now = clock.now
            settle(result, of: jobs[done], seconds: (now - last).seconds)
            last = now
            done += 1
            if done < jobs.count { context.beginHandling(jobs[done], on: number) }
        }
        var rest = jobs[...]
        while let first = rest.first {
            if isSplit(first) {
                lead(first, finish: finish)
                rest.removeFirst()
            } else {
                let whole = rest.prefix { !isSplit($0) }
                session.run(whole.map(\.request), finish: finish)
                rest = rest.dropFirst(whole.count)
            }
        }
        context.endHandling(on: number)
    }

    /// - Parameter seconds: How long it took; of files that were handled together, since the one before.
    private func settle(_ result: HandlerResult, of job: Job, seconds: Double) {
        let handler = job.handler
        if context.setup.stop.isSet, result.isIncomplete { return job.abandon() }
        if case .error(let error) = result.ending, error.code == .wrongFormat {
            guard let next = job.next else {
                return job.task.finishPart {
                    $0.seconds += seconds
                    $0.take(result, of: handler)
                    if let fallback = $0.fallback { $0.take(fallback) }
                }
            }
            job.task.note {
                $0.seconds += seconds
                $0.take(result, of: handler)
            }
            context.lanes.pass(
                .handle(next), to: next.handler.lane, bytes: job.file.size.bytes, next: next.next?.handler.lane)
            return
        }
        job.task.finishPart {
            $0.seconds += seconds
            $0.take(result, of: handler)
        }
    }
}

extension Job {
    /// Leaves the file for a later run.
    fileprivate func abandon() { task.finishPart { $0.isAbandoned = true } }
}

extension HandlerResult {
    /// Whether the handler did not see the whole file.
    fileprivate var isIncomplete: Bool {
        switch ending {
        case .aggregate: findings.partialReason != nil
        case .error, .fault: true
        }
    }
}
