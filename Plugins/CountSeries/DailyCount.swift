import DelimitedSyntax

/// What was counted on a day.
struct DailyCount: Equatable {
    let day: CivilDay
    let count: Int
}
