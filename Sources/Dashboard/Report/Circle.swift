import Foundation

/// Points of the unit circle.
enum Circle {
    /// The point at an angle in turns, to four digits.
    static func point(at turns: Double) -> (x: Double, y: Double) {
        func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
        return (rounded(cos(turns * 2 * .pi)), rounded(sin(turns * 2 * .pi)))
    }
}
