import ColumnProfiles
import HandlerAPI
import Sketches

extension DocumentPart: StateCodable {
    private static let version: UInt8 = 0x81
    private static let addendVersion: UInt8 = 0x82

    /// Writes the part.
    public func write(to writer: inout StateWriter) {
        writer.write(byte: Self.version)
        writeTally(to: &writer)
        writer.write(failure)
        writer.write(count: paths.count)
        for path in paths { path.write(to: &writer) { profile, writer in profile.write(to: &writer) } }
    }

    /// What the documents add to a roll-up; `nil` where that is too much to be kept.
    var addend: [UInt8]? {
        var writer = StateWriter()
        writer.write(byte: Self.addendVersion)
        writeTally(to: &writer)
        writer.write(count: paths.count)
        for path in paths {
            path.write(to: &writer) { profile, writer in profile.writeAddend(to: &writer) }
            guard writer.bytes.count <= Findings.largestState else { return nil }
        }
        return writer.bytes
    }

    private func writeTally(to writer: inout StateWriter) {
        writer.write(count: limit.paths)
        writer.write(count: limit.bytes)
        for count in [
            tally.documents, tally.blankLines, tally.duplicateKeys, tally.valuesBeyond, tally.depth,
        ] {
            writer.write(count: count)
        }
    }

    /// Reads what ``write(to:)`` wrote.
    public init(from reader: inout StateReader) throws(StateError) {
        try reader.version(Self.version)
        let (limit, tally) = try Self.tally(from: &reader)
        let failure = try reader.error()
        let paths = try Self.paths(from: &reader) { (reader, _) throws(StateError) in try ColumnProfile(from: &reader) }
        self.init(paths: paths, limit: limit)
        self.tally = tally
        self.failure = failure
    }

    /// Reads what ``addend`` is.
    init(addend: [UInt8], by scratch: ValueScratch) throws(StateError) {
        var reader = StateReader(addend)
        try reader.version(Self.addendVersion)
        let (limit, tally) = try Self.tally(from: &reader)
        let paths = try Self.paths(from: &reader) { (reader, content) throws(StateError) in
            var profile = ColumnProfile(sampleSize: DocumentTotal.sampleSize, content: content)
            try profile.add(from: &reader, by: scratch)
            return profile
        }
        guard reader.isAtEnd else { throw .damaged }
        self.init(paths: paths, limit: limit)
        self.tally = tally
    }

    private static func paths(
        from reader: inout StateReader,
        profile: (inout StateReader, ColumnContent) throws(StateError) -> ColumnProfile
    ) throws(StateError) -> [Path] {
        let count = try reader.elementCount()
        var paths: [Path] = []
        for place in 0..<count { paths.append(try Path(from: &reader, at: place, profile: profile)) }
        guard !paths.isEmpty else { throw .damaged }
        return paths
    }

    private static func tally(from reader: inout StateReader) throws(StateError) -> (PathLimit, DocumentTally) {
        let limit = PathLimit(paths: try reader.count(upTo: 1 << 32), bytes: try reader.count(upTo: 1 << 32))
        var tally = DocumentTally()
        tally.documents = try reader.count(upTo: 1 << 60)
        tally.blankLines = try reader.count(upTo: 1 << 60)
        tally.duplicateKeys = try reader.count(upTo: 1 << 60)
        tally.valuesBeyond = try reader.count(upTo: 1 << 60)
        tally.depth = try reader.count(upTo: 1 << 60)
        return (limit, tally)
    }
}

extension DocumentPart.Path {
    fileprivate func write(
        to writer: inout StateWriter, profile write: (ColumnProfile, inout StateWriter) -> Void
    ) {
        writer.write(count: parent + 1)
        writer.write(key != nil)
        if let key { writer.write(key) }
        counts.write(to: &writer)
        writer.write(count: profiles.sampleSize)
        for profile in [profiles.numbers, profiles.strings] {
            writer.write(profile != nil)
            if let profile { write(profile, &writer) }
        }
    }

    fileprivate init(
        from reader: inout StateReader, at place: Int,
        profile: (inout StateReader, ColumnContent) throws(StateError) -> ColumnProfile
    ) throws(StateError) {
        // A path comes behind the one around it.
        parent = try reader.count(upTo: place) - 1
        guard place == 0 || parent >= 0 else { throw .damaged }
        key = try reader.bool() ? try reader.text() : nil
        counts = try PathCounts(from: &reader)
        profiles = PathProfiles(sampleSize: try reader.count(upTo: 1 << 32))
        profiles.numbers = try reader.bool() ? try profile(&reader, .numbers) : nil
        profiles.strings = try reader.bool() ? try profile(&reader, .strings) : nil
    }
}

extension PathCounts {
    fileprivate func write(to writer: inout StateWriter) {
        for count in [present, nulls, falses, trues, integers, otherNumbers, strings, objects, arrays] {
            writer.write(count: count)
        }
        writer.write(count: lengths.count)
        guard lengths.count > 0 else { return }
        writer.write(count: lengths.sum)
        writer.write(Int64(lengths.low))
        writer.write(count: lengths.high)
    }

    fileprivate init(from reader: inout StateReader) throws(StateError) {
        var numbers: [Int] = []
        for _ in 0..<9 { numbers.append(try reader.count(upTo: 1 << 60)) }
        (present, nulls, falses, trues) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (integers, otherNumbers, strings) = (numbers[4], numbers[5], numbers[6])
        (objects, arrays) = (numbers[7], numbers[8])
        lengths.count = try reader.count(upTo: arrays)
        guard lengths.count > 0 else { return }
        lengths.sum = try reader.count(upTo: 1 << 60)
        lengths.low = Int(try reader.number(Int64.self))
        lengths.high = try reader.count(upTo: 1 << 60)
    }
}
