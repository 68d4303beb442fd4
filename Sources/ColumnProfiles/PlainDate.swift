import DelimitedSyntax

/// Days written `2024-02-29`, checked eight bytes at a time without reading the numbers.
///
/// Such texts lie in the order of their days, so the first and the last of many are found by comparing bytes.
enum PlainDate {
    /// Whether ten bytes, the first eight and the last two each as a number that orders as they do, are a day.
    ///
    /// Days from the 29th on, of which not every month has one, and years before 1 are left to a closer look.
    @inline(__always)
    static func isDay(_ key: UInt64, _ laterKey: UInt64) -> Bool {
        // Digits are 0x30…0x39: with zeros taken away nothing is left above, and adding 6 carries nothing there.
        let digits = key ^ 0x3030_3030_2d30_302d
        let later = laterKey &>> 48 ^ 0x3030
        let strange =
            ((digits | (digits &+ 0x0606_0606_0006_0600)) & 0xf0f0_f0f0_fff0_f0ff)
            | ((later | (later &+ 0x0606)) & 0xf0f0)
        let month = (digits &>> 16 & 0xf) &* 10 &+ (digits &>> 8 & 0xf)
        let day = (later &>> 8) &* 10 &+ (later & 0xf)
        return strange == 0 && month &- 1 < 12 && day &- 1 < 28 && key &>> 32 > 0x3030_3030
    }
}

extension TimeRange {
    /// Takes the days of a batch from `start` on; returns the index of the first value that is something else, or a day
    /// that needs a closer look.
    mutating func addPlainDates(of batch: ValueBatch, from start: Int) -> Int {
        var (index, first, last) = (start, start, start)
        let (keys, laterKeys, lengths) = (batch.keys, batch.laterKeys, batch.lengths)
        while index < batch.count, lengths[index] == 10, PlainDate.isDay(keys[index], laterKeys[index]) {
            if (keys[index], laterKeys[index]) < (keys[first], laterKeys[first]) { first = index }
            if (keys[index], laterKeys[index]) > (keys[last], laterKeys[last]) { last = index }
            index += 1
        }
        guard index > start else { return start }
        for place in [first, last] { addTime(batch[place]) }
        return index
    }

    private mutating func addTime(_ bytes: UnsafeRawBufferPointer) {
        if case .date(let time) = FieldValue(bytes) { add(time, bytes) }
    }
}
