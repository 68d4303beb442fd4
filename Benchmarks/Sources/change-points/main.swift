// Tells where series change: change-points bayesian|poisson reads a series a line from the standard input, numbers with blanks
// between them, and writes for each a line with the places where stretches begin, the first one left out.

import AnomalyScoring

/// Where the stretches of a series begin; of counts by their Poisson rates.
func changes(_ detector: String, in values: [Double]) -> [Int] {
    guard detector == "poisson" else { return BayesianChangePoint.changes(in: values) }
    let segments = PoissonSegmentation(values.compactMap { Int(exactly: $0) })?.segments ?? []
    return segments.dropFirst().map(\.start)
}

if let detector = CommandLine.arguments.dropFirst().first, ["bayesian", "poisson"].contains(detector) {
    while let line = readLine() {
        let values = line.split(separator: " ").compactMap { Double($0) }
        print(changes(detector, in: values).map(String.init).joined(separator: " "))
    }
} else {
    print("usage: change-points bayesian|poisson < SERIES")
}
