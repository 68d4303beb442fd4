import HandlerAPI

extension WHPExchangeHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] = [
        HandlerOutput("kind", .text, "bottle or ctd; mixed in a roll-up of both"),
        HandlerOutput("stamp", .text, "Date and author from the first line; absent in a roll-up where files differ"),
        HandlerOutput("files", .integer, unit: "1", "Files summed up"),
        HandlerOutput("observations", .integer, unit: "1", "Rows of data"),
        HandlerOutput("stations", .integer, unit: "1", "Different stations"),
        HandlerOutput("casts", .integer, unit: "1", "Different casts"),
        HandlerOutput("expocodes[]", .text, "The cruises, in order of appearance"),
        HandlerOutput("cast_list[].expocode", .text, "The cruise of a cast"),
        HandlerOutput("cast_list[].station", .text, "Its station"),
        HandlerOutput("cast_list[].cast", .text, "Its number"),
        HandlerOutput("cast_list[].observations", .integer, unit: "1", "Its rows"),
        HandlerOutput(
            "cast_list_is_complete", .boolean,
            "False beyond 20,000 casts: stations and casts are then lower bounds"),
        HandlerOutput("bounding_box.south", .number, unit: "deg", "The southernmost latitude"),
        HandlerOutput("bounding_box.north", .number, unit: "deg", "The northernmost latitude"),
        HandlerOutput(
            "bounding_box.west", .number, unit: "deg",
            "The western edge; larger than the eastern one across the 180th meridian"),
        HandlerOutput("bounding_box.east", .number, unit: "deg", "The eastern edge"),
        HandlerOutput("time_span.start", .text, "The first time, ISO 8601 in UTC"),
        HandlerOutput("time_span.end", .text, "The last time, ISO 8601 in UTC"),
        HandlerOutput("end_data", .boolean, "Whether the table ends in END_DATA"),
        HandlerOutput("ragged_rows", .integer, unit: "1", "Rows with more or fewer fields than there are columns"),
        HandlerOutput("headers.*", .text, "The NAME = value lines of CTD files"),
        HandlerOutput("columns[].name", .text, "The name of the column as the file spells it"),
        HandlerOutput("columns[].unit", .text, "Its unit as the file spells it"),
        HandlerOutput("columns[].present", .integer, unit: "1", "Observations with a value"),
        HandlerOutput("columns[].missing", .integer, unit: "1", "Observations without one"),
        HandlerOutput(
            "columns[].non_numeric", .integer, unit: "1",
            "Values that are no numbers, in a column of numbers"),
        HandlerOutput("columns[].minimum", .number, "The least number"),
        HandlerOutput("columns[].maximum", .number, "The greatest number"),
        HandlerOutput("columns[].mean", .number, "The mean of the numbers"),
        HandlerOutput("columns[].standard_deviation", .number, "Of the sample, with the divisor n - 1"),
        HandlerOutput(
            "columns[].flags.*", .integer, unit: "1",
            "How often each WOCE quality code occurs; invalid for what is none of 1 to 9"),
    ]
}
