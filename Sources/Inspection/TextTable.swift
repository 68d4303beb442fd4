/// Lays text out in columns.
public enum TextTable {
    /// The width of each column: that of its longest text.
    public static func widths(of rows: [[String]]) -> [Int] {
        rows.reduce(into: []) { widths, row in
            for (index, text) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], text.count)
            }
        }
    }

    /// One line of a table, without blanks at its end.
    public static func line(_ row: [String], widths: [Int]) -> String {
        var line = ""
        for (index, text) in row.enumerated() {
            line += text
            let isLast = index == row.count - 1
            if !isLast {
                line += String(
                    repeating: " ", count: max(0, (widths.indices.contains(index) ? widths[index] : 0) - text.count) + 2
                )
            }
        }
        while line.hasSuffix(" ") { line.removeLast() }
        return line + "\n"
    }

    /// `text` on one line and no longer than `width`; what was cut leaves an ellipsis.
    public static func cut(_ text: String, to width: Int) -> String {
        let flat = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return flat.count <= width ? flat : flat.prefix(max(1, width - 1)) + "…"
    }
}
