import CJSONIndex
import CTextIndex
import ColumnProfiles

/// The numbers and strings of a piece of text in their order, which are then taken together by path.
///
/// A class, as it owns memory; it is used by one thread at a time.
final class ValueTape {
    /// How many values are taken at once.
    static let capacity = 32_768

    private struct Place {
        var start: UInt32
        var length: UInt32
    }

    private struct Entry {
        var slot: UInt32
        var place: Place
    }

    private let entries = UnsafeMutablePointer<Entry>.allocate(capacity: capacity)
    /// The values by slot.
    private let sorted = UnsafeMutablePointer<Place>.allocate(capacity: capacity)
    /// How many values of each slot there are, then where the next goes.
    private var pending = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    private var slotCount = 256
    private let touched = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    private var touchedCount = 0
    private let batch = ValueBatch()
    /// How many values there are.
    private(set) var count = 0

    /// Whether no more values can be added.
    var isFull: Bool { count == Self.capacity }

    /// Makes an empty tape.
    init() { pending.initialize(repeating: 0, count: slotCount) }

    deinit {
        entries.deallocate()
        sorted.deallocate()
        pending.deallocate()
        touched.deallocate()
    }

    /// Makes room for the slots of `nodes` paths.
    func reserve(nodes: Int) {
        guard 2 * nodes > slotCount else { return }
        let wanted = max(2 * nodes, 2 * slotCount)
        let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: wanted)
        larger.initialize(repeating: 0, count: wanted)
        larger.update(from: pending, count: slotCount)
        pending.deallocate()
        pending = larger
        slotCount = wanted
    }

    /// Adds a string, or a number, of a path for which there is room; the tape must not be full.
    @inline(__always)
    func append(_ node: Int32, isNumber: Bool, start: Int, length: Int) {
        let slot = Int(node) &* 2 &+ (isNumber ? 1 : 0)
        if pending[slot] == 0 {
            touched[touchedCount] = UInt32(truncatingIfNeeded: slot)
            touchedCount &+= 1
        }
        pending[slot] &+= 1
        entries[count] = Entry(
            slot: UInt32(truncatingIfNeeded: slot),
            place: Place(start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: length)))
        count &+= 1
    }

    /// Gives all values to their paths' profiles, and drops them.
    ///
    /// - Parameters:
    ///   - base: What the values' offsets are relative to.
    ///   - textSize: Offsets beyond are those of strings whose escapes were read.
    ///   - beyondASCII: See ``StructuralIndex/beyondASCII``.
    func move(
        to profiles: inout [PathProfiles], base: UnsafeRawPointer, textSize: Int, beyondASCII: UnsafePointer<UInt64>
    ) {
        sort()
        var first = 0
        for index in 0..<touchedCount {
            let slot = Int(touched[index])
            let end = Int(pending[slot])
            pending[slot] = 0
            let isNumber = slot & 1 == 1
            while first < end {
                let next = min(end, first + ValueBatch.capacity)
                if isNumber {
                    fillNumbers(first..<next, base)
                } else {
                    fillStrings(first..<next, base, textSize, beyondASCII)
                }
                profiles[slot / 2].add(batch, isNumber: isNumber)
                first = next
            }
        }
        (count, touchedCount) = (0, 0)
    }

    /// Lists the values by slot, each in order; a slot's count becomes where its values end.
    private func sort() {
        var start: UInt32 = 0
        for index in 0..<touchedCount {
            let slot = Int(touched[index])
            let amount = pending[slot]
            pending[slot] = start
            start += amount
        }
        for index in 0..<count {
            let slot = Int(entries[index].slot)
            sorted[Int(pending[slot])] = entries[index].place
            pending[slot] &+= 1
        }
    }

    private func fillNumbers(_ range: Range<Int>, _ base: UnsafeRawPointer) {
        batch.count = 0
        for place in range {
            batch.append(base + Int(sorted[place].start), Int(sorted[place].length))
        }
    }

    private func fillStrings(
        _ range: Range<Int>, _ base: UnsafeRawPointer, _ textSize: Int, _ beyondASCII: UnsafePointer<UInt64>
    ) {
        batch.count = 0
        for place in range {
            let (start, length) = (Int(sorted[place].start), Int(sorted[place].length))
            let mayBeBeyond =
                start >= textSize || json_index_is_beyond_ascii(beyondASCII, start, start &+ length)
            let bytes = (base + start).assumingMemoryBound(to: UInt8.self)
            batch.append(
                base + start, length, characters: mayBeBeyond ? text_index_characters(bytes, length) : length)
        }
    }
}
