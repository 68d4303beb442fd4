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
        isCurrentQuoted = false
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

    /// Takes fields up to a quote that opens one, the line's end or the input's end. They are copied at once, with the
    /// delimiters between them: many fields are short, and one copy a record is much cheaper than one a field.
    private mutating func takeUnquoted(
        _ input: UnsafeRawBufferPointer, _ index: inout Int
    ) throws(RecordError) -> Bool {
        let delimiter = delimiter
        let highest = max(delimiter, carriageReturn, quote ?? 0)
        let shift = bytes.count - index
        var start = state == .fieldStart ? index : -1
        var end = index
        while end < input.count {
            let byte = input[end]
            // Most bytes of most tables are digits and letters, which are above a comma.
            if byte <= highest {
                if byte == delimiter {
                    try endField(at: shift + end, next: shift + end + 1)
                    start = end + 1
                } else if byte == lineFeed || byte == carriageReturn || (byte == quote && end == start) {
                    break
                }
            }
            end += 1
        }
        try append(input, index..<end)
        index = end
        state = end == start ? .fieldStart : .unquoted
        guard end < input.count else { return false }
        index += 1
        return try take(input[end], at: index)
    }

    /// Takes the byte that ended a run of unquoted fields; `next` is the index of the byte after it.
    private mutating func take(_ byte: UInt8, at next: Int) throws(RecordError) -> Bool {
        if byte == lineFeed || byte == carriageReturn { return try endLine(with: byte, next: next) }
        state = .quoted
        isCurrentQuoted = true
        return false
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

    /// Ends the record, or counts a blank line; `next` is the index of the byte after `byte`.
    private mutating func endLine(with byte: UInt8, next: Int) throws(RecordError) -> Bool {
        if byte == lineFeed { lineEndings.lf += 1 } else { lineEndings.cr += 1 }
        afterCarriageReturn = byte == carriageReturn
        guard !fields.isEmpty || !bytes.isEmpty || isCurrentQuoted else {
            blankLines += 1
            recordOffset = offset + Int64(next)
            return false
        }
        try endField(at: bytes.count, next: bytes.count)
        return true
    }

    /// Notes the field that ends before `end`; another may begin at `next`.
    mutating func endField(at end: Int, next: Int) throws(RecordError) {
        guard fields.count < maximumFields else {
            throw .tooManyFields(offset: recordOffset, limit: maximumFields)
        }
        fields.append(Record.Bounds(start: currentStart, end: end, isQuoted: isCurrentQuoted))
        currentStart = next
        isCurrentQuoted = false
    }
}
