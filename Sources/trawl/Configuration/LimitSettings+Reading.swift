import HandlerAPI
import Orchestration

extension LimitSettings {
    /// The keys of `limits`, for programs and for handlers that are compiled in.
    static let keys = ["wall", "cpu", "stall", "memory", "output", "file"]

    /// Reads a section of limits.
    init(_ section: YAMLSection) throws(ConfigurationError) {
        self.init()
        wallTime = try section.duration("wall")
        cpuTime = try section.duration("cpu")
        stallTime = try section.duration("stall")
        memory = try section.byteCount("memory")
        output = try section.byteCount("output")
        maximumFileSize = try section.byteCount("file")
    }
}

extension Duration {
    private static let units: [String: Duration] = [
        "ms": .milliseconds(1), "s": .seconds(1), "min": .seconds(60), "h": .seconds(3600),
    ]

    /// Reads a length of time such as `250ms`, `60s`, `5min` or `1h`; `nil` where `text` is none, or nothing at all.
    init?(written text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let symbol = text.dropFirst(digits.count).drop { $0 == " " }
        // A hundred years in milliseconds has thirteen digits.
        guard digits.count <= 13, let number = Int(digits), number > 0, let unit = Self.units[String(symbol)] else {
            return nil
        }
        self = unit * number
    }
}
