import CColumnKernels
import CTextIndex
import ColumnProfiles
import DelimitedSyntax
import Sketches

/// Some rows of a piece of text whose fields are known, from which the values of one column after another are taken.
struct RowGroup {
    /// The text, with readable bytes around it.
    let text: UnsafeRawPointer
    let index: FieldIndex
    /// The index in the field ends of each row's first field.
    let bases: UnsafePointer<UInt32>
    /// How many fields each row has.
    let fieldCounts: UnsafePointer<UInt32>
    let count: Int
    /// Whether every row has as many fields as there are columns.
    let isRegular: Bool
    let hasCRLF: Bool

    /// Finds the values of a column.
    ///
    /// - Parameters:
    ///   - column: Counted from 0; the last if `isLast`.
    ///   - batch: Takes the values that are present.
    ///   - cleaner: Knows what is missing, and takes quotes away.
    /// - Returns: How many are missing.
    func values(ofColumn column: Int, isLast: Bool, into batch: ValueBatch, _ cleaner: FieldCleaner) -> Int {
        batch.count = 0
        let trims = hasCRLF && (isLast || !isRegular)
        var rows = column_rows(
            text: text.assumingMemoryBound(to: UInt8.self), field_ends: index.fieldEnds, bases: bases,
            count: isRegular ? count : 0, suspects: cleaner.suspects)
        var (row, missing) = (0, 0)
        while row < count {
            // Only rows that have the column may be looked at.
            if row >= rows.count { rows.count = endOfRowsWith(column, from: row) }
            row = batch.append(&rows, from: row, column: column, trims: trims, missing: &missing)
            guard row < count else { break }
            if row < rows.count {
                missing += cleaner.take(field(column, ofRow: row, trims: trims), into: batch) ? 0 : 1
            } else {
                missing += 1
            }
            row += 1
        }
        return missing
    }

    /// The first row from `row` on that does not have the column.
    private func endOfRowsWith(_ column: Int, from row: Int) -> Int {
        var end = row
        while end < count, Int(fieldCounts[end]) > column { end &+= 1 }
        return end
    }

    /// The bytes of a field that the row has, without the CR of its line end if `trims`.
    func field(_ column: Int, ofRow row: Int, trims: Bool) -> UnsafeRawBufferPointer {
        let bytes = text.assumingMemoryBound(to: UInt8.self)
        let place = Int(bases[row]) &+ column
        let start = Int(index.fieldEnds[place &- 1] &+ 1)
        var end = Int(index.fieldEnds[place])
        if trims, bytes[end] == UInt8(ascii: "\n"), end > start, bytes[end &- 1] == UInt8(ascii: "\r") { end &-= 1 }
        return UnsafeRawBufferPointer(start: text + start, count: end &- start)
    }
}

/// Tells which fields are missing, and takes quotes away.
///
/// A class, as it owns memory for fields whose quotes are doubled within; it is used by one thread at a time.
final class FieldCleaner {
    /// What must be readable around a value, and may be written behind it.
    private static let margin = Int(TEXT_INDEX_PADDING)

    /// Whether a field that begins with a byte may be missing, quoted, or have blanks around it.
    let suspects: UnsafeMutablePointer<Bool>
    private let quote: UInt8?
    private let missing: MissingTexts
    private var memory: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    /// Changes with each quoted field, which checks of exclusive access would make dearer.
    @exclusivity(unchecked) private var used = 0

    /// Makes a cleaner for a dialect's quotes.
    init(quote: Quote, missing: MissingTexts) {
        self.quote = quote.byte
        self.missing = missing
        suspects = .allocate(capacity: 256)
        for byte in 0..<256 {
            suspects[byte] = byte <= 0x20 || UInt8(byte) == quote.byte || missing.mayBegin(with: UInt8(byte))
        }
    }

    deinit {
        suspects.deallocate()
        memory?.deallocate()
    }

    /// Makes room for the fields of `size` bytes of text. Those given out before become invalid.
    func begin(size: Int) {
        used = Self.margin
        let wanted = size + 2 * Self.margin
        guard wanted > capacity else { return }
        memory?.deallocate()
        memory = nil
        capacity = wanted
    }

    /// Adds a field to `batch`; returns `false` where it is missing.
    func take(_ field: UnsafeRawBufferPointer, into batch: ValueBatch) -> Bool {
        guard let first = field.first else { return false }
        let value = first == quote ? unquoted(field) : field
        guard !missing.contains(value.trimmingBlanks()), let start = value.baseAddress else { return false }
        batch.append(start, value.count)
        return true
    }

    /// Whether a field is not missing. Its value is not kept.
    func isPresent(_ field: UnsafeRawBufferPointer) -> Bool {
        guard let first = field.first else { return false }
        let usedBefore = used
        defer { used = usedBefore }
        let value = first == quote ? unquoted(field) : field
        return !missing.contains(value.trimmingBlanks())
    }

    /// What stands within the quotes, and what follows them.
    private func unquoted(_ field: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        let inner = UnsafeRawBufferPointer(rebasing: field.dropFirst())
        guard let quote, let base = inner.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return inner }
        let end = text_index_first(base, inner.count, quote)
        if end + 1 >= inner.count { return UnsafeRawBufferPointer(rebasing: inner[..<end]) }
        return withoutInnerQuotes(base, inner.count, quote)
    }

    /// Doubled quotes become one; what follows the closing quote is kept as it is.
    private func withoutInnerQuotes(
        _ inner: UnsafePointer<UInt8>, _ size: Int, _ quote: UInt8
    ) -> UnsafeRawBufferPointer {
        let memory = memory ?? .allocate(capacity: capacity)
        self.memory = memory
        let target = memory + used
        let count = text_index_unquote(target, inner, size, quote)
        used += count
        return UnsafeRawBufferPointer(start: target, count: count)
    }
}
