/// The earliest and the latest of the dates and time stamps of a column, as they are written.
struct TimeRange {
    private var low = (time: Int64.max, text: [UInt8]())
    private var high = (time: Int64.min, text: [UInt8]())

    /// Takes a time and the bytes it was read from. Of equal times the first is kept.
    mutating func add(_ time: Int64, _ bytes: UnsafeRawBufferPointer) {
        if time < low.time {
            low.time = time
            low.text.removeAll(keepingCapacity: true)
            low.text.append(contentsOf: bytes)
        }
        if time > high.time {
            high.time = time
            high.text.removeAll(keepingCapacity: true)
            high.text.append(contentsOf: bytes)
        }
    }

    /// The earliest.
    var minimum: TableValue? { low.text.isEmpty ? nil : .text(Characters.kept(of: low.text)) }
    /// The latest.
    var maximum: TableValue? { high.text.isEmpty ? nil : .text(Characters.kept(of: high.text)) }
}
