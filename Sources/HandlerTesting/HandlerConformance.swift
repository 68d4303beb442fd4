import Foundation
import HandlerAPI

/// A rule of the handler contract that a handler broke.
public struct Violation: Sendable, Equatable, CustomStringConvertible {
    /// The rule, in a few words.
    public let rule: String
    /// What was done and what came of it.
    public let detail: String

    /// Both, for a person.
    public var description: String { "\(rule): \(detail)" }
}

/// The rules that every handler must keep, whatever its format.
///
/// The descriptor is well-formed. The outcome of a file depends on its bytes only: not on the run, not on how many
/// bytes a read returns. No input traps: neither an empty one, nor one cut off, changed, random or of one long line.
/// What files add to a roll-up adds up, and a damaged state is refused without a trace. Aggregates have a JSON form that
/// reads back as the same; anomalies have scores from 0 to 1 and reasons. A disk that cannot be read is a failure, never
/// an empty file. Where a handler documents its outputs, they are what it keeps.
///
/// A trap ends the process. To find its input, set `TRAWL_CONFORMANCE_INPUT` to a path: the input about to be tried is
/// written there.
public struct HandlerConformance<Tested: Handler> {
    private let samples: [ConformanceSample]
    private let options: [String: OptionValue]
    private let variations: Int
    private let seed: UInt64
    private let sparseSize: ByteCount

    /// Prepares the rules for a handler.
    ///
    /// - Parameters:
    ///   - handler: The handler's type.
    ///   - samples: Files that the handler understands, small ones first.
    ///   - options: Option values to work by; defaults for the rest.
    ///   - variations: How many cuts, and how many changed bytes, are tried for a sample.
    ///   - sparseSize: How large the file of zeros is.
    ///   - seed: Where the repeatable random numbers start.
    public init(
        _ handler: Tested.Type, samples: [ConformanceSample], options: [String: OptionValue] = [:],
        variations: Int = 150, sparseSize: ByteCount = .mebibytes(8), seed: UInt64 = 20_080_204
    ) {
        self.samples = samples
        self.options = options
        self.variations = max(1, variations)
        self.sparseSize = sparseSize
        self.seed = seed
    }

    /// Checks every rule and returns those broken, none for a handler that conforms.
    ///
    /// - Throws: What the handler throws where it cannot be made of its own default options.
    public func run() throws -> [Violation] {
        let handler = try Tested(options: HandlerOptions(options, for: Tested.descriptor.options))
        let checks = OutcomeRules(handler: handler)
        var generator = RepeatableGenerator(seed: seed)
        var violations = DescriptorRules.violations(of: Tested.descriptor)
        var documented = OutputRules(Tested.descriptor.outputs)
        for sample in samples {
            violations += checks.intact(sample)
            if let aggregate = checks.aggregate(of: sample) { documented.check(aggregate) }
            for damaged in sample.damaged(limit: variations, using: &generator) {
                violations += checks.damaged(damaged)
            }
        }
        for sample in hostileSamples(using: &generator) {
            violations += checks.damaged(sample)
        }
        violations += checks.sparse(of: sparseSize, mediaType: samples.first?.mediaType ?? "application/octet-stream")
        violations += documented.contradictions.map { Violation(rule: "outputs are as documented", detail: $0) }
        return violations + OptionRules.violations(of: Tested.descriptor)
    }

    private func hostileSamples(using generator: inout RepeatableGenerator) -> [ConformanceSample] {
        let mediaType = samples.first?.mediaType ?? "application/octet-stream"
        let opening = samples.first.map { Array($0.bytes.prefix(max(16, $0.bytes.count / 2))) } ?? []
        return ConformanceSample.hostile(mediaType: mediaType, opening: opening, using: &generator)
    }
}
