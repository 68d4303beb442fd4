import HandlerAPI
import Orchestration

/// The members of an archive, in the archive's own order.
struct ArchiveStore: DataStore {
    let content: OpenFile
    let mediaType: MediaType
    let name: [UInt8]
    let gate: MemberGate
    let readers: ArchiveReaders

    func walk(_ visit: (WalkElement) -> Bool) { walk(telling: { _ in }, visit) }

    func walk(telling grow: (GrowingMember) -> Void, _ visit: (WalkElement) -> Bool) {
        withoutActuallyEscaping(visit) { visit in
            withoutActuallyEscaping(grow) { grow in
                let assembler = MemberAssembler(gate, archiveName: name, grow: grow, visit: visit)
                readers.read(content, as: mediaType, within: gate.budget, assembler.take)
            }
        }
    }
}
