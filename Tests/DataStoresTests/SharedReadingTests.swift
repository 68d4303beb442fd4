import Glibc
import HandlerAPI
import HandlerTesting
import Orchestration
import Packing
import Synchronization
import Testing

@testable import DataStores

/// Several readers bring what one brings, whatever is wrong with a file.
@Suite(.timeLimit(.minutes(5))) struct SharedReadingTests {
    /// Reads with the libraries and counts what is asked of it.
    private final class CountingReader: ContainerReader {
        let reader: UnpackingReader
        let unpacked = Atomic<Int>(0)
        let read = Atomic<Int>(0)
        /// Called before each stretch is unpacked.
        private let onUnpack: @Sendable () -> Void

        init(_ library: GzipLibrary = .zlib, onUnpack: @escaping @Sendable () -> Void = {}) {
            reader = UnpackingReader(gzip: library, stretchSize: 10_000)
            self.onUnpack = onUnpack
        }

        func read(
            _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?, _ take: (ContainerEvent) -> Bool
        ) {
            read.add(1, ordering: .relaxed)
            reader.read(content, as: mediaType, from: place, take)
        }

        func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? { reader.cut(content, as: mediaType) }

        func unpack(
            _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
        ) -> Bool {
            onUnpack()
            let isWell = reader.unpack(stretch, of: content, as: mediaType, into: target)
            if isWell { unpacked.add(1, ordering: .relaxed) }
            return isWell
        }
    }

    /// What a walk finds, every byte and every word.
    private func walk(
        _ packed: [UInt8], _ reader: any ContainerReader, helpers: HelperAllowance,
        limits: ExpansionLimits = ExpansionLimits(), stop: StopSignal = StopSignal()
    ) throws -> [String] {
        let file = try openFile(packed)
        let readers = ArchiveReaders(reader: reader, helpers: helpers, leastSharedSize: 0)
        let store = ArchiveOpener(readers).open(
            file, path: StorePath(escaped: "a.gz"), name: Array("a.gz".utf8), mediaType: "application/gzip",
            budget: ExpansionBudget(limits: limits, packedSize: file.size), stop: stop)
        var found: [String] = []
        store.walk { element in
            switch element {
            case .entry(let entry): found.append("\(entry.path) \(entry.completeness) \(Self.bytes(of: entry))")
            default: found.append("\(element)")
            }
            return true
        }
        return found
    }

    private static func bytes(of entry: Entry) -> [UInt8] {
        guard let file = try? entry.open(stop: nil) else { return [] }
        return (try? FileContent(path: "", mediaType: "", source: file).prefix(Int(file.size.bytes))) ?? []
    }

    private func check(
        _ packed: [UInt8], _ library: GzipLibrary, limits: ExpansionLimits = ExpansionLimits(), _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> CountingReader {
        let reader = CountingReader(library)
        let alone = try walk(packed, UnpackingReader(gzip: library), helpers: HelperAllowance(most: 0), limits: limits)
        let shared = try walk(packed, reader, helpers: HelperAllowance(most: 2), limits: limits)
        #expect(alone == shared, comment, sourceLocation: sourceLocation)
        return reader
    }

    @Test(arguments: GzipLibrary.allCases, MemberedGzip.Fault.allCases)
    func theSameComesWhateverIsWrong(library: GzipLibrary, fault: MemberedGzip.Fault) throws {
        var unpacked = 0
        for seed in UInt64(0)..<16 {
            let file = MemberedGzip(seed: seed, fault)
            unpacked += try check(file.packed, library, "\(seed)").unpacked.load(ordering: .relaxed)
        }
        #expect(unpacked > 16)
    }

    @Test(arguments: GzipLibrary.allCases)
    func aSoundFileIsReadByItsStretchesAlone(library: GzipLibrary) throws {
        for seed in UInt64(0)..<16 {
            let file = MemberedGzip(seed: seed, .none)
            let reader = try check(file.packed, library, "\(seed)")
            let cut = try reader.cut(openFile(file.packed), as: "application/gzip")
            #expect(cut?.member.statedSize.map { $0 == file.content.count } ?? true)
            #expect(reader.unpacked.load(ordering: .relaxed) == cut?.stretches.count ?? 0)
            #expect(reader.read.load(ordering: .relaxed) == (cut == nil ? 1 : 0))
        }
    }

    /// What a limit refuses is refused for the same reason.
    @Test(arguments: [5_000, 40_000, 100_000])
    func aLimitSaysNoToTheSame(most: Int64) throws {
        var refused = 0
        for seed in UInt64(0)..<15 {
            let file = MemberedGzip(seed: seed, seed.isMultiple(of: 2) ? .none : .flippedByte)
            var limits = ExpansionLimits()
            if seed.isMultiple(of: 3) {
                (limits.ratio, limits.ratioFloor) = (2, ByteCount(most))
            } else {
                limits.bytes = ByteCount(most)
            }
            _ = try check(file.packed, .zlib, limits: limits, "\(seed)")
            refused += file.content.count > most ? 1 : 0
        }
        #expect(refused > 0)
    }

    /// A member that states little and holds much costs a reader no more than it states.
    @Test func aMemberThatLiesOfItsSizeIsNotUnpackedAhead() throws {
        var bomb = Packing.zeros(mebibytes: 64)
        bomb.replaceSubrange((bomb.count - 4)..., with: [0, 1, 0, 0])
        let packed = Packing.blockGzip([UInt8](repeating: 7, count: 200_000)) + bomb + Packing.gzip([1, 2, 3])
        var limits = ExpansionLimits()
        limits.bytes = .mebibytes(8)
        let reader = try check(packed, .zlib, limits: limits, "bomb")
        #expect(reader.read.load(ordering: .relaxed) == 1)
    }

    @Test func aRunThatIsToStopStopsAndNoHelperIsLeft() throws {
        let packed = (0..<200).flatMap { Packing.compressedGzip(Array(repeating: UInt8($0), count: 9_000)) }
        for count in [1, 3, 20] {
            let stop = StopSignal()
            let left = Atomic<Int>(count)
            let reader = CountingReader {
                if left.subtract(1, ordering: .relaxed).newValue == 0 { stop.set() }
            }
            let helpers = HelperAllowance(most: 3)
            #expect(try walk(packed, reader, helpers: helpers, stop: stop).isEmpty)
            #expect((0..<4).map { _ in helpers.take() } == [true, true, true, false])
        }
    }

    /// Stretches that nobody could unpack are read in one go: what is found is the same.
    @Test func aReaderThatFailsNowAndThenChangesNothing() throws {
        struct Moody: ContainerReader {
            let reader = UnpackingReader(gzip: .zlib, stretchSize: 10_000)
            let worst: Int64

            func read(
                _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?,
                _ take: (ContainerEvent) -> Bool
            ) { reader.read(content, as: mediaType, from: place, take) }

            func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? {
                reader.cut(content, as: mediaType)
            }

            func unpack(
                _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
            ) -> Bool {
                let isWell = reader.unpack(stretch, of: content, as: mediaType, into: target)
                return stretch.packed.contains(worst) ? false : isWell
            }
        }
        for seed in UInt64(0)..<15 {
            let file = MemberedGzip(seed: seed, .none)
            var generator = RepeatableGenerator(seed: seed)
            let moody = Moody(worst: Int64.random(in: 0..<Int64(file.packed.count), using: &generator))
            let alone = try walk(file.packed, UnpackingReader(), helpers: HelperAllowance(most: 0))
            #expect(try walk(file.packed, moody, helpers: HelperAllowance(most: 3)) == alone)
        }
    }
}
