import CArchive
import HandlerAPI
import Orchestration

/// The members of an archive, in the archive's own order, read with libarchive.
struct ArchiveStore: DataStore {
    let content: OpenFile
    let name: [UInt8]
    let gate: MemberGate

    func walk(_ visit: (WalkElement) -> Bool) {
        do throws(Failure) {
            let reader = try ArchiveReader(content)
            var names = MemberNames()
            while let member = try reader.nextMember() {
                if gate.stop.isSet { return }
                if let reason = gate.budget.drawMember() {
                    _ = visit(.refused(gate.path, reason: reason))
                    return
                }
                let isSolePacked = member.name == nil || reader.isSingleFile
                let memberName = isSolePacked ? MemberGate.unpackedName(of: name) : member.name ?? []
                let path = names.path(of: memberName, in: gate.path)
                guard try visitMember(member, memberName, path, reader, visit) else { return }
            }
            if let damage = reader.headerDamage { _ = visit(.failed(gate.path, damage)) }
        } catch {
            _ = visit(.failed(gate.path, error))
        }
    }

    /// Unpacks a member and visits it; `false` where the walk is to end.
    private func visitMember(
        _ member: ArchiveReader.Member, _ name: [UInt8], _ path: StorePath, _ reader: ArchiveReader,
        _ visit: (WalkElement) -> Bool
    ) throws(Failure) -> Bool {
        switch member.kind {
        case .directory: return true
        case .other(let what): return visit(.skipped(path, reason: what))
        case .file: break
        }
        if member.isEncrypted {
            let failure = Failure(.expand, .encrypted, "encrypted: it needs a password, which Trawl does not ask for")
            return visit(.failed(path, failure))
        }
        var spool = try makeSpool()
        switch try reader.unpack(into: &spool, budget: gate.budget, stop: gate.stop) {
        case .complete: return visit(gate.entry(spool, member: name, at: path, .whole))
        case .stopped: return false
        case .refused(let reason):
            _ = visit(.refused(path, reason: reason))
            _ = visit(.refused(gate.path, reason: reason))
            return false
        case .damaged(let failure, let isFatal):
            let isEmpty = spool.size == 0
            let element =
                isEmpty
                ? WalkElement.failed(path, failure) : gate.entry(spool, member: name, at: path, .damaged(failure))
            guard visit(element) else { return false }
            if isFatal { throw Failure(.expand, failure.code, "damaged from here on: \(failure.message)") }
            return true
        }
    }

    private func makeSpool() throws(Failure) -> MemberSpool {
        do throws(SystemError) { return try MemberSpool() } catch { throw Failure(.expand, spooling: error) }
    }
}
