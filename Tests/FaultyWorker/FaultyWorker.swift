import HandlerHosting

/// A worker process with handlers that do every wrong there is.
@main
enum FaultyWorker {
    static func main() throws {
        try WorkerServer.serve([FaultyHandler.self, FaultySplitter.self], reading: FaultyReader()) { FaultyDetector() }
    }
}
