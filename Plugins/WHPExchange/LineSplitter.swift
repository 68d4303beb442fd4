import HandlerAPI

/// A line of a file, without its end.
struct Line {
    /// The bytes, valid only during the call that hands them out.
    let bytes: UnsafeRawBufferPointer
    /// The line's number, from 1.
    let number: Int
    /// Where the line starts in the file.
    let offset: Int64
}

/// Cuts chunks of bytes into lines that end in LF or CR LF.
struct LineSplitter {
    /// The longest line taken, in bytes. A longer one is no line of a table, and must not fill the memory.
    static let longestLine = 1 << 20

    private var pending: [UInt8] = []
    private var number = 0
    private var offset: Int64 = 0

    /// Calls `body` with every line that `chunk` completes.
    mutating func add(
        _ chunk: UnsafeRawBufferPointer, _ body: (Line) throws(HandlerError) -> Void
    ) throws(HandlerError) {
        var rest = chunk[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let piece = UnsafeRawBufferPointer(rebasing: rest[rest.startIndex..<end])
            rest = rest[(end + 1)...]
            try complete(piece, endLength: 1, body)
        }
        pending.append(contentsOf: rest)
        try checkLength(pending.count)
    }

    /// Calls `body` with the last line where no line end follows it.
    mutating func finish(_ body: (Line) throws(HandlerError) -> Void) throws(HandlerError) {
        if !pending.isEmpty { try complete(UnsafeRawBufferPointer(start: nil, count: 0), endLength: 0, body) }
    }

    private mutating func complete(
        _ piece: UnsafeRawBufferPointer, endLength: Int, _ body: (Line) throws(HandlerError) -> Void
    ) throws(HandlerError) {
        let length = pending.count + piece.count
        try checkLength(length)
        number += 1
        let start = offset
        offset += Int64(length + endLength)
        guard !pending.isEmpty else {
            return try body(Line(bytes: piece, number: number, offset: start))
        }
        pending.append(contentsOf: piece)
        let whole = pending
        pending.removeAll(keepingCapacity: true)
        let line = number
        try whole.withUnsafeBufferPointer { bytes throws(HandlerError) in
            try body(Line(bytes: UnsafeRawBufferPointer(bytes), number: line, offset: start))
        }
    }

    private func checkLength(_ length: Int) throws(HandlerError) {
        guard length > Self.longestLine else { return }
        throw .corrupt("line \(number + 1) is longer than 1 MiB; a line of this format is far shorter", at: offset)
    }
}
