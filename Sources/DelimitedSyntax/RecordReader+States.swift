private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

// MARK: - The state machine

extension RecordReader {
    /// Drops the record handed out before.
    mutating func beginIfDelivered() {
        guard isDelivered else { return }
        isDelivered = false
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        currentStart = 0
        currentIsQuoted = false
        state = .fieldStart
        recordOffset = offset
    }

    /// Runs until a record is complete or `input` is empty.
    mutating func consume(_ input: inout UnsafeRawBufferPointer) throws(RecordError) -> Bool {
        var index = 0
        defer {
            offset += Int64(index)
            input = UnsafeRawBufferPointer(rebasing: input[index...])
        }
        while index < input.count {
            if afterCarriageReturn {
                skipLineFeed(input, &index)
                continue
            }
            let isComplete =
                switch state {
                case .fieldStart, .unquoted: try takeUnquoted(input, &index)
                case .quoted: try takeQuoted(input, &index)
                case .quoteInQuoted: try takeAfterQuote(input, &index)
                }
            if isComplete { return true }
        }
        return false
    }

    /// CRLF may come in two pieces, so its LF is swallowed when the next line begins.
    private mutating func skipLineFeed(_ input: UnsafeRawBufferPointer, _ index: inout Int) {
        afterCarriageReturn = false
        guard input[index] == lineFeed else { return }
        lineEndings.cr -= 1
        lineEndings.crlf += 1
        index += 1
        recordOffset = offset + Int64(index)
    }

    private mutating func takeUnquoted(
        _ input: UnsafeRawBufferPointer, _ index: inout Int
    ) throws(RecordError) -> Bool {
        if state == .fieldStart, input[index] == quote {
            state = .quoted
            currentIsQuoted = true
            index += 1
            return false
        }
        let end = Self.plainEnd(input, from: index, delimiter: delimiter)
        try append(input, index..<end)
        index = end
        guard end < input.count else {
            state = .unquoted
            return false
        }
        index += 1
        return try endField(before: input[end], at: index)
    }

    /// The first index from `start` of a delimiter or a line's end.
    private static func plainEnd(_ input: UnsafeRawBufferPointer, from start: Int, delimiter: UInt8) -> Int {
        var index = start
        while index < input.count {
            let byte = input[index]
            if byte == delimiter || byte == lineFeed || byte == carriageReturn { break }
            index += 1
        }
        return index
    }

    private mutating func takeQuoted(
        _ input: UnsafeRawBufferPointer, _ index: inout Int
    ) throws(RecordError) -> Bool {
        var end = index
        while end < input.count, input[end] != quote { end += 1 }
        try append(input, index..<end)
        index = end
        if end < input.count {
            index += 1
            state = .quoteInQuoted
        }
        return false
    }

    private mutating func takeAfterQuote(
        _ input: UnsafeRawBufferPointer, _ index: inout Int
    ) throws(RecordError) -> Bool {
        guard input[index] == quote else {
            state = .unquoted
            return false
        }
        try append(input, index..<index + 1)
        index += 1
        state = .quoted
        return false
    }
}

// MARK: - Fields

extension RecordReader {
    private mutating func append(_ input: UnsafeRawBufferPointer, _ range: Range<Int>) throws(RecordError) {
        guard bytes.count + range.count <= maximumRecordSize else {
            throw .recordTooLarge(offset: recordOffset, limit: maximumRecordSize)
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: input[range]))
    }

    /// Ends a field at `byte`, and the record where that ends a line; `next` is the index of the byte after it.
    private mutating func endField(before byte: UInt8, at next: Int) throws(RecordError) -> Bool {
        if byte == delimiter {
            try endField()
            state = .fieldStart
            return false
        }
        if byte == lineFeed { lineEndings.lf += 1 } else { lineEndings.cr += 1 }
        afterCarriageReturn = byte == carriageReturn
        guard !fields.isEmpty || !bytes.isEmpty || currentIsQuoted else {
            blankLines += 1
            state = .fieldStart
            recordOffset = offset + Int64(next)
            return false
        }
        try endField()
        return true
    }

    mutating func endField() throws(RecordError) {
        guard fields.count < maximumFields else {
            throw .tooManyFields(offset: recordOffset, limit: maximumFields)
        }
        fields.append(Record.Bounds(start: currentStart, end: bytes.count, isQuoted: currentIsQuoted))
        currentStart = bytes.count
        currentIsQuoted = false
    }
}
