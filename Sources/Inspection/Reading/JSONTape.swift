/// The values of a JSON text, one after the other as they stand in it.
///
/// A text is gone through once and checked on the way; then those who look at it step from value to value and over whole lists
/// without looking at its bytes again. Nothing is decoded before somebody asks for it, as most of a record is counted or passed
/// over. A tape is made to be used for many texts: it keeps its memory.
struct JSONTape {
    /// What a value is.
    enum Kind: UInt8, CaseIterable {
        case null, boolean, integer, number, text, array, object
    }

    /// A value, or the key of a member of an object, which is a text.
    struct Token {
        let kind: Kind
        /// Whether a text is what its bytes are: all of it is ASCII, and nothing is escaped.
        var isPlain = true
        /// Where its bytes begin; those of a text behind the quotation mark.
        let start: UInt32
        /// How many bytes it has; of a list or an object, how many values are right in it.
        var length: UInt32 = 0
        /// The token behind it and all that is in it.
        var next: UInt32 = 0

        /// Whether it is a number of either kind.
        var isNumber: Bool { kind == .integer || kind == .number }
    }

    private var tokens: [Token] = []

    /// Goes through `json`, and gives what is in it to `body` where it is one JSON text: O(n) for n bytes.
    ///
    /// That is a text after RFC 8259, with the leave that `JSONSerialization` gives, as programs may have written what is kept: a
    /// byte order mark before it, and a comma behind the last value of a list or object. No number is beyond what a `Double` holds.
    ///
    /// - Returns: `nil` where it is none, or where more than 512 lists and objects are in each other.
    mutating func read<Result>(_ json: String, _ body: (JSONView) -> Result) -> Result? {
        var json = json
        return json.withUTF8 { bytes in
            // Tokens tell places in 32 bits.
            guard bytes.count < UInt32.max else { return nil }
            var memory: [Token] = []
            swap(&memory, &tokens)
            var reading = JSONReading(bytes, reusing: consume memory)
            let isWhole = reading.readAll()
            tokens = reading.tokens
            guard isWhole else { return nil }
            return tokens.withUnsafeBufferPointer { body(JSONView(bytes: bytes, tokens: $0)) }
        }
    }
}
