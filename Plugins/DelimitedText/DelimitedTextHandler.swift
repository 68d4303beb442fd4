import ColumnProfiles
import DelimitedSyntax
import HandlerAPI
import Sketches

/// Summarises every column of a delimited text file, whatever its size, in one pass and bounded memory.
public struct DelimitedTextHandler: SplittableHandler {
    /// The handler's card.
    public static let descriptor = HandlerDescriptor(
        name: "delimited-text", version: "2.2.0",
        summary: "Types, ranges, moments, quantiles and frequent values of the columns of CSV and TSV files",
        accepts: ["text/csv", "text/tab-separated-values", "text/x-count-series"],
        options: DelimitedTextOptions.described, outputs: outputs)

    /// How many first bytes the dialect is guessed from.
    private static let prefixSize = 64 << 10

    /// What is kept of a file.
    public typealias Aggregate = DelimitedTextAggregate

    let options: DelimitedTextOptions

    /// Makes a handler that works by `options`.
    public init(options: HandlerOptions) throws(HandlerError) {
        self.options = DelimitedTextOptions(options)
    }

    /// Guesses the dialect, and reads the lines before the first row.
    public func plan(for file: borrowing FileContent) throws(HandlerError) -> TablePlan {
        try TablePlan(of: file, dialect: dialect(of: file), options: options)
    }

    /// How many ranges of 16 MiB at most there are, or more where there are many columns, for each 134 columns.
    public func rangeCount(of plan: TablePlan) -> Int { plan.rangeCount }

    /// The ranges of the first 134 columns: what is known of columns that were gone through before is not part of a state.
    public func firstPassCount(of plan: TablePlan) -> Int { plan.pieceCount }

    /// Where the rows of a range end, give or take one.
    public func end(ofRange number: Int, by plan: TablePlan) -> Int64? { plan.range(number).bytes.upperBound }

    /// Reads the rows that begin in a range.
    public func range(
        _ number: Int, of file: borrowing FileContent, by plan: TablePlan
    ) throws(HandlerError) -> TablePart {
        let range = plan.range(number)
        let begin = range.isFirst ? plan.start : try RangeStart.guess(range.bytes, in: file, plan.dialect)
        return try rows(of: file, in: range, from: begin, by: plan)
    }

    /// Adds the rows of a range to those before it, once it is sure that it begins where they end.
    public func join(
        _ part: TablePart, ofRange number: Int, to whole: inout TablePart, of file: borrowing FileContent,
        by plan: TablePlan
    ) throws(HandlerError) {
        let range = plan.range(number)
        guard part.columns.count == range.columns.count else {
            throw .corrupt("a range has \(part.columns.count) columns instead of \(range.columns.count)")
        }
        guard part.candidates.count == (options.maximumAnomalies == nil ? 0 : range.columns.count) else {
            throw .corrupt("a range has anomalies of \(part.candidates.count) columns")
        }
        if range.isFirst {
            let (finished, strangest) = (columns(of: whole, by: plan), strangest(of: whole, by: plan))
            let addends = addends(of: whole)
            whole = part
            (whole.finished, whole.strangest, whole.addends) = (finished, strangest, addends)
            return
        }
        guard whole.failure == nil, !whole.beliesEncoding else { return }
        if part.begin == whole.end {
            whole.merge(part)
        } else if whole.end < range.bytes.upperBound {
            whole.merge(try rows(of: file, in: range, from: whole.end, by: plan))
        }
    }

    /// The results of all columns that were gone through.
    private func columns(of whole: TablePart, by plan: TablePlan) -> [ColumnAggregate] {
        whole.finished
            + whole.columns.enumerated().map { index, column in
                let number = whole.finished.count + index
                return column.aggregate(
                    index: number + 1, name: plan.name(number), frequentValues: options.frequentValues)
            }
    }

    /// What all columns that were gone through add to a roll-up, unless it is too much.
    private func addends(of whole: TablePart) -> [[UInt8]]? {
        guard let before = whole.addends else { return nil }
        var addends = before
        var size = before.reduce(0) { $0 + $1.count }
        for column in whole.columns {
            addends.append(column.addend)
            size += addends[addends.count - 1].count
            guard size <= Findings.largestState else { return nil }
        }
        return addends
    }

