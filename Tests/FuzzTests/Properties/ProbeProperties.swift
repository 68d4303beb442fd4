import Foundation
import HandlerAPI

@testable import Detection

extension FuzzTarget {
    /// The probe takes for JSON what a reader of JSON takes, and any beginning of it.
    static let jsonProbe = FuzzTarget(
        "json-probe",
        seeds: Seeds(
            examples: ["text/json"], corpus: ["hostile/json", "hostile/go_fuzz/json"],
            made: texts(#"{"a":[1,-2.5e3,true,null,"\u00e9\n"]}"#, "[]\n{}\n[1]\n", "[1,]", "{\"a\":01}", "[[[[]]]]"))
    ) { input in
        var input = input
        let cut = input.choice(256)
        let bytes = Array(input.bytes)
        let type = bytes.withUnsafeBytes { JSONProbe.mediaType(of: $0, isWhole: true) }
        let isRead = (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
        if type == "application/json" {
            try require(isRead || isDisputed(bytes), "taken for JSON, and no reader takes it")
        } else if isRead, !isDisputed(bytes) {
            throw BrokenProperty("a reader takes it, and the probe says \(type?.description ?? "nothing")")
        }
        guard type != nil, cut < bytes.count else { return }
        let isBegun = bytes[..<cut].contains(UInt8(ascii: "{")) || bytes[..<cut].contains(UInt8(ascii: "["))
        let beginning = bytes[..<cut].withUnsafeBytes { JSONProbe.mediaType(of: $0, isWhole: false) }
        try require(!isBegun || beginning != nil, "whole it is \(type?.description ?? ""), and cut at \(cut) nothing")
    }

    /// Whether readers differ: on numbers too large, on half surrogates, on deep nesting, on what is not UTF-8, and on a
    /// comma after the last value, which Foundation lets pass.
    private static func isDisputed(_ bytes: [UInt8]) -> Bool {
        let numbers = bytes.split { !"0123456789+-.eE".utf8.contains($0) }
        let hasLargeNumber = numbers.contains { $0.count > 15 || $0.contains(0x45) || $0.contains(0x65) }
        let depth = bytes.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        let dense = bytes.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let hasLastComma = dense.contains(Array(",]".utf8)) || dense.contains(Array(",}".utf8))
        return hasLastComma || hasLargeNumber || bytes.contains(UInt8(ascii: "\\")) || bytes.contains(0) || depth > 500
            || !isUTF8
    }

    /// The probes say the same of the same bytes, whatever the name, and a trace changes nothing.
    static let probes = FuzzTarget(
        "probes",
        seeds: Seeds(
            examples: ["store/tables", "store/documents", "count-series", "delimited-text", "text"],
            corpus: ["ocean/ndbc", "reception", "hostile/csv_spectrum/csvs"],
            made: texts("#YY MM DD hh WDIR\n#yr mo dy hr degT\n" + String(repeating: "2024 01 01 00 MM\n", count: 9)))
    ) { input in
        var input = input
        let type: MediaType = ["text/plain", "text/csv", "application/octet-stream"][input.choice(3)]
        let name = Array(["a", "a.csv", "a.tsv", "a.json", ".", "b.TXT", "\u{FFFD}.x."][input.choice(7)].utf8)
        let sample = ContentSample(isWhole: input.choice(2) == 0, charset: nil, name: name)
        let bytes = Array(input.bytes)
        var steps = 0
        let quiet = bytes.withUnsafeBytes { Probes.refine(type, $0, sample, nil) }
        let told = bytes.withUnsafeBytes { Probes.refine(type, $0, sample) { _ in steps += 1 } }
        try requireEqual(quiet?.mediaType, told?.mediaType, "with a trace")
        try requireEqual(quiet?.basis, told?.basis, "with a trace")
        try require(told == nil || steps > 0, "an answer without a step")
    }
}
