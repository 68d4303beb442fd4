import DelimitedSyntax
import Glibc
import HandlerTesting

/// A receiver that is made up: daily counts by a Poisson distribution, whose rate may change once.
struct SyntheticReceiver {
    /// What happens to a receiver.
    enum Kind: String, CaseIterable {
        /// The rate stays as it is.
        case steady
        /// The rate falls to a third.
        case drop
        /// The rate rises to three times itself.
        case surge
        /// Nothing is counted any more.
        case dead

        /// By how much the rate is multiplied.
        fileprivate var factor: Double {
            switch self {
            case .steady: 1
            case .drop: 1 / 3
            case .surge: 3
            case .dead: 0
            }
        }
    }

    /// The fewest days before and behind a change of the rate.
    static let leastDays = 10
    /// The most days behind a change: it lies within the last 40 days, so that ``leastDays`` of them come before it.
    private static let mostDaysBehind = 30
    /// The rates before a change, in counts a day.
    private static let rates = 20.0...60.0

    /// The folder's name, `receiver#00000001`.
    let name: String
    /// What happens to it.
    let kind: Kind
    /// A row for each day.
    let text: String

    /// Makes up a receiver.
    ///
    /// - Parameters:
    ///   - number: Its number.
    ///   - days: How many days there are, twice ``leastDays`` at least where the rate is to change.
    init(
        number: Int, kind: Kind, days: Int, from first: CivilDay, using generator: inout RepeatableGenerator
    ) {
        name = Self.name(of: number)
        self.kind = kind
        let rate = Double.random(in: Self.rates, using: &generator)
        let most = max(Self.leastDays, min(Self.mostDaysBehind, days - Self.leastDays))
        let behind = Int.random(in: Self.leastDays...most, using: &generator)
        var text = ""
        for day in 0..<days {
            let isChanged = kind != .steady && day >= days - behind
            let count = Self.draw(isChanged ? rate * kind.factor : rate, using: &generator)
            text += "\(CivilDay(number: first.number + day)),\(count)\r\n"
        }
        self.text = text
    }

    /// The name of a receiver's folder.
    static func name(of number: Int) -> String {
        let digits = String(number)
        return "receiver#" + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
    }

    /// A number by the Poisson distribution: how many uniform factors keep a product above `exp(-rate)` (Knuth, The Art of
    /// Computer Programming 2, 3.4.1).
    private static func draw(_ rate: Double, using generator: inout RepeatableGenerator) -> Int {
        let bound = exp(-rate)
        var product = Double.random(in: 0..<1, using: &generator)
        var count = 0
        while product > bound {
            product *= Double.random(in: 0..<1, using: &generator)
            count += 1
        }
        return count
    }
}
