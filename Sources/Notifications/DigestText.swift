/// A digest as a person reads it.
struct DigestText {
    let digest: Digest

    /// One line: how much there is of what, and where.
    var subject: String {
        let place = digest.roots.map { $0.split(separator: "/").last.map(String.init) ?? $0 }.joined(separator: ", ")
        return clean("\(amounts) in \(place) (run \(digest.run))")
    }

    /// All of it.
    var body: String {
        var text = "Run \(digest.run) over \(clean(digest.roots.joined(separator: ", "))): \(amounts).\n\n"
        text += "Found \(entries("found")) entries: "
        text += ["recorded", "unchanged", "skipped", "refused", "failed"]
            .map { "\(entries($0)) \($0)" }.joined(separator: ", ")
        text += entries("vanished") > 0 ? "; \(entries("vanished")) known before are gone.\n" : ".\n"
        if hasOlder { text += "With those of earlier runs, \(standing) stand.\n" }
        if digest.anomalyCount > 0 { text += "\n" + anomalies }
        if digest.failureCount > 0 { text += "\n" + failures }
        return text + "\n" + more
    }

    private var amounts: String {
        if digest.anomalyCount + digest.failureCount > 0 { return amounts(digest.anomalyCount, digest.failureCount) }
        return hasOlder ? "nothing out of the ordinary besides what stands" : "nothing out of the ordinary"
    }

    private var hasOlder: Bool {
        digest.standingAnomalyCount > digest.anomalyCount || digest.standingFailureCount > digest.failureCount
    }

    private var standing: String { amounts(digest.standingAnomalyCount, digest.standingFailureCount) }

    private func amounts(_ anomalies: Int, _ failures: Int) -> String {
        [(anomalies, "anomaly", "anomalies"), (failures, "failure", "failures")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }.joined(separator: ", ")
    }

    private var anomalies: String {
        var text = "What is out of the ordinary, strangest first\n"
        for offender in digest.anomalies {
            text += "  \(clean(offender.path)): \(clean(offender.reason))\n"
            text += "      \(clean(offender.subject)); \(offender.handler), \(offender.detector), score "
            text += "\((offender.score * 1_000).rounded() / 1_000)\n"
        }
        return text + rest(digest.anomalyCount - digest.anomalies.count)
    }

    private var failures: String {
        var text = "What failed\n"
        for fault in digest.failures {
            let handler = fault.handler.map { "\($0), " } ?? ""
            text += "  \(clean(fault.path)): \(handler)\(fault.code): \(clean(fault.message))\n"
        }
        return text + rest(digest.failureCount - digest.failures.count)
    }

    private func rest(_ count: Int) -> String { count > 0 ? "  and \(count) more\n" : "" }

    private var more: String {
        let store = " --store " + quoted(digest.store)
        var commands: [String] = []
        if digest.standingAnomalyCount > 0 { commands.append("trawl anomalies" + store) }
        if digest.standingFailureCount > 0 { commands.append("trawl failures --group" + store) }
        if let path = digest.anomalies.first?.path ?? digest.failures.first?.path {
            commands.append("trawl show \(quoted(path))" + store)
        }
        commands.append("trawl results" + store)
        return "More\n" + commands.map { "  \(clean($0))\n" }.joined() + "\nMessage \(digest.id)\n"
    }

    private func entries(_ name: String) -> Int { digest.entries[name] ?? 0 }

    /// A word as a shell takes it.
    private func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            byte >= 0x80 || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "+")...UInt8(ascii: ":") ~= byte || byte == UInt8(ascii: "_")
        }
        return isPlain && !word.isEmpty
            ? word
            : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
    }

    /// Text of one line, without what could move a terminal's cursor.
    private func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
