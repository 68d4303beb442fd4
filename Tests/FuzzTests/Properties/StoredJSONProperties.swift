import Foundation
import Orchestration

@testable import Inspection

extension FuzzTarget {
    /// Whatever stands where a record should, looking at it does not trap; what is taken for JSON is JSON, and means what it says.
    static let storedJSON = FuzzTarget(
        "stored-json",
        seeds: Seeds(
            examples: ["json-documents"], corpus: ["hostile/json", "hostile/go_fuzz/json"],
            made: texts(
                #"{"columns":[{"name":"temp","mean":3.5,"quantiles":{"p50":1}},{"name":"\ud83d\ude00","distinct":{"exact":true}}]}"#,
                #"{"rows":600,"type":"text","deep":[[[{"a":[1e5,-0,0.1]}]]],"\u0061":null}"#, "[1,]", "\u{FEFF}{}"))
    ) { input in
        let text = String(decoding: input.bytes, as: UTF8.self)
        var tape = JSONTape()
        let written = tape.read(text) { Self.written($0, 0) }
        _ = FactReader().facts(of: text)
        var records = RecordReading(into: RecordPlace())
        records.add(text)
        guard let written else { return }
        let object = try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
        try require(object != nil, "the tape takes it, and Foundation does not")
        let again = tape.read(written) { Self.written($0, 0) }
        try requireEqual(again, written, "written again")
    }

    /// The value at `index` and all that is in it as JSON, without blanks.
    private static func written(_ view: JSONView, _ index: Int) -> String {
        let token = view[index]
        switch token.kind {
        case .object:
            let members = view.keys(of: index).map { key in
                JSONObject.quote(view.text(of: view[key])) + ":" + written(view, key + 1)
            }
            return "{" + members.joined(separator: ",") + "}"
        case .array: return "[" + view.elements(of: index).map { written(view, $0) }.joined(separator: ",") + "]"
        case .text: return JSONObject.quote(view.text(of: token))
        default: return view.source(of: token)
        }
    }
}
