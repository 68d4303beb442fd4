/// The sum of the products of numbers that follow each other in memory.
enum InnerProduct {
    /// Sums in eight lanes, so that no addition waits for the one before.
    @inline(__always)
    static func of(_ first: UnsafePointer<Double>, _ second: UnsafePointer<Double>, _ count: Int) -> Double {
        var (sums, others) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
        var place = 0
        while place &+ 8 <= count {
            sums += four(first + place) * four(second + place)
            others += four(first + place + 4) * four(second + place + 4)
            place &+= 8
        }
        var sum = count < 8 ? 0 : (sums + others).sum()
        while place < count {
            sum += first[place] * second[place]
            place &+= 1
        }
        return sum
    }

    @inline(__always)
    private static func four(_ numbers: UnsafePointer<Double>) -> SIMD4<Double> {
        SIMD4(numbers[0], numbers[1], numbers[2], numbers[3])
    }
}
