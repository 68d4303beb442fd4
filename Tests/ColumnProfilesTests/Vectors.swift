import CProcessor

/// The sets of instructions that the loops in C have paths for. What the processor lacks is the next best it has.
enum Vectors: UInt32, CaseIterable {
    case plain = 0
    case narrow = 1
    case wide = 2

    /// Has the loops use this set from now on. They find the same with any: a test that runs beside is not disturbed.
    func use() { _ = processor_limit(processor_vectors(rawValue: rawValue)) }
}
