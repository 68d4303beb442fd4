import Glibc

/// Does one piece of work so many times, for somebody who counts the instructions; without arguments lists them all.
///
/// Usage: micro-benchmarks [NAME TIMES]. Prints the units done in one go.
let benchmarks = ScanBenchmarks.all + ProfileBenchmarks.all + SketchBenchmarks.all
let arguments = CommandLine.arguments.dropFirst()

if arguments.isEmpty {
    for benchmark in benchmarks { print(benchmark.name, benchmark.unit) }
} else if arguments.count == 2, let benchmark = benchmarks.first(where: { $0.name == arguments[1] }),
    let times = Int(arguments[2]), times >= 0
{
    let work = try benchmark.prepare()
    for _ in 0..<times { work.run() }
    print(work.count)
} else {
    print("usage: micro-benchmarks [NAME TIMES]; without arguments it lists the names")
    exit(64)
}
