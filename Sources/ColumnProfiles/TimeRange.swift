/// The earliest and the latest of the dates and time stamps of a column, as they are written.
struct TimeRange: Sendable, Equatable {
    struct Bound: Sendable, Equatable {
        var time: Int64
        var text: [UInt8] = []
    }

    var low = Bound(time: .max)
    var high = Bound(time: .min)

    /// Takes a time and the bytes it was read from. Of equal times the first is kept.
    mutating func add(_ time: Int64, _ bytes: UnsafeRawBufferPointer) {
        if time < low.time || low.text.isEmpty { low = Bound(time: time, text: Array(bytes)) }
        if time > high.time || high.text.isEmpty { high = Bound(time: time, text: Array(bytes)) }
    }

    /// Takes the times that `other` has seen.
    mutating func merge(_ other: TimeRange) {
        guard !other.low.text.isEmpty else { return }
        other.low.text.withUnsafeBytes { add(other.low.time, $0) }
        other.high.text.withUnsafeBytes { add(other.high.time, $0) }
    }

    /// The earliest.
    var minimum: TableValue? { low.text.isEmpty ? nil : .text(Characters.kept(of: low.text)) }
    /// The latest.
    var maximum: TableValue? { high.text.isEmpty ? nil : .text(Characters.kept(of: high.text)) }
}
