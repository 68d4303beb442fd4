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

    /// The numbers of both, each of which are in order.
    static func merged(_ left: [Double], _ right: [Double]) -> [Double] {
        let count = left.count + right.count
        return withUnsafeTemporaryAllocation(of: Int64.self, capacity: column_sorting_room(count)) { room in
            [Double](unsafeUninitializedCapacity: count) { target, used in
                column_numbers_merge(
                    left, left.count, right, right.count, target.baseAddress, room.baseAddress)
                used = count
            }
        }
    }
}
