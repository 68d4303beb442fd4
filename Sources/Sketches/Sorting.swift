/// Sorts numbers with few branches that a processor cannot foresee: runs of eight by a network of 19 comparators (Knuth, The
/// Art of Computer Programming 3, 5.3.4), then merges that choose by conditional moves, from both ends at once so that the
/// processor has two chains of choices to work on.
enum Sorting {
    private static let runLength = 8

    /// Sorts finite numbers in place.
    static func sort(_ values: UnsafeMutableBufferPointer<Double>) {
        guard values.count > 1, let base = values.baseAddress else { return }
        for start in stride(from: 0, to: values.count, by: runLength) {
            if start + runLength <= values.count {
                sortEight(base + start)
            } else {
                insert(base + start, values.count - start)
            }
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

    /// Finite numbers in order.
    static func sorted(_ values: [Double]) -> [Double] {
        var values = values
        values.withUnsafeMutableBufferPointer { sort($0) }
        return values
    }

    private static func sortEight(_ values: UnsafeMutablePointer<Double>) {
        @inline(__always) func order(_ first: inout Double, _ second: inout Double) {
            let (left, right) = (first, second)
            first = right < left ? right : left
            second = right < left ? left : right
        }
        var (a, b, c, d) = (values[0], values[1], values[2], values[3])
        var (e, f, g, h) = (values[4], values[5], values[6], values[7])
        order(&a, &b)
        order(&c, &d)
        order(&e, &f)
        order(&g, &h)
        order(&a, &c)
        order(&b, &d)
        order(&e, &g)
        order(&f, &h)
        order(&b, &c)
        order(&f, &g)
        order(&a, &e)
        order(&d, &h)
        order(&b, &f)
        order(&c, &g)
        order(&b, &e)
        order(&d, &g)
        order(&c, &e)
        order(&d, &f)
        order(&d, &e)
        (values[0], values[1], values[2], values[3]) = (a, b, c, d)
        (values[4], values[5], values[6], values[7]) = (e, f, g, h)
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
        if middle &- start == end &- middle {
            mergeEven(source + start, middle &- start, into: target + start)
        } else {
            mergeUneven(source, start, middle, end, into: target)
        }
    }

    /// Merges two runs of `width`, the lower half from the front and the upper half from the back: neither can leave a run,
    /// as it takes no more than one run has.
    private static func mergeEven(
        _ source: UnsafeMutablePointer<Double>, _ width: Int, into target: UnsafeMutablePointer<Double>
    ) {
        var (left, right) = (0, width)
        var (lastLeft, lastRight) = (width &- 1, 2 &* width &- 1)
        for place in 0..<width {
            let (first, second) = (source[left], source[right])
            let takesRight = second < first
            target[place] = takesRight ? second : first
            let step = takesRight ? 1 : 0
            right &+= step
            left &+= 1 &- step

            let (lower, upper) = (source[lastLeft], source[lastRight])
            let takesLeft = upper < lower
            target[2 &* width &- 1 &- place] = takesLeft ? lower : upper
            let back = takesLeft ? 1 : 0
            lastLeft &-= back
            lastRight &-= 1 &- back
        }
    }

    private static func mergeUneven(
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
