import HandlerAPI
import Orchestration
import Queueing

/// Reads an archive with several readers at one time, where it can be cut into stretches.
///
/// What comes, and in what order, is what one reader brings that reads it from its first byte. One thread leads: it takes
/// what others unpacked ahead in the order of the archive, and unpacks a stretch itself where its turn has not come. From
/// the first stretch that is not what it is stated to be, the archive is read on in one go, which says what is wrong.
final class SharedReading: Sendable {
    /// What may lie unpacked ahead in files, over all stretches of an archive.
    private static let mostBytesAhead: Int64 = 1 << 30

    private let reader: any ContainerReader
    private let allowance: HelperAllowance
    private let content: OpenFile
    private let mediaType: MediaType
    private let cut: ContainerCut
    private let schedule: Monitor<StretchSchedule<StretchFile>>
    /// Files whose stretches were handed on.
    private let freeFiles = Monitor<[StretchFile]>([])

    /// Prepares to read `content` by its stretches.
    init(
        _ reader: any ContainerReader, _ allowance: HelperAllowance, of content: OpenFile, as mediaType: MediaType,
        by cut: ContainerCut
    ) {
        self.reader = reader
        self.allowance = allowance
        self.content = content
        self.mediaType = mediaType
        self.cut = cut
        let bounds = StretchSchedule<StretchFile>.Bounds(
            count: 2 * (allowance.most + 1), bytes: Self.mostBytesAhead)
        schedule = Monitor(StretchSchedule(cut.stretches.map(\.size), bounds: bounds))
    }

    /// Reads the member's bytes and what comes after them, until `take` returns `false`.
    func lead(_ take: (ContainerEvent) -> Bool) {
        var helpers: [WorkerThread] = []
        defer {
            schedule.change { $0.close() }
            helpers.forEach { $0.join() }
        }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        var place = ContainerPlace(packed: 0, unpacked: 0)
        var rest = cut.stretches[...]
        while true {
            while let helper = startHelper(beside: helpers.count) { helpers.append(helper) }
            switch schedule.wait(until: { $0.step() }) {
            case .unpack(let number): unpack(number)
            case .readOn: return readOn(from: place, take)
            case .take(let file):
                let stretch = rest.removeFirst()
                guard hand(file, stretch, at: place.unpacked, through: buffer, to: take) else { return }
                place.packed = stretch.packed.upperBound
                place.unpacked += stretch.size
            }
        }
    }

    private func readOn(from place: ContainerPlace, _ take: (ContainerEvent) -> Bool) {
        if place.packed == content.size.bytes {
            _ = take(.complete)
        } else {
            reader.read(content, as: mediaType, from: place, take)
        }
    }

    /// Hands on what a stretch was unpacked to; `false` where no more is wanted or can be had.
    private func hand(
        _ file: StretchFile, _ stretch: ContainerStretch, at start: Int64,
        through buffer: UnsafeMutableRawBufferPointer, to take: (ContainerEvent) -> Bool
    ) -> Bool {
        defer { if file.isReusable { freeFiles.withLock { $0.append(file) } } }
        do throws(SystemError) {
            return try file.forEachChunk(of: stretch.size, through: buffer) { bytes, offset in
                take(.bytes(bytes, offset: start + offset))
            }
        } catch {
            if take(.damaged(nil)) { _ = take(.fault(Failure(.expand, spooling: error))) }
            return false
        }
    }

    private func unpack(_ number: Int) {
        let stretch = cut.stretches[number]
        let file = file(for: stretch)
        let isWell = file.map { reader.unpack(stretch, of: content, as: mediaType, into: $0.descriptor) } ?? false
        schedule.change { $0.finish(number, isWell ? file : nil) }
    }

    private func file(for stretch: ContainerStretch) -> StretchFile? {
        let known = StretchFile.fitsMemory(stretch.size) ? freeFiles.withLock { $0.popLast() } : nil
        return known ?? (try? StretchFile(size: stretch.size))
    }

    /// A thread that helps beside `count` others and the leader, where there is work for it and one more is allowed.
    private func startHelper(beside count: Int) -> WorkerThread? {
        guard schedule.withLock({ $0.rest }) > count + 1, allowance.take() else { return nil }
        do throws(SystemError) {
            return try WorkerThread {
                self.help()
                self.allowance.giveBack()
            }
        } catch {
            allowance.giveBack()
            return nil
        }
    }

    private func help() {
        while let number = schedule.wait(until: { $0.rest == 0 ? .some(nil) : $0.give().map { .some($0) } }) {
            unpack(number)
        }
    }
}
