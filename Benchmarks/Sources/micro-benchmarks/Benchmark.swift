/// A piece of work that can be done again and again, each time with the same instructions.
struct Benchmark {
    /// What it is called; its threshold is stored under this name.
    let name: String
    /// What is counted: bytes, values, rows or merges.
    let unit: String
    /// Makes what is worked on, which is not measured.
    let prepare: () throws -> Work

    /// Work that is ready to be done.
    struct Work {
        /// How many units are done in one go.
        let count: Int
        /// Does them once.
        let run: () -> Void
    }
}

/// Keeps the compiler from leaving out work whose result nobody looks at.
@inline(never)
func keep<Result>(_ result: borrowing Result) { withUnsafePointer(to: result) { _ in } }
