import HandlerAPI

/// Reads WHP-exchange files of water samples (`BOTTLE,`) and of CTD profiles (`CTD,`), the format of CCHDO.
///
/// The format: Swift, J. H. and Diggs, S. C., *Description of WHP-Exchange Format for CTD/Hydrographic Data* (CCHDO).
public struct WHPExchangeHandler: Handler {
    /// Takes the two media types that Trawl's magic entries give such files.
    public static let descriptor = HandlerDescriptor(
        name: "whp-exchange", version: "1.1.0",
        summary: "Observations, column statistics and quality of WHP-exchange bottle and CTD files",
        accepts: ["text/x-whp-exchange-bottle", "text/x-whp-exchange-ctd"], outputs: outputs)

    /// Makes the handler; it has no options.
    public init(options: HandlerOptions) throws(HandlerError) {}

    /// Reads the file once; memory is bounded by the number of columns, of casts, and of keys to compare.
    public func handle(
        _ file: borrowing FileContent, reporting findings: inout Findings
    ) throws(HandlerError) -> ExchangeAggregate {
        var reader = ExchangeReader(kind: try Self.kind(of: file))
        var splitter = LineSplitter()
        do throws(HandlerError) {
            try file.forEachChunk { chunk, _ throws(HandlerError) in
                if reader.isFinished { return }
                try splitter.add(chunk) { line throws(HandlerError) in
                    try reader.take(line, reporting: &findings)
                }
            }
            if !reader.isFinished {
                try splitter.finish { line throws(HandlerError) in try reader.take(line, reporting: &findings) }
            }
        } catch let error {
            guard reader.hasColumns else { throw error }
            findings.markPartial(because: error)
        }
        return try reader.finish(at: file.size.bytes, reporting: &findings)
    }

    /// The kind of table that the first bytes name, after a byte order mark if there is one.
    private static func kind(of file: borrowing FileContent) throws(HandlerError) -> ExchangeAggregate.Kind {
        let opening = try file.prefix(10)
        let text = opening.starts(with: [0xEF, 0xBB, 0xBF]) ? opening.dropFirst(3) : opening[...]
        if text.starts(with: "BOTTLE,".utf8) { return .bottle }
        if text.starts(with: "CTD,".utf8) { return .ctd }
        throw .wrongFormat("a WHP-exchange file starts with 'BOTTLE,' or 'CTD,'", at: 0)
    }
}
