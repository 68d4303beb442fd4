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
        let line = printable(text)
        return line.count <= width ? line : line.prefix(max(1, width - 1)) + "…"
    }

    /// `text` with a blank for every line break and control character: what a file contains must not steer the terminal.
    public static func printable(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
        if isPlain { return text }
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            let isLineBreak = scalar == "\u{2028}" || scalar == "\u{2029}"
            line.append(isControl || isLineBreak ? " " : scalar)
        }
        return String(line)
    }
}
