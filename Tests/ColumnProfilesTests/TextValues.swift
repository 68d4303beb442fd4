import CColumnKernels

/// Texts as the kernels find them in a row of fields.
final class TextValues {
    private let text: UnsafeMutablePointer<UInt8>
    private let ends: UnsafeMutablePointer<UInt32>
    private let bases: UnsafeMutablePointer<UInt32>
    private let suspects = UnsafeMutablePointer<Bool>.allocate(capacity: 256)
    private let starts: UnsafeMutablePointer<UnsafePointer<UInt8>?>
    private let lengths: UnsafeMutablePointer<UInt32>
    /// The keys, the later keys and the hashes, one behind the other.
    private let words: UnsafeMutablePointer<UInt64>
    private let room: Int
    /// How many values were found: all but empty texts.
    private(set) var count = 0

    init(_ texts: [String]) {
        let padding = Int(COLUMN_KERNELS_PADDING)
        room = texts.count + Int(COLUMN_KERNELS_SURPLUS)
        let size = texts.reduce(2 * padding) { $0 + $1.utf8.count + 1 }
        text = .allocate(capacity: size)
        text.initialize(repeating: UInt8(ascii: "7"), count: size)
        ends = .allocate(capacity: texts.count + 1)
        bases = .allocate(capacity: texts.count + 1)
        starts = .allocate(capacity: room)
        lengths = .allocate(capacity: room)
        words = .allocate(capacity: 3 * room)
        starts.initialize(repeating: nil, count: room)
        lengths.initialize(repeating: .max, count: room)
        words.initialize(repeating: .max, count: 3 * room)
        suspects.initialize(repeating: false, count: 256)
        ends[0] = UInt32(padding - 1)
        for (index, value) in texts.enumerated() {
            let start = Int(ends[index]) + 1
            for (offset, byte) in value.utf8.enumerated() { text[start + offset] = byte }
            ends[index + 1] = UInt32(start + value.utf8.count)
            bases[index] = UInt32(index)
        }
        find(texts.count)
    }

    deinit {
        for memory in [ends, bases, lengths] { memory.deallocate() }
        text.deallocate()
        suspects.deallocate()
        starts.deallocate()
        words.deallocate()
    }

    /// The hashes of the values.
    var hashes: [UInt64] { Array(UnsafeBufferPointer(start: words + 2 * room, count: count)) }

    /// Calls `body` with the values as the kernels take them.
    func withMemory<Result>(_ body: (inout column_values) -> Result) -> Result {
        var memory = column_values(
            starts: starts, lengths: lengths, keys: words, later_keys: words + room, hashes: words + 2 * room,
            has_long: false)
        return body(&memory)
    }

    private func find(_ rowCount: Int) {
        var rows = column_rows(
            text: text, field_ends: ends + 1, bases: bases, count: rowCount, suspects: suspects)
        var (found, missing) = (0, 0)
        withMemory {
            _ = column_values_find(&rows, 0, 0, false, &$0, &found, &missing)
            if $0.has_long { column_values_hash_long(&$0, found) }
        }
        count = found
    }
}
