import Foundation

/// Centre and covariance of points of a plane, as by definition and without any haste.
struct Plane {
    private let centre: [Double]
    /// The covariance in x, in both and in y.
    private let (xx, xy, yy): (Double, Double, Double)

    /// What is added to the variances; see `MinimumCovariance`.
    private static let ridge = 1e-6

    /// Makes the centre and the covariance of points.
    init(_ points: [[Double]]) {
        let count = Double(points.count)
        let centre = [0, 1].map { axis in points.reduce(0) { $0 + $1[axis] } / count }
        func covariance(_ first: Int, _ second: Int) -> Double {
            points.reduce(0) { $0 + ($1[first] - centre[first]) * ($1[second] - centre[second]) } / count
        }
        self.centre = centre
        (xx, xy, yy) = (covariance(0, 0) + Self.ridge, covariance(0, 1), covariance(1, 1) + Self.ridge)
    }

    /// The determinant of the covariance.
    var determinant: Double { xx * yy - xy * xy }

    /// The squared Mahalanobis distances of points.
    func squares(of points: [[Double]]) -> [Double] {
        points.map { point in
            let (x, y) = (point[0] - centre[0], point[1] - centre[1])
            return (yy * x * x - 2 * xy * x * y + xx * y * y) / determinant
        }
    }

    /// The estimate from the points within the 97.5th percentile, by distances whose median is made that of chi-squared of two
    /// degrees; nothing where a point is so near to that limit that an approximation of the percentile decides.
    func reweighted(_ points: [[Double]]) -> Plane? {
        let squares = squares(of: points)
        let sorted = squares.sorted()
        let limit = sorted[sorted.count / 2] * log(0.025) / log(0.5)
        guard squares.allSatisfy({ abs($0 / limit - 1) > 0.03 }) else { return nil }
        return Plane(points.indices.filter { squares[$0] <= limit }.map { points[$0] })
    }

    /// Points with mean 0 and standard deviation 1 on both axes.
    static func standardised(_ points: [[Double]]) -> [[Double]] {
        let count = Double(points.count)
        let scales = [0, 1].map { axis -> (mean: Double, deviation: Double) in
            let mean = points.reduce(0) { $0 + $1[axis] } / count
            return (mean, (points.reduce(0) { $0 + ($1[axis] - mean) * ($1[axis] - mean) } / count).squareRoot())
        }
        return points.map { point in [0, 1].map { (point[$0] - scales[$0].mean) / scales[$0].deviation } }
    }

    /// All sets of so many indices below `count`.
    static func subsets(of count: Int, size: Int) -> [[Int]] {
        (0..<1 << count).filter { $0.nonzeroBitCount == size }.map { set in
            (0..<count).filter { set >> $0 & 1 == 1 }
        }
    }
}
