// MARK: - Documents

extension TokenReader {
    /// Takes the first token of a document, or what is between documents.
    mutating func takeDocument() {
        guard place < tokenCount else { return isLast ? finish() : stopBetweenDocuments() }
        let start = offset(0)
        if isLines, byte(start) == UInt8(ascii: "\n") { return takeLineEnd(start) }
        guard has(1) else { return stopBetweenDocuments() }
        if isLines {
            guard !lineHasDocument else { return fail(expected: "the end of the line", at: start) }
        } else if tally.documents > 0 {
            noteLineBreaks(upTo: start)
            let opens = byte(start) == UInt8(ascii: "{") || byte(start) == UInt8(ascii: "[")
            guard sawLineBreak, opens else { return fail(expected: "the end of the file", at: start) }
        }
        takeValue(at: PathTree.root)
    }

    /// Notes that a document ends before `offset`.
    @inline(__always)
    mutating func endDocument(at offset: Int) {
        tally.documents &+= 1
        lineHasDocument = true
        sawLineBreak = false
        documentEnd = offset
        expectation = .document
    }

    private mutating func takeLineEnd(_ start: Int) {
        if !lineHasDocument { tally.blankLines += 1 }
        lineHasDocument = false
        place &+= 1
        if start + 1 >= end { (isGoing, isFinished, reachedEnd) = (false, true, true) }
    }

    private mutating func finish() {
        (isGoing, isFinished) = (false, true)
        if tally.documents == 0, !isLines { fail(expected: "a value", at: size) }
    }

    private mutating func stopBetweenDocuments() {
        noteLineBreaks(upTo: consumed)
        isGoing = false
    }

    private mutating func noteLineBreaks(upTo end: Int) {
        for offset in documentEnd..<max(documentEnd, end) where byte(offset) == UInt8(ascii: "\n") {
            sawLineBreak = true
        }
        documentEnd = end
    }
}

// MARK: - Objects and arrays

extension TokenReader {
    /// Takes a key, a colon and a value, or the end of an object.
    @inline(__always)
    mutating func takeMember() {
        guard has(3) else { return }
        let quote = offset(0)
        guard byte(quote) == UInt8(ascii: "\"") else { return takeNoMember(quote) }
        var child = frame.expected
        if child == 0 || !tree.matches(child, base + quote + 1, rest: size &- quote &- 1) {
            guard let found = findKey(quote) else { return }
            child = found
        }
        let colon = offset(1)
        guard byte(colon) == UInt8(ascii: ":") else { return fail(expected: "a colon", at: colon) }
        let node = tree.nodes + Int(child)
        if node.pointee.lastObject == frame.number, child != PathTree.beyond {
            tally.duplicateKeys &+= 1
        } else {
            node.pointee.lastObject = frame.number
            node.pointee.counts.present &+= 1
        }
        frame.expected = node.pointee.expectedNext
        frame.last = child
        place &+= 2
        takeValue(at: child)
    }

    @inline(never)
    private mutating func takeNoMember(_ offset: Int) {
        if expectation == .memberOrEnd, byte(offset) == UInt8(ascii: "}") { return close() }
        fail(expected: expectation == .memberOrEnd ? "a key or '}'" : "a key", at: offset)
    }

    /// Takes an element, or the end of an array.
    @inline(__always)
    mutating func takeItem() {
        guard has(1) else { return }
        if expectation == .itemOrEnd, byte(offset(0)) == UInt8(ascii: "]") { return close() }
        if frame.expected == 0 {
            frame.expected = tree.items(of: frame.node)
            tape.reserve(nodes: tree.count)
        }
        frame.number &+= 1
        takeValue(at: frame.expected)
    }

    /// Takes a comma, or the end of what is open.
    @inline(__always)
    mutating func takeSeparator() {
        guard has(0) else { return }
        let start = offset(0)
        switch (byte(start), frame.isObject) {
        case (UInt8(ascii: ","), true):
            place &+= 1
            expectation = .member
        case (UInt8(ascii: ","), false):
            place &+= 1
            expectation = .item
        case (UInt8(ascii: "}"), true), (UInt8(ascii: "]"), false): close()
        case (_, let isObject): fail(expected: isObject ? "',' or '}'" : "',' or ']'", at: start)
        }
    }

    /// Opens an object or an array at a path.
    @inline(__always)
    mutating func open(_ child: Int32, isObject: Bool) {
        guard depth < maximumDepth else {
            return fail("more than \(maximumDepth) objects and arrays within each other", at: offset(0), isLimit: true)
        }
        if depth > 0 { outer.append(frame) }
        depth &+= 1
        tally.depth = max(tally.depth, depth)
        frame.node = child
        frame.isObject = isObject
        frame.last = 0
        let node = tree.nodes + Int(child)
        if isObject {
            objectNumber &+= 1
            frame.number = objectNumber
            frame.expected = node.pointee.expectedFirst
            node.pointee.counts.objects &+= 1
            expectation = .memberOrEnd
        } else {
            frame.number = 0
            frame.expected = node.pointee.items
            node.pointee.counts.arrays &+= 1
            expectation = .itemOrEnd
        }
        place &+= 1
    }

    /// Closes what is open.
    @inline(__always)
    mutating func close() {
        if !frame.isObject { tree.nodes[Int(frame.node)].counts.lengths.add(frame.number) }
        place &+= 1
        depth &-= 1
        if depth > 0 {
            frame = outer.removeLast()
            expectation = .separator
        } else {
            endDocument(at: offset(-1) &+ 1)
        }
    }
}
