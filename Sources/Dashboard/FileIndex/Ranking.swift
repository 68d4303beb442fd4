import Orchestration

/// The files with the highest values of something, the highest first.
struct Ranking: Sendable {
    /// The most files.
    static let most = 8

    private(set) var files: [(place: FilePlace, value: Double)] = []

    /// Adds a file, unless it has no value or there are enough with higher ones. Of like ones the first stands.
    mutating func add(_ place: FilePlace, value: Double?) {
        guard let value, value > 0, files.count < Self.most || value > (files.last?.value ?? 0) else { return }
        files.insert((place, value), at: files.firstIndex { $0.value < value } ?? files.count)
        if files.count > Self.most { files.removeLast() }
    }
}
