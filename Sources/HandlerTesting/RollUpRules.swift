import Foundation
import HandlerAPI

/// Rules for what files add to a roll-up.
enum RollUpRules {
    /// How many cuts and changes of a state are tried.
    private static let variations = 40

    /// The rules for what `handler` kept of a file that it understands.
    static func faults(of handler: some RollUpHandler, state: [UInt8]?) -> [String] {
        guard let state else { return ["kept no state of a small file"] }
        do {
            var total = handler.emptyTotal()
            _ = handler.aggregate(of: total)
            try handler.add(state, to: &total)
            try handler.add(state, to: &total)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let before = try encoder.encode(handler.aggregate(of: total))
            return try damaged(state).compactMap { try fault(of: handler, after: state, damaged: $0, encoder, before) }
        } catch {
            return ["its own state does not add up: \(error)"]
        }
    }

    /// A damaged state adds something sound, or is refused and adds nothing.
    private static func fault(
        of handler: some RollUpHandler, after state: [UInt8], damaged: [UInt8], _ encoder: JSONEncoder, _ before: Data
    ) throws -> String? {
        var total = handler.emptyTotal()
        try handler.add(state, to: &total)
        try handler.add(state, to: &total)
        do throws(HandlerError) {
            try handler.add(damaged, to: &total)
        } catch {
            guard error.code == .corrupt else { return "refused a damaged state as \(error.code.rawValue)" }
            let after = try encoder.encode(handler.aggregate(of: total))
            return after == before ? nil : "a damaged state that was refused changed the total"
        }
        _ = try encoder.encode(handler.aggregate(of: total))
        return nil
    }

    private static func damaged(_ state: [UInt8]) -> [[UInt8]] {
        var generator = RepeatableGenerator(seed: UInt64(state.count))
        return (0..<variations).map { number in
            var damaged = state
            if number % 2 == 0 {
                damaged.removeLast(Int.random(in: min(1, state.count)...state.count, using: &generator))
            } else if !state.isEmpty {
                damaged[Int.random(in: 0..<state.count, using: &generator)] ^= UInt8.random(
                    in: 1...255, using: &generator)
            }
            return damaged
        }
    }
}
