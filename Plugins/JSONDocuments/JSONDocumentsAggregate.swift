import ColumnProfiles

/// What is kept of a JSON or NDJSON file.
public struct JSONDocumentsAggregate: Codable, Sendable, Equatable {
    /// `json`, `ndjson`, or `concatenated` for several documents that are not on lines of their own.
    public var format: String
    /// `utf-8` or `utf-8-bom`.
    public var encoding: String
    /// Documents read.
    public var documents: Int
    /// Lines of NDJSON without a document.
    public var blankLines: Int
    /// The most objects and arrays within each other.
    public var depth: Int
    /// Members whose key their object had already.
    public var duplicateKeys: Int
    /// Values at paths beyond those told apart.
    public var valuesBeyond: Int
    /// Each path behind the one around it, in the order in which they were first met.
    public var paths: [PathAggregate]

    enum CodingKeys: String, CodingKey {
        case format, encoding, documents, depth, paths
        case blankLines = "blank_lines"
        case duplicateKeys = "duplicate_keys"
        case valuesBeyond = "values_beyond"
    }
}

/// What is kept of a path.
public struct PathAggregate: Codable, Sendable, Equatable {
    /// `$.user.name`, `$.items[].price`, `$["two words"]`; `$` for documents.
    public var path: String
    /// How many values of each type there are.
    public var types: TypeCounts
    /// Of a key: how many objects have it.
    public var present: Int?
    /// Of a key: how many objects there are that might have it.
    public var parents: Int?
    /// Of Boolean values: how many are `true`.
    public var `true`: Int?
    /// How many elements arrays have.
    public var arrayLength: ArrayLengthAggregate?
    /// Of numbers.
    public var numbers: ColumnAggregate?
    /// Of strings.
    public var strings: ColumnAggregate?

    enum CodingKeys: String, CodingKey {
        case path, types, present, parents, `true`, numbers, strings
        case arrayLength = "array_length"
    }
}

/// How many values of each type there are.
public struct TypeCounts: Codable, Sendable, Equatable {
    /// `null`.
    public var null: Int
    /// `true` and `false`.
    public var boolean: Int
    /// Numbers without a fraction and an exponent.
    public var integer: Int
    /// Other numbers.
    public var number: Int
    /// Strings.
    public var string: Int
    /// Objects.
    public var object: Int
    /// Arrays.
    public var array: Int
}

/// How many elements arrays have.
public struct ArrayLengthAggregate: Codable, Sendable, Equatable {
    /// How many arrays there are.
    public var count: Int
    /// Of the shortest.
    public var minimum: Int
    /// Of the longest.
    public var maximum: Int
    /// On average.
    public var mean: Double
}

// MARK: - From what was found

extension JSONDocumentsAggregate {
    /// The results of all documents of a file.
    init(_ whole: DocumentPart, plan: DocumentPlan, frequentValues: Int) {
        let tally = whole.tally
        self.init(
            format: plan.isLines ? "ndjson" : tally.documents > 1 ? "concatenated" : "json",
            encoding: plan.start == 0 ? "utf-8" : "utf-8-bom", documents: tally.documents,
            blankLines: tally.blankLines, depth: tally.depth, duplicateKeys: tally.duplicateKeys,
            valuesBeyond: tally.valuesBeyond, paths: Self.paths(of: whole, frequentValues))
    }

    /// The paths, each behind the one around it and before those that were first met later there.
    static func paths(of whole: DocumentPart, _ frequentValues: Int) -> [PathAggregate] {
        var children = [[Int]](repeating: [], count: whole.paths.count)
        for (place, path) in whole.paths.enumerated().reversed() where path.parent >= 0 {
            children[path.parent].append(place)
        }
        var waiting = [(place: 0, text: "$")]
        var paths: [PathAggregate] = []
        while let (place, text) = waiting.popLast() {
            let path = whole.paths[place]
            let parents = path.key == nil ? nil : whole.paths[path.parent].counts.objects
            paths.append(PathAggregate(path, text: text, parents: parents, frequentValues: frequentValues))
            waiting += children[place].map { ($0, text + PathText.step(whole.paths[$0].key)) }
        }
        return paths
    }
}

extension PathAggregate {
    init(_ path: DocumentPart.Path, text: String, parents: Int?, frequentValues: Int) {
        let counts = path.counts
        let booleans = counts.trues + counts.falses
        self.init(
            path: text,
            types: TypeCounts(
                null: counts.nulls, boolean: booleans, integer: counts.integers, number: counts.otherNumbers,
                string: counts.strings, object: counts.objects, array: counts.arrays),
            present: parents == nil ? nil : counts.present, parents: parents,
            true: booleans == 0 ? nil : counts.trues, arrayLength: counts.lengths.aggregate,
            numbers: path.profiles.numbers?.aggregate(frequentValues: frequentValues),
            strings: path.profiles.strings?.aggregate(frequentValues: frequentValues))
    }
}

extension ArrayLengths {
    /// The results, `nil` where there is no array.
    fileprivate var aggregate: ArrayLengthAggregate? {
        count == 0
            ? nil
            : ArrayLengthAggregate(count: count, minimum: low, maximum: high, mean: Double(sum) / Double(count))
    }
}
