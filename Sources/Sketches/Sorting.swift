import CColumnKernels

/// Sorts numbers as ``QuantileSketch`` needs it: some hundred at a time, over and over.
enum Sorting {
    /// Sorts finite numbers in place; a negative zero goes before others.
    static func sort(_ values: UnsafeMutableBufferPointer<Double>) {
        guard values.count > 1 else { return }
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: column_sorting_room(values.count)) { room in
            column_numbers_sort(values.baseAddress, values.count, room.baseAddress)
        }
    }

    /// Finite numbers in order.
    static func sorted(_ values: [Double]) -> [Double] {
        var values = values
        values.withUnsafeMutableBufferPointer { sort($0) }
        return values
    }
}
