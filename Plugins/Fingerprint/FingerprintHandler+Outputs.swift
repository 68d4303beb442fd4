import HandlerAPI

extension FingerprintHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] = [
        HandlerOutput("size", .integer, unit: "By", "Bytes read"),
        HandlerOutput("sha256", .text, "SHA-256 (FIPS 180-4), 64 hexadecimal digits in lower case"),
        HandlerOutput(
            "bytes.entropy_bits_per_byte", .number, unit: "bit",
            "Shannon's entropy of single bytes, 0 to 8"),
        HandlerOutput("bytes.distinct_values", .integer, unit: "1", "How many of the 256 byte values occur"),
        HandlerOutput(
            "bytes.most_frequent_value", .integer,
            "The byte value that occurs most; absent in an empty file"),
        HandlerOutput("bytes.most_frequent_share", .number, unit: "1", "Its share of all bytes"),
        HandlerOutput("bytes.zero_share", .number, unit: "1", "The share of zero bytes"),
        HandlerOutput("bytes.printable_ascii_share", .number, unit: "1", "The share of 0x20 to 0x7E"),
        HandlerOutput("bytes.high_share", .number, unit: "1", "The share of 0x80 to 0xFF"),
    ]
}
