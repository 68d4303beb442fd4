import HandlerAPI
import Orchestration

/// Those who read archives: one reads each, and others help where it is large and can be cut.
struct ArchiveReaders: Sendable {
    /// What reads.
    let reader: any ContainerReader
    /// How many help at one time.
    let helpers: HelperAllowance
    /// Archives with fewer bytes are read by one: they are done before another has begun.
    var leastSharedSize = ByteCount.mebibytes(4)

    /// Reads `content` to its end, or until `take` returns `false`.
    ///
    /// - Parameter budget: What it may unpack to; nothing beyond is unpacked ahead.
    func read(
        _ content: OpenFile, as mediaType: MediaType, within budget: ExpansionBudget, _ take: (ContainerEvent) -> Bool
    ) {
        guard helpers.most > 0, content.size >= leastSharedSize,
            let cut = reader.cut(content, as: mediaType)?.limited(by: budget.allows), cut.stretches.count > 1
        else { return reader.read(content, as: mediaType, take) }
        guard take(.member(cut.member)) else { return }
        SharedReading(reader, helpers, of: content, as: mediaType, by: cut).lead(take)
    }
}
