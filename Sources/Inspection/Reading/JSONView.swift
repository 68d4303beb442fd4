/// A JSON text that was gone through, with the values in it; good as long as the call lasts that it is given to.
struct JSONView {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let tokens: UnsafeBufferPointer<JSONTape.Token>

    /// - Parameter tokens: The values of the text in `bytes`; the first is the whole.
    init(bytes: UnsafeBufferPointer<UInt8>, tokens: UnsafeBufferPointer<JSONTape.Token>) {
        (self.bytes, self.tokens) = (bytes, tokens)
    }

    /// The value, or the key, with this number.
    subscript(index: Int) -> JSONTape.Token { tokens[index] }

    /// The bytes of a text without its quotation marks, or of a number or a word, as they stand.
    func bytes(of token: JSONTape.Token) -> UnsafeBufferPointer<UInt8> {
        let start = Int(token.start)
        return UnsafeBufferPointer(rebasing: bytes[start..<(start + Int(token.length))])
    }

    /// A scalar as it stands in the text, with its quotation marks.
    func source(of token: JSONTape.Token) -> String {
        let source = String(decoding: bytes(of: token), as: UTF8.self)
        return token.kind == .text ? "\"\(source)\"" : source
    }

    /// A text, decoded.
    func text(of token: JSONTape.Token) -> String {
        let bytes = bytes(of: token)
        return token.isPlain ? String(decoding: bytes, as: UTF8.self) : JSONEscapes.decoded(bytes)
    }

    /// Whether a text is `word`.
    func isText(_ token: JSONTape.Token, _ word: StaticString) -> Bool {
        guard token.isPlain else { return text(of: token) == "\(word)" }
        return Int(token.length) == word.utf8CodeUnitCount
            && bytes(of: token).elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    /// The value right behind this one and all that is in it.
    func index(after index: Int) -> Int { Int(tokens[index].next) }

    /// The numbers of the values right in the list at `index`.
    func elements(of index: Int) -> some Sequence<Int> {
        let end = self.index(after: index)
        return sequence(state: index + 1) { element -> Int? in
            guard element < end else { return nil }
            defer { element = self.index(after: element) }
            return element
        }
    }

    /// The numbers of the keys of the object at `index`, as they stand; the value of each comes right behind it.
    func keys(of index: Int) -> some Sequence<Int> {
        let end = self.index(after: index)
        return sequence(state: index + 1) { key -> Int? in
            guard key < end else { return nil }
            defer { key = self.index(after: key + 1) }
            return key
        }
    }
}
