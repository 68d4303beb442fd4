import DelimitedSyntax

extension FuzzTarget {
    /// Characters come out the same however the bytes arrive, and each knows the place it came from.
    static let encodings = FuzzTarget(
        "encodings",
        seeds: Seeds(
            examples: ["delimited-text/utf16", "delimited-text/utf8-bom", "delimited-text/latin1", "text"],
            made: {
                [[0xFF, 0xFE, 0x3D, 0xD8, 0x00, 0xDE, 0x41, 0x00], [0xFE, 0xFF, 0xD8, 0x3D], [0xEF, 0xBB, 0x41]]
            })
    ) { input in
        var input = input
        let size = 1 + input.choice(9)
        try checkUTF8(input, size)
        for encoding in TextEncoding.allCases { try checkTranscoding(input, size, encoding) }
        let bytes = Array(input.bytes)
        let guesses = [true, false].map { whole in
            bytes.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: whole) }
        }
        // What may be cut off is judged more kindly than what is there whole.
        try require(guesses[0] != .utf8 || guesses[1] == .utf8, "a whole text is UTF-8 and its beginning is not")
    }

    private static func checkUTF8(_ input: FuzzInput, _ size: Int) throws {
        func check(_ pieces: [ArraySlice<UInt8>]) -> UTF8Check {
            var check = UTF8Check()
            for piece in pieces { piece.withUnsafeBytes { check.feed($0) } }
            check.finish()
            return check
        }
        let whole = check([input.bytes])
        let cut = check(input.pieces(of: size))
        try requireEqual(whole.firstFault, cut.firstFault, "the first fault in pieces of \(size)")
        try requireEqual(whole.sawBeyondASCII, cut.sawBeyondASCII, "beyond ASCII in pieces of \(size)")
        let isValid = String(validating: input.bytes, as: UTF8.self) != nil
        try requireEqual(whole.firstFault == nil, isValid, "whether it is UTF-8")
    }

    private static func checkTranscoding(_ input: FuzzInput, _ size: Int, _ encoding: TextEncoding) throws {
        let whole = try transcoded([input.bytes], encoding, count: input.bytes.count)
        let cut = try transcoded(input.pieces(of: size), encoding, count: input.bytes.count)
        try requireEqual(whole, cut, "\(encoding) in pieces of \(size)")
        if !encoding.isUTF8 {
            try require(String(validating: whole, as: UTF8.self) != nil, "\(encoding) gives what is not UTF-8")
        }
    }

    /// The text; every piece of it must begin where the one before it ends.
    private static func transcoded(
        _ pieces: [ArraySlice<UInt8>], _ encoding: TextEncoding, count: Int
    ) throws -> [UInt8] {
        var transcoder = Transcoder(from: encoding)
        var text: [UInt8] = []
        var next: Int64?
        func take(_ piece: UnsafeRawBufferPointer, _ offset: Int64) throws {
            if piece.isEmpty { return }
            if let next { try requireEqual(offset, next, "where a piece of \(encoding) begins") }
            next = offset + Int64(encoding.sourceLength(ofUTF8: piece))
            text += piece
        }
        for piece in pieces { try piece.withUnsafeBytes { try transcoder.transcode($0, take) } }
        try transcoder.finish(take)
        // At the end of UTF-16 half a pair, an odd byte, or both stand for one character of two bytes.
        if let next { try require((-1...1).contains(next - Int64(count)), "\(encoding) ends at \(next) of \(count)") }
        return text
    }
}
