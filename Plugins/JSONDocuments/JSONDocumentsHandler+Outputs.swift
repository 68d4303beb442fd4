import ColumnProfiles
import HandlerAPI

extension JSONDocumentsHandler {
    /// What is kept of a file, as README.md describes it.
    static let outputs: [HandlerOutput] =
        [
            HandlerOutput("format", .text, "json, ndjson or concatenated"),
            HandlerOutput("encoding", .text, "utf-8 or utf-8-bom"),
            HandlerOutput("documents", .integer, unit: "{documents}", "Documents read to their end"),
            HandlerOutput("blank_lines", .integer, unit: "{lines}", "Lines without a document"),
            HandlerOutput("depth", .integer, unit: "{levels}", "The most objects and arrays within each other"),
            HandlerOutput("duplicate_keys", .integer, unit: "{members}", "Members whose key their object had already"),
            HandlerOutput("values_beyond", .integer, unit: "1", "Values at paths beyond those told apart"),
            HandlerOutput("paths[].path", .text, "The path, as in $.items[].price"),
            HandlerOutput("paths[].types.null", .integer, unit: "1", "Values of the type null"),
            HandlerOutput("paths[].types.boolean", .integer, unit: "1", "Values of the type boolean"),
            HandlerOutput("paths[].types.integer", .integer, unit: "1", "Values of the type integer"),
            HandlerOutput("paths[].types.number", .integer, unit: "1", "Values of the type number"),
            HandlerOutput("paths[].types.string", .integer, unit: "1", "Values of the type string"),
            HandlerOutput("paths[].types.object", .integer, unit: "1", "Values of the type object"),
            HandlerOutput("paths[].types.array", .integer, unit: "1", "Values of the type array"),
            HandlerOutput("paths[].present", .integer, unit: "{objects}", "Objects that have the key"),
            HandlerOutput("paths[].parents", .integer, unit: "{objects}", "Objects that might have it"),
            HandlerOutput("paths[].true", .integer, unit: "1", "Boolean values that are true"),
            HandlerOutput("paths[].array_length.count", .integer, unit: "{arrays}", "Arrays, empty ones included"),
            HandlerOutput("paths[].array_length.minimum", .integer, unit: "{elements}", "Elements of the shortest"),
            HandlerOutput("paths[].array_length.maximum", .integer, unit: "{elements}", "Elements of the longest"),
            HandlerOutput("paths[].array_length.mean", .number, unit: "{elements}", "The mean number of elements"),
        ]
        + ColumnAggregate.outputs(below: "paths[].numbers.", of: .numbers)
        + ColumnAggregate.outputs(below: "paths[].strings.", of: .texts)
}
