/// What is to be said of a receiver.
public enum SeriesVerdict: String, Codable, Sendable {
    /// Nothing is out of the ordinary.
    case normal
    /// The rate fell and stayed low.
    case drop
    /// The rate rose and stayed high.
    case surge
    /// The rate changed several times.
    case steps
    /// Nothing has been counted for a while, after counts that make that improbable.
    case dead
    /// Nothing was counted in the whole window.
    case silent
    /// There are too few days to tell.
    case tooShort = "too-short"

    /// The detector that an anomaly of this verdict names; `nil` where there is none.
    var detector: String? {
        switch self {
        case .normal, .tooShort: nil
        case .drop: "count-drop"
        case .surge: "count-surge"
        case .steps: "count-steps"
        case .dead: "dead-receiver"
        case .silent: "silent-receiver"
        }
    }
}
