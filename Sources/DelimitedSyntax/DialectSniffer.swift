/// Guesses how a delimited text is cut from its first bytes.
///
/// Every delimiter is tried, and the one is taken whose records agree best in their number of fields and whose fields
/// look most like values: the consistency measure of van den Burg, Nazábal and Sutton ("Wrangling messy CSV files by
/// detecting row and type patterns", Data Mining and Knowledge Discovery 33, 2019), with fewer kinds of value.
public enum DialectSniffer {
    /// Guesses the dialect of a text.
    ///
    /// - Parameters:
    ///   - prefix: The first bytes; 64 KiB are plenty. At most 1,000 records of them are looked at.
    ///   - isWholeFile: Whether nothing follows. If something does, the last record is left out as it may be cut.
    ///   - encoding: How bytes stand for characters, where that is known.
    ///   - delimiter: What separates fields, where that is known.
    ///   - quote: What encloses fields, where that is known.
    ///   - weighsEvidence: Whether to tell a strong guess from a weak one; if not, all of several columns are weak.
    /// - Returns: `nil` where the bytes are no text, or hold no record.
    public static func sniff(
        _ prefix: UnsafeRawBufferPointer, isWholeFile: Bool, encoding: TextEncoding? = nil,
        delimiter: Delimiter? = nil, quote: Quote? = nil, weighsEvidence: Bool = true
    ) -> DialectGuess? {
        guard let encoding = encoding ?? TextEncoding.guess(prefix, isWholeFile: isWholeFile) else { return nil }
        let text = decoded(prefix, encoding, isWholeFile: isWholeFile)
        let delimiters = delimiter.map { [$0] } ?? Delimiter.allCases
        guard var best = best(of: delimiters, text, quote ?? .double, isWholeFile) else { return nil }
        if quote == nil {
            best = unquoted(best, delimiters, text, isWholeFile) ?? best
            best = singleQuoted(best, text, isWholeFile) ?? best
        }
        guard best.recordCount > 0 else { return nil }
        return guess(best, encoding: encoding, firstBytes: weighsEvidence ? text.prefix(16) : nil)
    }

    /// The best of the tables that these delimiters cut; of equals the first.
    ///
    /// Delimiters that do not occur all cut the same table of one column, so only the first of them is tried, and not even
    /// that where another is better than any such table.
    private static func best(
        of delimiters: [Delimiter], _ text: [UInt8], _ quote: Quote, _ isWholeFile: Bool
    ) -> SampleTable? {
        var found: (table: SampleTable, place: Int)?
        func tryOut(_ place: Int) {
            let table = SampleTable(
                of: text, delimiter: delimiters[place], quote: quote, isWholeFile: isWholeFile)
            guard let best = found else { return found = (table, place) }
            if (table.score, -place) > (best.table.score, -best.place) { found = (table, place) }
        }
        let survey = text.withUnsafeBytes { TextSurvey($0) }
        let occurs = delimiters.map(survey.has)
        for place in delimiters.indices where occurs[place] { tryOut(place) }
        let needsOneColumn = found.map { $0.table.score <= SampleTable.bestScoreOfOneColumn } ?? true
        if needsOneColumn, let place = occurs.firstIndex(of: false) { tryOut(place) }
        return found?.table
    }

    private static func decoded(
        _ prefix: UnsafeRawBufferPointer, _ encoding: TextEncoding, isWholeFile: Bool
    ) -> [UInt8] {
        var transcoder = Transcoder(from: encoding)
        var text: [UInt8] = []
        transcoder.transcode(prefix) { piece, _ in text += piece }
        if isWholeFile { transcoder.finish { piece, _ in text += piece } }
        return text
    }

    /// The table that tabs cut where quotes are characters like others, if that fits better than `best`.
    ///
    /// IANA's `text/tab-separated-values` knows no quotes, so a field may hold a single one; read as RFC 4180 says, that
    /// swallows the lines up to the next. Tables whose quotes enclose fields fit worse without them: each such field
    /// then has a quote in it, and a tab or a line end within makes its record irregular.
    private static func unquoted(
        _ best: SampleTable, _ delimiters: [Delimiter], _ text: [UInt8], _ isWholeFile: Bool
    ) -> SampleTable? {
        guard delimiters.contains(.tab), text.contains(Delimiter.tab.byte),
            text.contains(UInt8(ascii: "\""))
        else { return nil }
        let other = SampleTable(of: text, delimiter: .tab, quote: .none, isWholeFile: isWholeFile)
        return other.score > best.score ? other : nil
    }

    /// The same table with `'` as quote, where fields look as if that was meant and it cuts them as well.
    private static func singleQuoted(_ best: SampleTable, _ text: [UInt8], _ isWholeFile: Bool) -> SampleTable? {
        let cells = best.cells
        guard best.quote == .double, !cells.contains(where: \.isQuoted), cells.count(where: \.startsWithApostrophe) >= 2
        else { return nil }
        let other = SampleTable(of: text, delimiter: best.delimiter, quote: .single, isWholeFile: isWholeFile)
        return other.score >= best.score ? other : nil
    }

    private static func guess(
        _ table: SampleTable, encoding: TextEncoding, firstBytes: ArraySlice<UInt8>?
    ) -> DialectGuess {
        let dialect = Dialect(
            delimiter: table.delimiter, quote: table.quote, hasHeader: HeaderGuess(table).hasHeader,
            encoding: encoding, preambleRecords: table.preamble)
        let strength: DialectGuess.Strength =
            if table.width < 2 {
                .singleColumn
            } else if let firstBytes,
                TableEvidence(table, hasHeader: dialect.hasHeader).isConvincing(firstBytes: firstBytes)
            {
                .strong
            } else {
                .weak
            }
        return DialectGuess(dialect: dialect, strength: strength, fieldCount: table.width)
    }
}

/// What ``DialectSniffer`` made of a text.
public struct DialectGuess: Sendable, Equatable {
    /// How sure it is that the text is delimited.
    public enum Strength: Int, Sendable, Comparable {
        /// No delimiter was found: one column, if anything.
        case singleColumn
        /// It could be, if the file's name says so.
        case weak
        /// The content alone is convincing.
        case strong

        /// Orders by how sure it is.
        public static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
    }

    /// The most likely dialect.
    public var dialect: Dialect
    /// How sure it is that the text is delimited.
    public var strength: Strength
    /// The most frequent number of fields.
    public var fieldCount: Int
}
