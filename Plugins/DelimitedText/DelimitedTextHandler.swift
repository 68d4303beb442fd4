import DelimitedSyntax
import HandlerAPI

/// Summarises every column of a delimited text file, whatever its size, in one pass and bounded memory.
public struct DelimitedTextHandler: Handler {
    /// The handler's card.
    public static let descriptor = HandlerDescriptor(
        name: "delimited-text", version: "1.0.0",
        summary: "Types, ranges, moments, quantiles and frequent values of the columns of CSV and TSV files",
        accepts: ["text/csv", "text/tab-separated-values"], options: DelimitedTextOptions.described)

    /// How many first bytes the dialect is guessed from.
    private static let prefixSize = 64 << 10

    private let options: DelimitedTextOptions

    /// Makes a handler that works by `options`.
    public init(options: HandlerOptions) throws(HandlerError) {
        self.options = DelimitedTextOptions(options)
    }

    /// Reads the file once; again only where its beginning is ASCII and the rest turns out not to be UTF-8, and where a
    /// quote between tabs is never closed.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> DelimitedTextAggregate {
        var dialect = try dialect(of: file)
        var reading = TableReading(dialect: dialect, options: options)
        try reading.read(file)
        while let better = corrected(dialect, after: reading) {
            dialect = better
            reading = TableReading(dialect: dialect, options: options)
            try reading.read(file)
        }
        if let fault = reading.encodingFault {
            findings.note("bytes that are not UTF-8, first at byte \(fault); they read as U+FFFD")
        }
        if let failure = reading.failure { findings.markPartial(because: failure) }
        return reading.aggregate
    }

    /// The dialect that `reading` has shown to be the right one instead of `dialect`, if it has.
    private func corrected(_ dialect: Dialect, after reading: borrowing TableReading) -> Dialect? {
        var corrected = dialect
        if reading.encodingFault != nil, !reading.sawBeyondASCII {
            corrected.encoding = .latin1
        } else if reading.endsWithinQuotes, dialect.delimiter == .tab, dialect.quote != .none, options.quote == nil {
            // In tab-separated values as IANA has them a quote is a character like others.
            corrected.quote = .none
        } else {
            return nil
        }
        return corrected
    }

    /// What the options say, and for the rest what the first bytes look like.
    private func dialect(of file: borrowing FileContent) throws(HandlerError) -> Dialect {
        let prefix = try firstBytes(of: file)
        let isWholeFile = prefix.count == file.size.bytes
        let encoding = try encoding(of: prefix, isWholeFile: isWholeFile, hint: file.charset)
        let guess = prefix.withUnsafeBytes {
            DialectSniffer.sniff(
                $0, isWholeFile: isWholeFile, encoding: encoding, delimiter: options.delimiter, quote: options.quote)
        }
        var dialect =
            guess?.dialect
            ?? Dialect(
                delimiter: options.delimiter ?? .comma, quote: options.quote ?? .double, hasHeader: false,
                encoding: encoding)
        if file.mediaType == "text/tab-separated-values", options.delimiter == nil,
            guess?.strength ?? .singleColumn == .singleColumn
        {
            dialect.delimiter = .tab
        }
        dialect.hasHeader = options.hasHeader ?? dialect.hasHeader
        return dialect
    }

    private func firstBytes(of file: borrowing FileContent) throws(HandlerError) -> [UInt8] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.prefixSize, alignment: 16)
        defer { buffer.deallocate() }
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try file.read(into: rest, at: Int64(filled))
            if count == 0 { break }
            filled += count
        }
        return Array(buffer[..<filled])
    }

    /// The content decides; the detector's word counts where the content is plain ASCII so far, or UTF-16 without sign.
    private func encoding(
        of prefix: [UInt8], isWholeFile: Bool, hint: String?
    ) throws(HandlerError) -> TextEncoding {
        let hinted = hint.flatMap { TextEncoding(charset: $0) }
        let guess = prefix.withUnsafeBytes { TextEncoding.guess($0, isWholeFile: isWholeFile) }
        switch (guess, hinted) {
        case (.utf8, .latin1) where prefix.allSatisfy { $0 < 0x80 }: return .latin1
        case (let guess?, _): return guess
        case (nil, .utf16LittleEndian), (nil, .utf16BigEndian): return hinted ?? .utf8
        default:
            throw .wrongFormat("expected text, found control characters", at: 0)
        }
    }
}
