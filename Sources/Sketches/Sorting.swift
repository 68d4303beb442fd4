/// Sorts numbers with few branches that a processor cannot foresee: runs of eight by insertion, then merges that choose by
/// conditional moves.
enum Sorting {
    private static let runLength = 8

    /// Sorts finite numbers in place.
    static func sort(_ values: UnsafeMutableBufferPointer<Double>) {
        guard values.count > 1, let base = values.baseAddress else { return }
        for start in stride(from: 0, to: values.count, by: runLength) {
            insert(base + start, min(runLength, values.count - start))
        }
        guard values.count > runLength else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: values.count) { scratch in
            guard var target = scratch.baseAddress else { return }
            var source = base
            var width = runLength
            while width < values.count {
                for start in stride(from: 0, to: values.count, by: 2 * width) {
                    let middle = min(start + width, values.count)
                    merge(source, start, middle, min(start + 2 * width, values.count), into: target)
                }
                (source, target) = (target, source)
                width *= 2
            }
            if source != base { base.update(from: source, count: values.count) }
        }
    }

    private static func insert(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
        var index = 1
        while index < count {
            let value = values[index]
            var place = index
            while place > 0, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
            index += 1
        }
    }

    /// Merges `source[start..<middle]` and `source[middle..<end]`.
    private static func merge(
        _ source: UnsafeMutablePointer<Double>, _ start: Int, _ middle: Int, _ end: Int,
        into target: UnsafeMutablePointer<Double>
    ) {
        var (left, right, place) = (start, middle, start)
        while left < middle, right < end {
            let (first, second) = (source[left], source[right])
            let takesRight = second < first
            target[place] = takesRight ? second : first
            let step = takesRight ? 1 : 0
            right &+= step
            left &+= 1 &- step
            place &+= 1
        }
        while left < middle {
            target[place] = source[left]
            (left, place) = (left + 1, place + 1)
        }
        while right < end {
            target[place] = source[right]
            (right, place) = (right + 1, place + 1)
        }
    }
}
