/// Bytes of a file in pieces for a ``SplittableHandler`` that makes ranges of them: large ones, as each range costs something
/// beside its bytes, and towards the end smaller ones, so that those who read them end at about the same time.
///
/// They depend on the bytes and the bounds alone.
public struct FilePieces: Sendable, Equatable {
    /// The bytes.
    public let bytes: Range<Int64>
    /// How many bytes a piece has at most.
    public let most: Int64
    /// How many a piece has at least, where there are as many.
    public let least: Int64
    /// The pieces of the largest size come first.
    private let largeCount: Int64
    /// Where the others begin.
    private let others: [Int64]

    /// Cuts bytes.
    ///
    /// - Parameters:
    ///   - bytes: Where they lie in the file.
    ///   - most: How many bytes a piece has at most; at least 1.
    ///   - least: How many it has at least, if not `most`.
    public init(_ bytes: Range<Int64>, ofAtMost most: Int64, downTo least: Int64? = nil) {
        let least = min(most, max(1, least ?? most))
        (self.bytes, self.most, self.least) = (bytes, most, least)
        let count = bytes.upperBound - bytes.lowerBound
        largeCount = max(0, count / most - 2)
        var starts: [Int64] = []
        var start = bytes.lowerBound + largeCount * most
        while start < bytes.upperBound || starts.isEmpty {
            starts.append(start)
            let rest = bytes.upperBound - start
            let piece = min(most, max(least, rest / 3))
            start += rest - piece < least ? min(rest, most) : piece
        }
        others = starts
    }

    /// How many pieces there are, at least 1.
    public var count: Int { Int(largeCount) + others.count }

    /// The bytes of a piece, counted from 0.
    public subscript(number: Int) -> Range<Int64> { start(of: number)..<start(of: number + 1) }

    private func start(of number: Int) -> Int64 {
        if number < largeCount { return bytes.lowerBound + Int64(number) * most }
        let place = number - Int(largeCount)
        return place < others.count ? others[place] : bytes.upperBound
    }
}
