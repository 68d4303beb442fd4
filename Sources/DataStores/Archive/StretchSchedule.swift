import Orchestration

/// Which stretch of an archive is unpacked next and which is taken, without locks or threads.
///
/// Stretches are given out in their order, and their parts taken in it. From the first that came to nothing on, none is.
struct StretchSchedule<Part> {
    /// How far readers may be ahead of what is taken.
    struct Bounds {
        /// How many stretches may be given out and not taken.
        var count: Int
        /// How many bytes these may unpack to together. One stretch may always be given out.
        var bytes: Int64
    }

    /// What the reader that takes the parts does next.
    enum Step {
        /// Take this part.
        case take(Part)
        /// Unpack this stretch like any other reader.
        case unpack(Int)
        /// Read all from this stretch on in one go: it came to nothing, or there is none of this number.
        case readOn(from: Int)
    }

    private let sizes: [Int64]
    private let bounds: Bounds
    /// The next to be given out.
    private var next = 0
    /// The next to be taken.
    private var front = 0
    /// The first that came to nothing, or the number behind the last.
    private var end: Int
    private var parts: [Int: Part] = [:]
    private var bytesAhead: Int64 = 0

    /// Makes the schedule of stretches that unpack to `sizes`.
    init(_ sizes: [Int64], bounds: Bounds) {
        self.sizes = sizes
        self.bounds = bounds
        end = sizes.count
    }

    /// How many are left to be given out.
    var rest: Int { max(0, end - next) }

    /// A stretch to unpack; `nil` where none is to be given out now. None ever is once ``rest`` is 0.
    mutating func give() -> Int? {
        guard next < end, next - front < bounds.count else { return nil }
        guard next == front || bytesAhead + sizes[next] <= bounds.bytes else { return nil }
        bytesAhead += sizes[next]
        next += 1
        return next - 1
    }

    /// Notes what came of a stretch; `nil` for nothing.
    mutating func finish(_ number: Int, _ part: Part?) {
        guard let part else {
            end = min(end, number)
            return
        }
        parts[number] = part
    }

    /// The next step, if there is one before another stretch is finished.
    mutating func step() -> Step? {
        guard front < end else { return .readOn(from: front) }
        if let part = parts.removeValue(forKey: front) {
            bytesAhead -= sizes[front]
            front += 1
            return .take(part)
        }
        return give().map { .unpack($0) }
    }

    /// Gives out no more.
    mutating func close() { end = min(end, next) }
}
