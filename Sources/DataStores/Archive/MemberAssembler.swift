import HandlerAPI
import Orchestration

/// Makes entries of what comes of reading an archive, within the archive's budget.
final class MemberAssembler {
    private struct Current {
        let name: [UInt8]
        let path: StorePath
        /// How many bytes it is said to have; 0 where nothing is said that could come true.
        let statedSize: Int64
        /// The member as others see it before it is all there.
        var growing: GrowingMember?
        /// How many bytes there were when that was last told.
        var toldSize: Int64 = 0
    }

    /// After how many bytes more is told of a member that is being unpacked.
    private static let tellingStep: Int64 = 4 << 20

    private let gate: MemberGate
    /// The name of the archive itself.
    private let archiveName: [UInt8]
    private let grow: (GrowingMember) -> Void
    private let visit: (WalkElement) -> Bool
    private var names = MemberNames()
    private var current: Current?
    private var spool: MemberSpool?

    /// Makes an assembler that hands entries to `visit`, and tells `grow` of large ones that are being unpacked.
    init(
        _ gate: MemberGate, archiveName: [UInt8], grow: @escaping (GrowingMember) -> Void,
        visit: @escaping (WalkElement) -> Bool
    ) {
        self.gate = gate
        self.archiveName = archiveName
        self.grow = grow
        self.visit = visit
    }

    /// Takes what comes next; `false` where reading is to end.
    func take(_ event: ContainerEvent) -> Bool {
        if gate.stop.isSet { return false }
        do throws(Failure) {
            switch event {
            case .member(let member): return try begin(member)
            case .bytes(let bytes, let offset): return try add(bytes, at: offset)
            case .complete: return end(.whole)
            case .damaged(let failure): return end(failure.map(Completeness.damaged) ?? .incomplete)
            case .fault(let failure): return visit(.failed(gate.path, failure))
            }
        } catch {
            _ = visit(.failed(gate.path, error))
            return false
        }
    }

    private func begin(_ member: ContainerMember) throws(Failure) -> Bool {
        if let reason = gate.budget.drawMember() {
            _ = visit(.refused(gate.path, reason: reason))
            return false
        }
        let name = member.name ?? MemberGate.unpackedName(of: archiveName)
        let path = names.path(of: name, in: gate.path)
        switch member.kind {
        case .directory: return true
        case .other(let what): return visit(.skipped(path, reason: what))
        case .file: break
        }
        if member.isEncrypted {
            let failure = Failure(.expand, .encrypted, "encrypted: it needs a password, which Trawl does not ask for")
            return visit(.failed(path, failure))
        }
        spool = try makeSpool()
        let size = member.statedSize ?? 0
        current = Current(name: name, path: path, statedSize: gate.budget.allows(statedSize: size) ? size : 0)
        return true
    }

    private func add(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(Failure) -> Bool {
        guard let current, let size = spool?.size else { return true }
        // A sparse member may promise a gap of almost 2^63 bytes, which is drawn on its own so that no sum overflows.
        let gap = Int(max(0, offset - size))
        if let reason = gate.budget.draw(bytes: gap) ?? gate.budget.draw(bytes: bytes.count) {
            _ = visit(.refused(current.path, reason: reason))
            _ = visit(.refused(gate.path, reason: reason))
            return false
        }
        do throws(SystemError) {
            try spool?.pad(to: offset)
            try spool?.append(bytes)
        } catch {
            throw Failure(.expand, spooling: error)
        }
        tell()
        return true
    }

    /// Tells of the member at hand when a good deal more of it is there than when it was last told of.
    private func tell() {
        guard let member = current, let size = spool?.size else { return }
        member.growing?.file.arrival?.note(size)
        guard size >= member.toldSize + Self.tellingStep, size < member.statedSize else { return }
        current?.toldSize = size
        guard let growing = member.growing ?? makeGrowing(member) else { return }
        current?.growing = growing
        grow(growing)
    }

    private func makeGrowing(_ member: Current) -> GrowingMember? {
        spool?.view(ofSize: ByteCount(member.statedSize), stop: gate.stop).map { file in
            GrowingMember(path: member.path, name: MemberGate.lastName(of: member.name), file: file)
        }
    }

    private func end(_ completeness: Completeness) -> Bool {
        guard let member = current, let filled = spool.take() else { return true }
        current = nil
        if filled.size == 0 {
            // Nothing could be had of it.
            if case .damaged(let failure) = completeness { return visit(.failed(member.path, failure)) }
            if completeness == .incomplete { return true }
        }
        return visit(gate.entry(filled, member: member.name, at: member.path, completeness))
    }

    private func makeSpool() throws(Failure) -> MemberSpool {
        do throws(SystemError) { return try MemberSpool() } catch { throw Failure(.expand, spooling: error) }
    }
}

extension Failure {
    /// A failure to hold unpacked bytes.
    init(_ stage: Stage, spooling error: SystemError) {
        self.init(
            stage, .unreadable,
            "unpacked bytes cannot be held: \(error); make room in the temporary directory or set TMPDIR")
    }
}
