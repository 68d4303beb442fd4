import Orchestration

/// Takes results in any order and hands them on in the order of their jobs.
struct OrderedResults {
    private var waiting: [HandlerResult?]
    private var next = 0

    init(count: Int) { waiting = Array(repeating: nil, count: count) }

    /// The jobs without a result, in order.
    var pending: [Int] { (next..<waiting.count).filter { waiting[$0] == nil } }

    /// Whether the job has no result yet.
    func isPending(_ job: Int) -> Bool { job >= next && waiting[job] == nil }

    /// Takes a result; returns those whose turn it is now.
    mutating func settle(_ job: Int, _ result: HandlerResult) -> [HandlerResult] {
        guard isPending(job) else { return [] }
        waiting[job] = result
        var ready: [HandlerResult] = []
        while next < waiting.count, let result = waiting[next] {
            ready.append(result)
            waiting[next] = nil
            next += 1
        }
        return ready
    }
}
