import CTextIndex
import DelimitedSyntax

/// Finding fields, and reading what stands in one.
enum ScanBenchmarks {
    static var all: [Benchmark] {
        [
            scan("scan_numeric") { sample in
                sample.table(rows: 4_000, columns: 8) { sample, column in
                    column < 4 ? sample.integer() : sample.decimal()
                }
            },
            scan("scan_text") { sample in
                sample.table(rows: 400, columns: 3) { sample, column in
                    column == 0 ? sample.integer() : sample.prose(words: 60)
                }
            },
            fields("field_integer") { $0.integer() },
            fields("field_decimal") { $0.decimal() },
            fields("field_date") { $0.date() },
            fields("field_numeric_date") { $0.numericDate() },
            fields("field_timestamp") { $0.timestamp() },
            fields("field_word") { $0.word() },
        ]
    }

    /// Instructions a byte for finding where fields and records end.
    private static func scan(_ name: String, _ text: @escaping (inout SampleText) -> [UInt8]) -> Benchmark {
        Benchmark(name: name, unit: "byte") {
            var sample = SampleText(seed: 1)
            let bytes = text(&sample)
            let padded = bytes + Array(repeating: 0, count: Int(TEXT_INDEX_PADDING))
            let dialect = text_index_dialect(
                delimiter: UInt8(ascii: ","), quote: UInt8(ascii: "\""), has_quote: true)
            var fieldEnds = [UInt32](repeating: 0, count: padded.count)
            var recordEnds = fieldEnds
            return Benchmark.Work(count: bytes.count) {
                var result = text_index_result()
                text_index_find(padded, bytes.count, true, dialect, nil, &fieldEnds, &recordEnds, &result)
                keep(result)
            }
        }
    }

    /// Instructions a value for telling what a field holds, and reading it.
    private static func fields(_ name: String, _ text: @escaping (inout SampleText) -> String) -> Benchmark {
        Benchmark(name: name, unit: "value") {
            var sample = SampleText(seed: 2)
            let list = FieldList((0..<4_096).map { _ in text(&sample) })
            return Benchmark.Work(count: list.fields.count) {
                for field in list.fields { keep(FieldValue(field)) }
            }
        }
    }
}
