/// Finds single numbers by their place in the order of all.
enum Selection {
    /// The number that would be at `place` if the numbers were sorted, which are shuffled meanwhile; O(count) on average (Hoare,
    /// "Algorithm 65: Find", CACM 4(7), 1961). There is such a place, and no number is NaN.
    static func value(at place: Int, of numbers: inout [Double]) -> Double {
        var (first, last) = (0, numbers.count - 1)
        while first < last {
            let middle = first + (last - first) / 2
            let pivot = median(numbers[first], numbers[middle], numbers[last])
            var (low, high) = (first, last)
            while low <= high {
                while numbers[low] < pivot { low += 1 }
                while numbers[high] > pivot { high -= 1 }
                if low <= high {
                    numbers.swapAt(low, high)
                    (low, high) = (low + 1, high - 1)
                }
            }
            if place <= high { last = high } else if place >= low { first = low } else { break }
        }
        return numbers[place]
    }

    /// The median, with the mean of the middle two of an even count; nothing of no numbers.
    static func median(_ numbers: [Double]) -> Double? {
        guard !numbers.isEmpty else { return nil }
        var numbers = numbers
        let upper = value(at: numbers.count / 2, of: &numbers)
        guard numbers.count.isMultiple(of: 2) else { return upper }
        return value(at: numbers.count / 2 - 1, of: &numbers) / 2 + upper / 2
    }

    private static func median(_ first: Double, _ second: Double, _ third: Double) -> Double {
        max(min(first, second), min(max(first, second), third))
    }
}