    /// The strangest rows by all columns that were gone through.
    private func strangest(of whole: TablePart, by plan: TablePlan) -> StrangestRows {
        var rows = whole.finished.isEmpty ? StrangestRows(limit: options.maximumAnomalies ?? 0) : whole.strangest
        for (index, candidates) in whole.candidates.enumerated() {
            let column = ColumnAnomalies(
                profile: whole.columns[index], candidates: candidates, column: whole.finished.count + index,
                columnCount: plan.columnCount)
            column.find(into: &rows)
        }
        return rows
    }

    /// The results. A file is read again where its beginning is ASCII and the rest turns out not to be UTF-8, and where a
    /// quote between tabs is never closed.
    public func finish(
        _ whole: TablePart, of file: borrowing FileContent, by plan: TablePlan, reporting findings: inout Findings
    ) throws(HandlerError) -> DelimitedTextAggregate {
        if let dialect = corrected(plan, after: whole) {
            let plan = try TablePlan(of: file, dialect: dialect, options: options)
            var whole = try range(0, of: file, by: plan)
            for number in 1..<max(1, plan.rangeCount) {
                try join(range(number, of: file, by: plan), ofRange: number, to: &whole, of: file, by: plan)
                findings.reportProgress()
            }
            return try finish(whole, of: file, by: plan, reporting: &findings)
        }
        if let fault = whole.encodingFault {
            findings.note("bytes that are not UTF-8, first at byte \(fault); they read as U+FFFD")
        }
        let strangest = strangest(of: whole, by: plan)
        for row in strangest.sorted { findings.report(row.anomaly(column: plan.name(row.column))) }
        if let remark = strangest.remark { findings.note(remark) }
        if let failure = plan.failure ?? whole.failure { findings.markPartial(because: failure) }
        keepState(of: whole, by: plan, &findings)
        return DelimitedTextAggregate(whole, plan: plan, columns: columns(of: whole, by: plan))
    }

    private func keepState(of whole: TablePart, by plan: TablePlan, _ findings: inout Findings) {
        guard let addends = addends(of: whole) else { return }
        let tally = TableTally(
            rows: whole.rows, raggedShort: whole.raggedShort, raggedLong: whole.raggedLong,
            blankLines: plan.blankLines + whole.blankLines, preambleRecords: plan.preambleRecords)
        let names = (0..<addends.count).map { plan.name($0) }
        if let state = TableState.of(tally, names: names, columns: addends) { findings.keepState(state) }
    }

    /// The part in a binary form, a few hundred bytes to 60 KiB a column.
    public func encoded(_ part: TablePart) -> [UInt8] { part.state }

    /// Reads what ``encoded(_:)`` wrote.
    public func part(from state: [UInt8], by plan: TablePlan) throws(HandlerError) -> TablePart {
        do throws(StateError) {
            let part = try TablePart(state: state)
            return part
        } catch {
            throw .corrupt("the state of a range cannot be read: \(error)")
        }
    }

    private func rows(
        of file: borrowing FileContent, in range: TableRange, from begin: Int64, by plan: TablePlan
    ) throws(HandlerError) -> TablePart {
        var reading = RangeReading(plan, range, from: begin, by: options)
        if plan.failure == nil { try reading.read(file) }
        return reading.part
    }

    /// The dialect that reading has shown to be the right one instead of the plan's, if it has.
    private func corrected(_ plan: TablePlan, after whole: TablePart) -> Dialect? {
        var corrected = plan.dialect
        if whole.beliesEncoding {
            corrected.encoding = .latin1
        } else if plan.failure != nil || whole.endsWithinQuotes, corrected.delimiter == .tab,
            corrected.quote != .none, options.quote == nil
        {
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
                $0, isWholeFile: isWholeFile, encoding: encoding, delimiter: options.delimiter, quote: options.quote,
                weighsEvidence: false)
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
