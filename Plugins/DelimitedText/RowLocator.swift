import ColumnProfiles
import DelimitedSyntax
import Sketches

/// Finds the rows of single values of a column among the rows they were taken from.
struct RowLocator {
    private let group: RowGroup
    private let column: Int
    private let isLast: Bool
    private let batch: ValueBatch
    private let cleaner: FieldCleaner
    private let firstRow: Int
    private let textOffset: Int64?

    /// Prepares to find the rows of the values of `batch`.
    ///
    /// - Parameters:
    ///   - group: What the values were taken from, and `column`, `isLast` and `cleaner` what they were taken with.
    ///   - firstRow: The number of the group's first row.
    ///   - textOffset: Where the group's text begins in the file, if its bytes are the file's own.
    init(
        _ batch: ValueBatch, of group: RowGroup, column: Int, isLast: Bool, _ cleaner: FieldCleaner, firstRow: Int,
        textOffset: Int64?
    ) {
        self.batch = batch
        self.group = group
        self.column = column
        self.isLast = isLast
        self.cleaner = cleaner
        self.firstRow = firstRow
        self.textOffset = textOffset
    }

    /// The place of a value by its index in the batch.
    func place(ofValue index: Int) -> RowPlace {
        let row = batch.count == group.count ? index : row(ofValue: index)
        return RowPlace(row: firstRow + row, offset: textOffset.map { $0 + Int64(start(ofRow: row)) })
    }

    /// Where a row begins in the text.
    private func start(ofRow row: Int) -> Int { Int(group.index.fieldEnds[Int(group.bases[row]) - 1] &+ 1) }

    /// The row that a value was taken from, some rows having none. Most values stand in the text, where their row is
    /// found by halving. One that was copied is the next or later behind one that was not, and those between are
    /// looked at.
    private func row(ofValue index: Int) -> Int {
        if let row = rowInText(ofValue: index) { return row }
        var (row, value) = (0, index)
        while value > 0 {
            value -= 1
            guard let known = rowInText(ofValue: value) else { continue }
            row = known + 1
            value += 1
            break
        }
        while row < group.count - 1 {
            if isPresent(row) {
                if value == index { break }
                value += 1
            }
            row += 1
        }
        return row
    }

    private func rowInText(ofValue index: Int) -> Int? {
        let offset = batch.start(ofValue: index) - group.text
        guard group.count > 0, offset >= start(ofRow: 0), offset <= end(ofRow: group.count - 1) else { return nil }
        var (low, high) = (0, group.count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if start(ofRow: middle) <= offset { low = middle } else { high = middle - 1 }
        }
        return low
    }

    private func end(ofRow row: Int) -> Int {
        Int(group.index.fieldEnds[Int(group.bases[row]) + Int(group.fieldCounts[row]) - 1])
    }

    /// Whether a row has a value in the column.
    private func isPresent(_ row: Int) -> Bool {
        guard Int(group.fieldCounts[row]) > column else { return false }
        return cleaner.isPresent(
            group.field(column, ofRow: row, trims: group.hasCRLF && (isLast || !group.isRegular)))
    }
}
