import HandlerAPI
import Orchestration

/// What a worker that reads an archive says, one message an event and one more at the end.
enum ContainerMessage {
    case event(ContainerEvent)
    /// Nothing more comes.
    case end

    func write(to wire: inout WireWriter) {
        guard case .event(let event) = self else { return wire.put(UInt8(0)) }
        switch event {
        case .member(let member):
            wire.put(UInt8(1))
            member.write(to: &wire)
        case .bytes(let bytes, let offset):
            wire.put(UInt8(2))
            wire.put(offset)
            wire.put(bytes)
        case .complete: wire.put(UInt8(3))
        case .damaged(let failure):
            wire.put(UInt8(4))
            wire.put(optional: failure) { wire, failure in failure.write(to: &wire) }
        case .fault(let failure):
            wire.put(UInt8(5))
            failure.write(to: &wire)
        }
    }

    /// Reads a message and hands it to `body`; bytes are valid during that only.
    static func read(
        from wire: inout WireReader, _ body: (ContainerMessage) -> Void
    ) throws(WireError) {
        switch try wire.byte() {
        case 0: body(.end)
        case 1: body(.event(.member(try ContainerMember(from: &wire))))
        case 2:
            let offset = try wire.integer(Int64.self)
            guard offset >= 0 else { throw WireError("a negative offset") }
            try wire.data().withUnsafeBytes { body(.event(.bytes($0, offset: offset))) }
        case 3: body(.event(.complete))
        case 4:
            let failure = try wire.optional { (wire: inout WireReader) throws(WireError) in try Failure(from: &wire) }
            body(.event(.damaged(failure)))
        case 5: body(.event(.fault(try Failure(from: &wire))))
        default: throw WireError("an event of no known kind")
        }
    }
}

extension ContainerMember {
    func write(to wire: inout WireWriter) {
        wire.put(optional: name) { $0.put($1) }
        switch kind {
        case .file: wire.put(UInt8(0))
        case .directory: wire.put(UInt8(1))
        case .other(let what):
            wire.put(UInt8(2))
            wire.put(what)
        }
        wire.put(isEncrypted)
        wire.put(optional: statedSize) { $0.put($1) }
    }

    init(from wire: inout WireReader) throws(WireError) {
        let name = try wire.optional { (wire: inout WireReader) throws(WireError) in Array(try wire.data()) }
        let kind: Kind
        switch try wire.byte() {
        case 0: kind = .file
        case 1: kind = .directory
        case 2: kind = .other(try wire.text())
        default: throw WireError("a member of no known kind")
        }
        self.init(
            name: name, kind: kind, isEncrypted: try wire.boolean(),
            statedSize: try wire.optional { (wire: inout WireReader) throws(WireError) in try wire.integer(Int64.self) }
        )
    }
}
