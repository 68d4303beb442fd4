import HandlerHosting
import Inspection
import Orchestration

/// What `trawl doctor` found out.
struct Diagnosis {
    /// A sandbox that was tried out.
    struct Tried {
        let profile: SandboxProfile
        let findings: SandboxTrial.Findings
    }

    let system: SystemFacts
    let libraries: [LibraryFacts]
    let landlock: LandlockSupport
    let sandboxes: [Tried]
    /// The time of an exchange with a worker in which nothing is done.
    let roundTrip: Duration

    /// Whether everything forbidden was refused.
    var holds: Bool { sandboxes.allSatisfy { $0.findings.leaks.isEmpty } }

    var text: String {
        var text = "trawl \(Trawl.version) on Linux \(system.kernel), \(system.architecture); Landlock "
        text += landlock.reason.map { "is missing: \($0)" } ?? "ABI \(landlock.abi)"
        text += "\n\nlibraries\n" + table(libraries.map { [$0.name, $0.version, $0.detail] })
        for tried in sandboxes { text += "\n" + self.text(of: tried) }
        let milliseconds = (roundTrip.seconds * 1e6).rounded() / 1e3
        text += "\nround trip of an empty job to a sandboxed worker and back: \(milliseconds) ms\n"
        return text + "\n" + outcome + "\n"
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add("program_version", Trawl.version)
        object.add("kernel", system.kernel)
        object.add("architecture", system.architecture)
        object.add("landlock_abi", landlock.abi)
        object.addRaw("libraries", list(libraries.map(json)))
        object.addRaw("sandboxes", list(sandboxes.map(json)))
        object.add("round_trip_seconds", roundTrip.seconds)
        object.add("holds", holds)
        return object
    }

    private var outcome: String {
        if !holds {
            let leaks = sandboxes.flatMap { tried in
                tried.findings.leaks.map { "\($0.tried) (\(tried.profile.name))" }
            }
            return "SOMETHING GOT THROUGH: " + leaks.joined(separator: ", ")
                + ".\nUntil the missing parts are there, have only files and handlers you trust handled."
        }
        let missing = sandboxes.contains { !$0.findings.report.isComplete }
        return missing
            ? "so: everything forbidden was refused, though some parts are missing" : "so: everything holds"
    }

    private func text(of tried: Tried) -> String {
        let titles = ["worker": "sandbox of built-in handlers", "program": "sandbox of handlers that are programs"]
        let report = tried.findings.report
        let parts = wanted(tried).map { part in
            let missing = report.missing.first { $0.part == part }
            return [part.rawValue, missing == nil ? "in force" : "MISSING", missing?.reason ?? part.summary]
        }
        let attempts = tried.findings.attempts.map { [$0.tried, words($0)] }
        return (titles[tried.profile.name] ?? tried.profile.name) + "\n"
            + table(parts) + "\n  tried from within\n" + table(attempts)
    }

    private func wanted(_ tried: Tried) -> [SandboxPart] {
        SandboxPart.allCases.filter(tried.profile.parts.contains)
    }

    private func words(_ attempt: SandboxAttempt) -> String {
        let error = attempt.errorName.map { " (\($0))" } ?? ""
        if attempt.gotThrough { return "GOT THROUGH" + error }
        return attempt.isRefused ? "refused" + error : "possible, as it may be" + error
    }

    private func json(_ tried: Tried) -> JSONObject {
        let report = tried.findings.report
        let parts = wanted(tried).map { part in
            var object = JSONObject()
            object.add("part", part.rawValue)
            object.add("in_force", report.inForce.contains(part))
            object.add("reason", report.missing.first { $0.part == part }?.reason)
            object.add("needs", part.needs)
            return object
        }
        let attempts = tried.findings.attempts.map { attempt in
            var object = JSONObject()
            object.add("name", attempt.name)
            object.add("tried", attempt.tried)
            object.add("must_be_refused", attempt.mustBeRefused)
            object.add("refused", attempt.isRefused)
            object.add("error", attempt.errorName)
            return object
        }
        var object = JSONObject()
        object.add("profile", tried.profile.name)
        object.addRaw("parts", list(parts))
        object.addRaw("attempts", list(attempts))
        return object
    }

    private func json(_ library: LibraryFacts) -> JSONObject {
        var object = JSONObject()
        object.add("name", library.name)
        object.add("version", library.version)
        object.add("detail", library.detail)
        return object
    }

    private func list(_ objects: [JSONObject]) -> String {
        "[" + objects.map(\.description).joined(separator: ",") + "]"
    }

    private func table(_ rows: [[String]]) -> String {
        let widths = TextTable.widths(of: rows)
        return rows.map { "  " + TextTable.line($0, widths: widths) }.joined()
    }
}
