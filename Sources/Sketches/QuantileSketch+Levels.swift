// MARK: - Taking numbers in

extension QuantileSketch {
    /// Takes numbers into the lowest level up to its capacity; returns how many.
    mutating func addAll(_ values: UnsafeBufferPointer<Double>) -> Int {
        let room = max(1, capacity(0) + 1 - levels[0].count)
        let taken = min(values.count, room, max(1, 2 * sampleSize - count))
        levels[0].append(contentsOf: UnsafeBufferPointer(rebasing: values[..<taken]))
        count += taken
        if levels[0].count > capacity(0) { compress() }
        return taken
    }

    /// Takes blocks of numbers, one of each, up to the next rise of the height; returns how many.
    mutating func addSampled(_ values: UnsafeBufferPointer<Double>) -> Int {
        let size = 1 << height
        let (end, limit) = (values.count, 2 * size * sampleSize - count)
        var room = capacity(height) + 1 - levels[height].count
        var index = 0
        while index < end {
            let rest = end - index
            let missing = size - filled
            if drawn >= filled { chosen = values[index + min(drawn - filled, rest - 1)] }
            guard rest >= missing else {
                filled += rest
                index = end
                break
            }
            index += missing
            filled = 0
            drawn = Int(truncatingIfNeeded: coins.next()) & (size - 1)
            levels[height].append(chosen)
            room -= 1
            if room <= 0 {
                compress()
                room = capacity(height) + 1 - levels[height].count
            }
            if index >= limit { break }
        }
        count += index
        return index
    }

    /// Leaves out more numbers from now on where that is due: it is at each doubling of the count.
    mutating func raiseIfDue() {
        guard filled == 0, count >= (2 * sampleSize) << height else { return }
        raise(to: height + 1)
    }

    /// Lets numbers enter at a higher level; a block begun counts for the numbers it has.
    mutating func raise(to level: Int) {
        guard level > height else { return }
        levels[height].withUnsafeMutableBufferPointer { Sorting.sort($0) }
        if filled > 0 {
            put(chosen, weight: filled)
            filled = 0
        }
        height = level
        while levels.count <= height { levels.append([]) }
        drawn = Int(truncatingIfNeeded: coins.next()) & (1 << height - 1)
        compress()
    }

    /// Adds a number that stands for `weight`.
    mutating func put(_ value: Double, weight: Int) {
        var rest = weight
        while rest > 0 {
            let level = rest.trailingZeroBitCount
            while levels.count <= level { levels.append([]) }
            put([value], at: level)
            rest &= rest - 1
        }
    }

    /// Adds sorted numbers to a level.
    mutating func put(_ values: [Double], at level: Int) {
        if level == height || levels[level].isEmpty {
            levels[level].append(contentsOf: values)
        } else {
            levels[level] = Sorting.merged(levels[level], values)
        }
    }
}

// MARK: - Compaction

extension QuantileSketch {
    /// How many numbers a level may hold: two thirds of the level above it, and 8 at least.
    func capacity(_ level: Int) -> Int {
        var room = Double(Self.exactLimit)
        for _ in 0..<max(0, levels.count - 1 - level) { room *= 2.0 / 3.0 }
        return max(8, Int(room))
    }

    /// Compacts overfull levels until there is none.
    mutating func compress() {
        while let level = levels.indices.first(where: { levels[$0].count > capacity($0) }) { compact(level) }
    }

    /// Moves every second number of a level up; an odd one stays behind, so that weights add up to the count.
    private mutating func compact(_ level: Int) {
        if level + 1 == levels.count { levels.append([]) }
        var values: [Double] = []
        swap(&values, &levels[level])
        if level == height { values.withUnsafeMutableBufferPointer { Sorting.sort($0) } }
        let kept = values.count.isMultiple(of: 2) ? nil : values.popLast()
        let offset = Int(coins.next() & 1)
        var promoted: [Double] = []
        promoted.reserveCapacity(values.count / 2)
        for index in stride(from: offset, to: values.count, by: 2) { promoted.append(values[index]) }
        put(promoted, at: level + 1)
        values.removeAll(keepingCapacity: true)
        if let kept { values.append(kept) }
        levels[level] = values
    }
}

// MARK: - Histogram

extension QuantileSketch {
    /// How many numbers lie in each of `bins` intervals of equal width from `low` to `high`, the last of which has `high`.
    ///
    /// They add up to the count of numbers, and are exact as long as the sketch is. Beyond, the number up to the end of any
    /// interval is within the rank error of the sketch.
    ///
    /// - Returns: Nothing where there are no numbers, or the width is not a positive number.
    public func histogram(bins: Int, from low: Double, to high: Double) -> [Int] {
        let width = (high - low) / Double(bins)
        guard count > 0, bins > 0, width > 0, width.isFinite else { return [] }
        var counts = [Int](repeating: 0, count: bins)
        func put(_ value: Double, _ weight: Int) {
            counts[min(bins - 1, max(0, Int((value - low) / width)))] += weight
        }
        for (level, values) in levels.enumerated() {
            for value in values { put(value, 1 << level) }
        }
        if filled > 0 { put(chosen, filled) }
        return counts
    }
}
