import HandlerAPI
import Orchestration

/// What the host asks of a worker that reads archives. The archive comes beside the message, as a descriptor.
struct ArchiveOrder {
    /// What to do.
    enum Task {
        /// Say what is in it, from `place` on, as one event after another; with care, say each at once, so that a crash
        /// takes nothing of it along.
        case read(from: ContainerPlace?, withCare: Bool)
        /// Answer how it can be cut.
        case cut
        /// Unpack a stretch into the file of the descriptor after the archive's, and answer whether that is all of it.
        case unpack(ContainerStretch)
    }

    var mediaType: String
    var size: Int64
    var task: Task

    /// How many descriptors come beside the message.
    var descriptorCount: Int { if case .unpack = task { 2 } else { 1 } }

    /// Makes an order about `content`.
    init(_ content: OpenFile, _ mediaType: MediaType, _ task: Task) {
        self.mediaType = mediaType.description
        size = content.size.bytes
        self.task = task
    }

    func write(to wire: inout WireWriter) {
        wire.put(mediaType)
        wire.put(size)
        switch task {
        case .read(let place, let withCare):
            wire.put(UInt8(1))
            wire.put(optional: place) { wire, place in
                wire.put(place.packed)
                wire.put(place.unpacked)
            }
            wire.put(withCare)
        case .cut: wire.put(UInt8(2))
        case .unpack(let stretch):
            wire.put(UInt8(3))
            wire.put(stretch.packed.lowerBound)
            wire.put(stretch.packed.upperBound)
            wire.put(stretch.size)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        mediaType = try wire.text()
        size = try wire.integer(Int64.self)
        switch try wire.byte() {
        case 1:
            let place = try wire.optional { (wire: inout WireReader) throws(WireError) in
                try ContainerPlace(from: &wire)
            }
            task = .read(from: place, withCare: try wire.boolean())
        case 2: task = .cut
        case 3: task = .unpack(try Self.stretch(&wire, from: try wire.integer(Int64.self)))
        default: throw WireError("an order of no known kind")
        }
    }

    /// Reads the end and the size of a stretch.
    fileprivate static func stretch(
        _ wire: inout WireReader, from start: Int64
    ) throws(WireError) -> ContainerStretch {
        let (end, size) = (try wire.integer(Int64.self), try wire.integer(Int64.self))
        guard start < end, let stretch = ContainerStretch(packed: start..<end, size: size) else {
            throw WireError("a stretch that is none")
        }
        return stretch
    }
}

extension ContainerPlace {
    fileprivate init(from wire: inout WireReader) throws(WireError) {
        let (packed, unpacked) = (try wire.integer(Int64.self), try wire.integer(Int64.self))
        guard packed >= 0, unpacked >= 0 else { throw WireError("a place before the first byte") }
        self.init(packed: packed, unpacked: unpacked)
    }
}

extension ContainerCut {
    func write(to wire: inout WireWriter) {
        member.write(to: &wire)
        wire.put(list: stretches) { wire, stretch in
            wire.put(stretch.packed.upperBound)
            wire.put(stretch.size)
        }
    }

    init(from wire: inout WireReader) throws(WireError) {
        let member = try ContainerMember(from: &wire)
        var end: Int64 = 0
        let stretches = try wire.list { (wire: inout WireReader) throws(WireError) in
            let stretch = try ArchiveOrder.stretch(&wire, from: end)
            end = stretch.packed.upperBound
            return stretch
        }
        guard member.hasContent, let cut = ContainerCut(member: member, stretches: stretches) else {
            throw WireError("a cut of what cannot be cut")
        }
        self = cut
    }
}
