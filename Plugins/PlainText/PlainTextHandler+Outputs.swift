import HandlerAPI

extension PlainTextHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] = [
        HandlerOutput("files", .integer, unit: "1", "Files summed up"),
        HandlerOutput("bytes", .integer, unit: "By", "The size of the file"),
        HandlerOutput(
            "characters", .integer, unit: "1",
            "Unicode scalars, line ends included, a byte order mark not"),
        HandlerOutput("lines", .integer, unit: "1", "Lines; a last one without an end counts"),
        HandlerOutput("words", .integer, unit: "1", "Runs of characters other than ASCII white space"),
        HandlerOutput("empty_lines", .integer, unit: "1", "Lines without a character"),
        HandlerOutput(
            "encoding", .text,
            "ascii, utf-8, utf-8-bom, utf-16le, utf-16be, iso-8859-1, unknown-8bit, or mixed in a roll-up"),
        HandlerOutput("invalid_sequences", .integer, unit: "1", "Byte sequences that are invalid in the encoding"),
        HandlerOutput(
            "control_characters", .integer, unit: "1",
            "ASCII control characters other than tab, LF and CR"),
        HandlerOutput(
            "longest_line.characters", .integer, unit: "1",
            "The length of the longest line without its end"),
        HandlerOutput("longest_line.line", .integer, "Its number, from 1; 0 where no line has a character"),
        HandlerOutput("line_endings.lf", .integer, unit: "1", "Line ends that are LF"),
        HandlerOutput("line_endings.crlf", .integer, unit: "1", "Line ends that are CR LF"),
        HandlerOutput("line_endings.cr", .integer, unit: "1", "Line ends that are CR"),
        HandlerOutput("ends_with_newline", .boolean, "Whether the last line has an end"),
    ]
}
