/// What speaks for and against a sample being a table, where nothing but its content is known.
///
/// Prose, program text and configuration files have commas, too. A file of theirs taken for a table costs the user
/// more than a table without a name that says so, so anything that speaks against decides.
struct TableEvidence {
    private let table: SampleTable
    private let hasHeader: Bool
    private let cells: [SampleCell]
    private let texts: [SampleCell]

    /// Gathers the evidence in `table`.
    init(_ table: SampleTable, hasHeader: Bool) {
        self.table = table
        self.hasHeader = hasHeader
        cells = Array(table.bodyCells)
        texts = cells.filter { $0.kind == .text && !$0.isQuoted }
    }

    /// Whether the content alone is convincing; `firstBytes` are the text's.
    func isConvincing(firstBytes: ArraySlice<UInt8>) -> Bool {
        !hasForeignStart(firstBytes) && isRegular && !looksLikeProse && !looksLikeCode && !looksLikeMarkup
            && hasSupport
    }

    private func hasForeignStart(_ bytes: ArraySlice<UInt8>) -> Bool {
        let starts: [StaticString] = ["{", "[", "<", "---", "#!", "%YAML", "%PDF", "//", "/*", "|"]
        let text = bytes.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
        return starts.contains { start in start.withUTF8Buffer { text.starts(with: $0) } }
    }

    /// At least three records, all of the same number of fields; in a long sample, one in a hundred may differ.
    private var isRegular: Bool {
        let exceptions = table.body.count { table.width(of: $0) != table.width }
        return table.body.count >= 3 && exceptions * 100 <= table.body.count
    }

    private var looksLikeProse: Bool {
        share(of: texts) { $0.words >= 6 } > 0.3 || share(of: texts) { $0.length > 60 } > 0.3
            || share(of: followers) { $0.startsWithSpace } > 0.3
    }

    /// Texts behind a delimiter: `one, two` is prose or a list within program text.
    private var followers: [SampleCell] {
        table.body.flatMap { table.record($0).dropFirst() }.filter { $0.kind == .text && !$0.isQuoted }
    }

    private var looksLikeCode: Bool {
        share(of: cells) { $0.looksLikeCode } > 0.05 || share(of: firsts) { $0.startsWithSpace } > 0.1
            || share(of: firsts) { $0.last == UInt8(ascii: ":") || $0.hasColonAndSpace } > 0.3
            || share(of: lasts) { $0.kind == .empty } > 0.9
    }

    /// Fields before the first delimiter: an indented block has none there.
    private var firsts: [SampleCell] { table.body.compactMap { table.record($0).first } }
    private var lasts: [SampleCell] { table.body.compactMap { table.record($0).last } }

    /// A table of Markdown has a row of dashes and, often, bars at both ends.
    private var looksLikeMarkup: Bool {
        share(of: firsts) { $0.kind == .empty } > 0.5
            || table.body.prefix(3).contains { table.record($0).allSatisfy(\.isRule) }
    }

    private func share(of cells: [SampleCell], where test: (SampleCell) -> Bool) -> Double {
        cells.isEmpty ? 0 : Double(cells.count(where: test)) / Double(cells.count)
    }
}

// MARK: - What speaks for a table

extension TableEvidence {
    /// Columns of numbers, times or truth values, or three short fields a record over five records.
    private var hasSupport: Bool {
        let typed = (0..<table.width).count(where: isTyped)
        if table.width == 2 {
            return typed == 2 || (typed == 1 && hasHeader && texts.allSatisfy { $0.words <= 3 && $0.length <= 40 })
        }
        if typed > 0 { return true }
        let length = texts.reduce(0) { $0 + $1.length }
        return table.body.count >= 5 && length <= 24 * texts.count
    }

    private func isTyped(_ column: Int) -> Bool {
        let values = table.body.dropFirst(hasHeader ? 1 : 0)
            .compactMap { table.cell($0, column) }
            .filter { $0.kind != .empty }
        return values.count >= 2 && Double(values.count(where: \.isTyped)) >= 0.9 * Double(values.count)
    }
}
