import CLinux
import Glibc
import HandlerAPI
import Orchestration

/// What a worker process does: takes orders from its host, names types and runs handlers, and answers.
///
/// It handles one file after another. Answers gather until the order is done or some time has passed, so that a few small
/// files cost one exchange.
public final class WorkerServer {
    /// How long answers may gather.
    static let patience = Duration.milliseconds(20)
    /// Answers beyond this are sent at once.
    static let ampleBytes = 256 << 10

    let channel: MessageChannel
    let page: StatusPage
    let handlers: [RegisteredHandler]
    private let session: (any DetectionSession)?
    let reader: any ContainerReader
    let clock = ContinuousClock()
    var answers = WireWriter()
    /// The file that is being read in ranges.
    var ranged: RangedWork?

    /// Makes this process a worker: opens what it needs, locks itself in as the host asks, and serves until the host is
    /// done with it.
    ///
    /// - Parameters:
    ///   - types: All handlers that are compiled in.
    ///   - reader: Reads archives.
    ///   - makeSession: Opens what names types, in a worker that does that.
    /// - Throws: Where the host and the process do not understand each other; it should end then.
    public static func serve(
        _ types: [any Handler.Type], reading reader: any ContainerReader,
        naming makeSession: () throws -> any DetectionSession
    ) throws {
        guard try NurseryServer.becomeWorker() else { return }
        let plumbing = WorkerPlumbing()
        guard let setup = try plumbing.receiveSetup() else { return }
        let settings = setup.options.mapValues { options in
            var settings = HandlerSettings()
            settings.options = options
            return settings
        }
        let registry = try HandlerRegistry(types, settings: settings)
        let session = setup.role == .detector ? try makeSession() : nil
        if setup.role == .expander { try reader.prepare() }
        let server = try WorkerServer(plumbing, handlers: registry.handlers, session: session, reader: reader)
        try server.serve(greeting: Sandbox.enter(setup.profile, parent: setup.host))
    }

    /// Makes a server that has all it needs, so that the process can be locked in before it takes the first order.
    private init(
        _ plumbing: WorkerPlumbing, handlers: [RegisteredHandler], session: (any DetectionSession)?,
        reader: any ContainerReader
    ) throws(SystemError) {
        channel = plumbing.channel
        page = try StatusPage(descriptor: plumbing.pageDescriptor)
        self.handlers = handlers
        self.session = session
        self.reader = reader
    }

    private func serve(greeting sandbox: SandboxReport) throws {
        Self.keepFreedMemory()
        answers.putMessage { sandbox.write(to: &$0) }
        try flush()
        while var message = try channel.receive() {
            switch try WorkOrder(from: &message) {
            case .detect(let orders):
                try serve(orders) { (order, file, wire) in self.detect(order, file, &wire) }
            case .archive(let order): try serve(order)
            case .ranges(let order): try serve(order)
            case .nothing:
                answers.putMessage { _ in }
                try flush()
            case .handle(let handler, let orders):
                guard handlers.indices.contains(handler) else { throw WireError("there is no handler \(handler)") }
                try serve(orders) { (order, file, wire) in self.handle(handlers[handler], order, file, &wire) }
            }
        }
    }

    /// Lets the allocator keep what one file needed for the next: giving it back and asking for it again costs a page
    /// fault for every 4 KiB.
    private static func keepFreedMemory() {
        mallopt(M_TRIM_THRESHOLD, 64 << 20)
        mallopt(M_MMAP_THRESHOLD, 16 << 20)
        mallopt(M_TOP_PAD, 1 << 20)
    }

    private func serve<Order>(
        _ orders: [Order], _ answer: (Order, WorkerFile, inout WireWriter) -> Void
    ) throws {
        let files = try channel.takeDescriptors(orders.count)
        var flushed = clock.now
        for (index, order) in orders.enumerated() {
            page.job = index + 1
            page.advance()
            let file = WorkerFile(descriptor: files[index], page: page)
            answers.putMessage { answer(order, file, &$0) }
            if answers.bytes.count > Self.ampleBytes || clock.now - flushed > Self.patience {
                try flush()
                flushed = clock.now
            }
        }
        try flush()
    }

    func flush() throws(SystemError) {
        guard !answers.bytes.isEmpty else { return }
        try channel.send(answers.bytes)
        answers.removeAll()
    }

    private func detect(_ order: WorkOrder.DetectionOrder, _ file: WorkerFile, _ wire: inout WireWriter) {
        var steps: [DetectionStep] = []
        let content = file.open(size: order.size)
        do throws(Failure) {
            guard let session else { throw Failure(.detect, .internalError, "this worker names no types") }
            let verdict = try session.detect(
                content, name: order.name, trace: order.wantsTrace ? { steps.append($0) } : nil)
            wire.put(true)
            verdict.write(to: &wire)
        } catch {
            wire.put(false)
            error.write(to: &wire)
        }
        wire.put(list: steps) { wire, step in step.write(to: &wire) }
    }

    private func handle(
        _ handler: RegisteredHandler, _ order: WorkOrder.HandlingOrder, _ file: WorkerFile, _ wire: inout WireWriter
    ) {
        let page = page
        let result = handler.result(on: order.content(of: file), findings: Findings(onProgress: { page.advance() }))
        HandlingAnswer(result).write(to: &wire)
    }
}

/// A descriptor that came with an order.
struct WorkerFile {
    let descriptor: Int32
    let page: StatusPage

    /// The file, which is closed with the object. Each read of it counts as progress.
    ///
    /// - Parameter arrival: How much of it is there, where more is to come.
    func open(size: Int64, arrival: Arrival? = nil) -> OpenFile {
        let page = page
        return OpenFile(
            descriptor: descriptor, size: ByteCount(size), arrival: arrival, onRead: { page.advance() })
    }
}

/// The descriptors that a host gives to its worker.
struct WorkerPlumbing {
    /// The worker's end of the socket.
    static let socket: Int32 = 3
    /// The page they share.
    static let page: Int32 = 4

    let channel: MessageChannel
    let pageDescriptor: Int32

    /// Takes the descriptors of this process over.
    init() {
        channel = MessageChannel(socket: Self.socket)
        pageDescriptor = Self.page
    }

    /// Waits for what the host has to say first; `nil` where this process is no worker.
    func receiveSetup() throws -> WorkerSetup? {
        guard var message = try channel.receive() else { return nil }
        return try WorkerSetup(from: &message)
    }
}
