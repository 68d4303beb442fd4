import AnomalyScoring
import Glibc

/// Fits a detector to a table, scores the rows learned from, and says how long it took; Benchmarks/python/anomaly drives it.
///
/// Usage: anomaly-benchmarks DETECTOR TABLE ROWS COLUMNS THREADS ROUNDS SCORES. TABLE holds 64-bit floating-point numbers column
/// by column, in the machine's order of bytes; the raw scores of all rounds go to SCORES in the same form. The number of a round
/// is its seed. Each prints its seconds of wall time and of processor time.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count == 7, let contest = Contest(rawValue: arguments[0]) else {
    print("usage: anomaly-benchmarks DETECTOR TABLE ROWS COLUMNS THREADS ROUNDS SCORES")
    print("detectors: \(Contest.allCases.map(\.rawValue).joined(separator: " "))")
    exit(64)
}
let numbers = arguments[2...5].compactMap { Int($0) }
guard numbers.count == 4, numbers.allSatisfy({ $0 > 0 }) else {
    print("ROWS, COLUMNS, THREADS and ROUNDS must be whole numbers above 0")
    exit(64)
}
do {
    let values = try NumberFile.read(arguments[1])
    let names = (0..<numbers[1]).map { "column \($0)" }
    let table = try NumberTable(names: names, rowCount: numbers[0], columnMajor: values)
    var scores: [Double] = []
    for round in 0..<numbers[3] {
        let start = (wall: Clock.now(CLOCK_MONOTONIC), processor: Clock.now(CLOCK_PROCESS_CPUTIME_ID))
        let found = try contest.rawScores(table, seed: UInt64(round), threads: numbers[2])
        print(Clock.now(CLOCK_MONOTONIC) - start.wall, Clock.now(CLOCK_PROCESS_CPUTIME_ID) - start.processor)
        scores += found
    }
    try NumberFile.write(scores, to: arguments[6])
} catch {
    print(error)
    exit(1)
}
