import HandlerAPI
import Orchestration

/// Makes entries of what comes of reading an archive, within the archive's budget.
final class MemberAssembler {
    private struct Current {
        let name: [UInt8]
        let path: StorePath
    }

    private let gate: MemberGate
    /// The name of the archive itself.
    private let archiveName: [UInt8]
    private let visit: (WalkElement) -> Bool
    private var names = MemberNames()
    private var current: Current?
    private var spool: MemberSpool?

    init(_ gate: MemberGate, archiveName: [UInt8], visit: @escaping (WalkElement) -> Bool) {
        self.gate = gate
        self.archiveName = archiveName
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
        current = Current(name: name, path: path)
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
        return true
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
