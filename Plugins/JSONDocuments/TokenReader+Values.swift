import CJSONIndex

// MARK: - Values

extension TokenReader {
    /// Takes the value that the next token begins.
    @inline(__always)
    mutating func takeValue(at child: Int32) {
        let start = offset(0)
        if child == PathTree.beyond { tally.valuesBeyond &+= 1 }
        switch byte(start) {
        case UInt8(ascii: "\""): takeString(child, start)
        case UInt8(ascii: "{"): open(child, isObject: true)
        case UInt8(ascii: "["): open(child, isObject: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): takeNumber(child, start)
        default: takeWord(child, start)
        }
    }

    /// Where a string or word ends that begins at `start`: before the blanks before the next token.
    @inline(__always)
    private func wordEnd(_ start: Int) -> Int {
        var end = offset(1)
        while end > start, byte(end &- 1) <= 0x20, isBlank(byte(end &- 1)) { end &-= 1 }
        return end
    }

    @inline(__always)
    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 }

    @inline(__always)
    private mutating func takeString(_ child: Int32, _ start: Int) {
        let end = wordEnd(start) &- 1
        guard end > start, byte(end) == UInt8(ascii: "\""), offset(1) < size || !endsInString else {
            return failString(start)
        }
        tree.nodes[Int(child)].counts.strings &+= 1
        if Int(escapes[nextEscape]) < end {
            guard takeEscapedString(child, start &+ 1, end) else { return }
        } else if child != PathTree.beyond {
            tape.append(child, isNumber: false, start: start &+ 1, length: end &- start &- 1)
        }
        endScalar(end &+ 1)
    }

    @inline(never)
    private mutating func takeEscapedString(_ child: Int32, _ start: Int, _ end: Int) -> Bool {
        guard let length = decode(start, end) else { return false }
        guard child != PathTree.beyond else { return true }
        tape.append(child, isNumber: false, start: decoded, length: length)
        decoded &+= length
        return true
    }

    /// Writes what a string stands for to where decoded strings go; returns its length, `nil` after a fault.
    private mutating func decode(_ start: Int, _ end: Int) -> Int? {
        let found = StringReading.Escapes(offsets: escapes, first: nextEscape)
        while Int(escapes[nextEscape]) < end { nextEscape &+= 1 }
        switch StringReading.decode(base, start..<end, found, to: base + decoded) {
        case .written(let length): return length
        case .fault(let offset):
            fail("an escape that does not exist", at: offset)
            return nil
        }
    }

    @inline(never)
    private mutating func failString(_ start: Int) {
        let found = StringReading.Escapes(offsets: escapes, first: nextEscape)
        if case .fault(let escape) = StringReading.decode(base, start + 1..<size, found, to: base + decoded),
            escape + 6 <= size || escape + 1 < size && byte(escape + 1) != UInt8(ascii: "u")
        {
            return fail("an escape that does not exist", at: escape)
        }
        fail("a string that is never closed", at: start, isUnfinished: true)
    }

    @inline(__always)
    private mutating func takeNumber(_ child: Int32, _ start: Int) {
        let end = wordEnd(start)
        let bytes = (base + start).assumingMemoryBound(to: UInt8.self)
        switch json_index_number(bytes, end &- start) {
        case json_number_integer: tree.nodes[Int(child)].counts.integers &+= 1
        case json_number_other: tree.nodes[Int(child)].counts.otherNumbers &+= 1
        default: return fail("a number that is not one of JSON", at: start)
        }
        if child != PathTree.beyond { tape.append(child, isNumber: true, start: start, length: end &- start) }
        endScalar(end)
    }

    @inline(__always)
    private mutating func takeWord(_ child: Int32, _ start: Int) {
        let length = wordEnd(start) &- start
        let word = (base + start).loadUnaligned(as: UInt32.self).littleEndian
        if length == 4, word == 0x6c6c_756e {
            tree.nodes[Int(child)].counts.nulls &+= 1
        } else if length == 4, word == 0x6575_7274 {
            tree.nodes[Int(child)].counts.trues &+= 1
        } else if length == 5, word == 0x736c_6166, byte(start &+ 4) == UInt8(ascii: "e") {
            tree.nodes[Int(child)].counts.falses &+= 1
        } else {
            return fail(expected: expectation == .itemOrEnd ? "a value or ']'" : "a value", at: start)
        }
        endScalar(start &+ length)
    }

    /// Goes on behind a value that is no object or array, and behind a comma that follows it.
    @inline(__always)
    private mutating func endScalar(_ end: Int) {
        place &+= 1
        if tape.isFull { isGoing = false }
        guard depth > 0 else { return endDocument(at: end) }
        if byte(offset(0)) == UInt8(ascii: ",") {
            place &+= 1
            expectation = frame.isObject ? .member : .item
        } else {
            expectation = .separator
        }
    }
}

// MARK: - Keys

extension TokenReader {
    /// Finds the path of the key that begins at `quote`, which is not the one expected; stops where it is no string.
    @inline(never)
    mutating func findKey(_ quote: Int) -> Int32? {
        var likely = frame.expected
        for _ in 0..<4 where likely != 0 {
            likely = tree.nodes[Int(likely)].expectedNext
            if likely != 0, tree.matches(likely, base + quote + 1, rest: size - quote - 1) { return likely }
        }
        var end = offset(1)
        while end > quote, byte(end - 1) <= 0x20 { end -= 1 }
        end -= 1
        guard end > quote, byte(end) == UInt8(ascii: "\""), offset(1) < size || !endsInString else {
            failString(quote)
            return nil
        }
        var key = UnsafeRawBufferPointer(start: base + quote + 1, count: end - quote - 1)
        if Int(escapes[nextEscape]) < end {
            guard let length = decode(quote + 1, end) else { return nil }
            key = UnsafeRawBufferPointer(start: base + decoded, count: length)
        }
        let node = tree.node(frame.node, key)
        tape.reserve(nodes: tree.count)
        expect(node)
        return node
    }

    /// Notes that a key follows the last one, or is the first.
    private func expect(_ node: Int32) {
        guard node != PathTree.beyond else { return }
        if frame.last == 0 {
            tree.nodes[Int(frame.node)].expectedFirst = node
        } else if frame.last != PathTree.beyond {
            tree.nodes[Int(frame.last)].expectedNext = node
        }
    }
}
