import ColumnProfiles

/// Where some rows of a piece of text begin among its fields, and how many fields each has.
///
/// A class, as it owns memory that is used again for each group of rows; it is used by one thread at a time.
final class RowList {
    /// The index in the field ends of each row's first field.
    let bases = UnsafeMutablePointer<UInt32>.allocate(capacity: ValueBatch.capacity)
    /// How many fields each row has.
    let fieldCounts = UnsafeMutablePointer<UInt32>.allocate(capacity: ValueBatch.capacity)
    /// How many rows there are, at most ``ValueBatch/capacity``.
    private(set) var count = 0

    deinit {
        bases.deallocate()
        fieldCounts.deallocate()
    }

    /// Takes all rows away.
    func removeAll() { count = 0 }

    /// Adds a row.
    @inline(__always)
    func append(base: Int, fieldCount: Int) {
        bases[count] = UInt32(truncatingIfNeeded: base)
        fieldCounts[count] = UInt32(truncatingIfNeeded: fieldCount)
        count &+= 1
    }
}
