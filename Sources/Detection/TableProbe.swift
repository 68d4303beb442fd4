/// Recognises tables whose columns are kept apart by blanks, such as buoy reports: rows of the same number of words,
/// most of them numbers, under optional lines of names.
enum TableProbe {
    private static let leastRows = 5
    private static let leastColumns = 3
    private static let leastNumericShare = 0.6
    private static let leastRegularShare = 0.9

    static func recognises(_ bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 400, omittingEmptySubsequences: true)
        if !isWhole || lines.count > 400 { _ = lines.popLast() }
        let rows = lines.filter { $0.first != UInt8(ascii: "#") }.map(words(in:)).filter { !$0.isEmpty }
        guard rows.count >= leastRows else { return false }
        let body = rows.dropFirst(min(2, rows.count - leastRows))
        let width = body.first?.count ?? 0
        guard width >= leastColumns else { return false }
        let regular = body.filter { $0.count == width }
        let words = regular.flatMap { $0 }
        let numeric = words.filter(isNumberOrGap).count
        return Double(regular.count) >= leastRegularShare * Double(body.count)
            && Double(numeric) >= leastNumericShare * Double(words.count)
    }

    private static func words(in line: Slice<UnsafeRawBufferPointer>) -> [Slice<UnsafeRawBufferPointer>] {
        line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
    }

    /// A number, or the `MM`, `-` or `NaN` that stand for a missing one.
    private static func isNumberOrGap(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
        let text = String(decoding: word, as: UTF8.self)
        return Double(text) != nil || ["MM", "-", "NaN", "NA"].contains(text)
    }
}
