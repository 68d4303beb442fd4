/// How an exchange with a worker ended.
enum ExchangeEnd {
    /// All answers came.
    case finished
    /// The worker is gone, or was ended for this reason.
    case lost(WorkerLoss)
}

/// How a stream of messages from a worker ended.
enum StreamEnd {
    /// The worker has said all, and is ready for another order.
    case finished
    /// The host wanted no more, and the worker was ended.
    case left
    /// The worker is gone, or was ended for this reason.
    case lost(WorkerLoss)
}

/// What the host makes of a message in a stream.
enum StreamStep {
    /// Another is to come.
    case goOn
    /// It was the last.
    case finish
    /// No other is wanted.
    case leave
}
