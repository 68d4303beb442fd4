import Glibc
import HandlerAPI

/// Takes the words of a file for ranges, and does what each says.
struct FaultySplitter: SplittableHandler {
    typealias Aggregate = [String]

    static let descriptor = HandlerDescriptor(
        name: "faulty-ranges", version: "1.0.0", summary: "Does what the words say.", accepts: ["text/x-faulty-ranges"])

    init(options: HandlerOptions) {}

    func plan(for file: borrowing FileContent) throws(HandlerError) -> [String] {
        let words = String(decoding: try file.prefix(64 << 10), as: UTF8.self).split(separator: " ").map(String.init)
        if words.first == "strange" { throw .wrongFormat("no words for this handler") }
        return words
    }

    func rangeCount(of plan: [String]) -> Int { plan.count }

    func range(
        _ number: Int, of file: borrowing FileContent, by plan: [String]
    ) throws(HandlerError) -> [String] {
        switch plan[number] {
        case "crash": abort()
        case "stall": while true { usleep(1_000) }
        case "dawdle":
            for _ in 0..<100 {
                usleep(1_000)
                _ = try file.prefix(1)
            }
        case "error": throw .unreadable("a range cannot be read", at: Int64(number))
        case "slow": usleep(2_000)
        case "who", "bulky":
            usleep(2_000)
            return [(plan[number] == "bulky" ? "bulky" : "") + "\(getpid())"]
        default: break
        }
        return [plan[number] + "-\(number)"]
    }

    func join(
        _ part: [String], ofRange number: Int, to whole: inout [String], of file: borrowing FileContent,
        by plan: [String]
    ) { whole += part }

    /// What was found of the word `bulky` takes 3 MiB on its way, and of each word `large` 1 MiB.
    func encoded(_ part: [String]) -> [UInt8] {
        let isBulky = part.contains { $0.hasPrefix("bulky") }
        let large = part.count { $0.hasPrefix("large") }
        return Array(part.joined(separator: " ").utf8)
            + [UInt8](repeating: 0x20, count: (isBulky ? 3 << 20 : 0) + large << 20)
    }

    func part(from state: [UInt8], by plan: [String]) -> [String] {
        String(decoding: state, as: UTF8.self).split(separator: " ").map(String.init)
    }

    func finish(
        _ whole: [String], of file: borrowing FileContent, by plan: [String], reporting findings: inout Findings
    ) -> [String] { whole }
}
