import Glibc
import HandlerAPI

/// Does what the first word of the file says.
struct FaultyHandler: Handler {
    struct Aggregate: Codable, Sendable {
        var words: Int
        var filling: String?
    }

    static let descriptor = HandlerDescriptor(
        name: "faulty", version: "1.0.0", summary: "Does what the file says.", accepts: ["text/x-faulty"],
        limits: HandlerLimits(output: .mebibytes(1)))

    init(options: HandlerOptions) {}

    func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> Aggregate {
        let words = String(decoding: try file.prefix(64), as: UTF8.self).split(separator: " ").map(String.init)
        switch words.first {
        case "stall": while true { usleep(1_000) }
        case "spin": Self.spin()
        case "dawdle": Self.forever(&findings) { usleep(5_000) }
        case "toil": Self.forever(&findings) {}
        case "trap": Self.trap()
        case "abort": abort()
        case "exit": exit(0)
        case "segfault": raise(SIGSEGV)
        case "hoard": Self.hoard()
        case "garbage": Self.say([4, 0, 0, 0, 9, 9, 9, 9])
        case "flood": Self.flood()
        case "boast": return Aggregate(words: 1, filling: String(repeating: "x", count: 2 << 20))
        case "lie": return Aggregate(words: -1)
        default: break
        }
        return Aggregate(words: words.count)
    }

    private static func forever(_ findings: inout Findings, _ pause: () -> Void) {
        while true {
            findings.reportProgress()
            pause()
        }
    }

    /// A loop that looks at nothing, with every signal blocked that can be.
    private static func spin() {
        var all = sigset_t()
        sigfillset(&all)
        sigprocmask(SIG_BLOCK, &all, nil)
        var number: UInt64 = 1
        while number != 0 { number = number &* 6_364_136_223_846_793_005 | 1 }
    }

    private static func trap() {
        let empty: [Int] = []
        _ = empty[words(of: 3)]
    }

    private static func words(of number: Int) -> Int { number }

    /// Takes memory without end.
    static func hoard() {
        while true {
            UnsafeMutableRawPointer.allocate(byteCount: 1 << 20, alignment: 1).initializeMemory(
                as: UInt8.self, repeating: 7, count: 1 << 20)
            usleep(500)
        }
    }

    /// Writes to the socket behind the worker's back.
    private static func say(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { write(3, $0.baseAddress, $0.count) } }

    private static func flood() {
        let length: [UInt8] = [0xff, 0xff, 0xff, 0x7f]
        say(length)
        let block = [UInt8](repeating: 0, count: 1 << 16)
        while true { say(block) }
    }
}
