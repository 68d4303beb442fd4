import ColumnProfiles
import DelimitedText
import HandlerAPI
import HandlerTesting
import Sketches

/// The profile of one column, and the handler that profiles all columns of a table.
enum ProfileBenchmarks {
    static var all: [Benchmark] {
        [
            profile("profile_integer") { $0.integer() },
            profile("profile_decimal") { $0.decimal() },
            profile("profile_flag") { String($0.below(8)) },
            profile("profile_date") { $0.date() },
            profile("profile_timestamp") { $0.timestamp() },
            profile("profile_word") { $0.word() },
            profile("profile_prose") { $0.prose(words: 12) },
            handler("table_numeric", rows: 32_768, columns: 8) { sample, column in
                column < 4 ? sample.integer() : sample.decimal()
            },
            handler("table_text", rows: 1_024, columns: 6) { sample, column in
                switch column {
                case 0: sample.integer()
                case 1: sample.date()
                case 2: String(1 + sample.below(5))
                case 3: sample.word()
                case 4: sample.prose(words: 4)
                default: sample.prose(words: 80)
                }
            },
            handler("table_wide", rows: 128, columns: 1_000) { sample, column in
                column % 2 == 0 ? sample.integer() : sample.decimal()
            },
        ]
    }

    /// Instructions a value for a column that is begun anew each time, filling of batches included.
    private static func profile(_ name: String, _ text: @escaping (inout SampleText) -> String) -> Benchmark {
        Benchmark(name: name, unit: "value") {
            var sample = SampleText(seed: 3)
            let list = FieldList((0..<8 * ValueBatch.capacity).map { _ in text(&sample) })
            let isASCII = list.fields.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
            let batch = ValueBatch()
            return Benchmark.Work(count: list.fields.count) {
                var profile = ColumnProfile(sampleSize: QuantileSketch.defaultSampleSize)
                for start in stride(from: 0, to: list.fields.count, by: ValueBatch.capacity) {
                    batch.count = 0
                    for field in list.fields[start..<start + ValueBatch.capacity] {
                        if let base = field.baseAddress { batch.append(base, field.count) }
                    }
                    profile.add(batch, missing: 0, isASCII: isASCII)
                }
                keep(profile)
            }
        }
    }

    /// Instructions a row for a whole file in memory, from guessing the dialect to the aggregate.
    private static func handler(
        _ name: String, rows: Int, columns: Int, _ field: @escaping (inout SampleText, _ column: Int) -> String
    ) -> Benchmark {
        Benchmark(name: name, unit: "row") {
            var sample = SampleText(seed: 4)
            let content = InMemoryContent(sample.table(rows: rows, columns: columns, field: field))
            let options = try HandlerOptions(for: DelimitedTextHandler.descriptor.options)
            let handler = try DelimitedTextHandler(options: options)
            return Benchmark.Work(count: rows) {
                let outcome = HandlerOutcome(of: handler, on: content, mediaType: "text/csv")
                precondition(outcome.aggregate?.rows == rows, "the table of \(name) is not read as it was made")
                keep(outcome)
            }
        }
    }
}
