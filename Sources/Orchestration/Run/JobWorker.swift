import HandlerAPI

/// Takes jobs from the lanes and runs their handlers, on one thread.
struct JobWorker {
    let context: RunContext
    let number: Int

    /// Works until the lanes are closed and empty.
    func work() {
        var finished: Int?
        while let (job, lane) = context.lanes.take(finished: finished) {
            run(job)
            finished = lane
        }
    }

    private func run(_ job: Job) {
        let setup = context.setup
        if setup.stop.isSet { return job.task.finishPart { $0.isAbandoned = true } }
        let verdict = job.task.verdict
        let file = FileContent(
            path: job.task.path.description, mediaType: verdict.mediaType, charset: verdict.charset, source: job.file)
        setup.progress.begin(job.task.path, job.handler.name, on: number)
        let result = setup.runner.run(job.handler, on: file)
        setup.progress.end(on: number)
        settle(result, of: job)
    }

    private func settle(_ result: HandlerResult, of job: Job) {
        let descriptor = job.handler.descriptor
        if context.setup.stop.isSet, result.isIncomplete {
            return job.task.finishPart { $0.isAbandoned = true }
        }
        if case .failure(let error) = result.aggregate, error.code == .wrongFormat, let next = job.next {
            job.task.addPart()
            job.task.finishPart { _ = $0.take(result, of: descriptor) }
            context.lanes.pass(
                next, to: next.handler.lane, bytes: job.file.size.bytes, next: next.next?.handler.lane)
            return
        }
        job.task.finishPart { _ = $0.take(result, of: descriptor) }
    }
}

extension HandlerResult {
    /// Whether the handler did not see the whole file.
    fileprivate var isIncomplete: Bool {
        switch aggregate {
        case .success: findings.partialReason != nil
        case .failure: true
        }
    }
}
