import Orchestration
import HandlerAPI

/// The members of an archive, in the archive's own order.
struct ArchiveStore: DataStore {
    let content: OpenFile
    let mediaType: MediaType
    let name: [UInt8]
    let gate: MemberGate
    let reader: any ContainerReader

    func walk(_ visit: (WalkElement) -> Bool) {
        withoutActuallyEscaping(visit) { visit in
            let assembler = MemberAssembler(gate, archiveName: name, visit: visit)
            reader.read(content, as: mediaType, assembler.take)
        }
    }
}
