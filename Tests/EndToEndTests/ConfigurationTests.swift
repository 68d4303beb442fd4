import Foundation
import HandlerTesting
import Testing

@Suite struct ConfigurationTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    /// A configuration that cannot be used, and what must be said of it.
    struct Fault: CustomTestStringConvertible, Sendable {
        let text: String
        let words: [String]
        var testDescription: String { text.replacing("\n", with: " | ") }
    }

    private static let faults = [
        Fault(text: "jobs: 2\njbos: 3\n", words: [".yaml:2:", "unknown key 'jbos'", "did you mean 'jobs'"]),
        Fault(text: "walk:\n  hiden: true\n", words: [".yaml:2:", "'hiden' in walk", "'hidden'"]),
        Fault(
            text: "archives:\n  colour: 3\n",
            words: [".yaml:2:", "known are expand, gzip, depth, members, bytes, ratio"]),
        Fault(text: "archives:\n  gzip: fast\n", words: [".yaml:2:", "archives.gzip: expected zlib or isa-l"]),
        Fault(text: "jobs: many\n", words: [".yaml:1:", "jobs", "whole number from 1"]),
        Fault(text: "jobs: 0\n", words: [".yaml:1:", "whole number from 1"]),
        Fault(text: "store: [a]\n", words: [".yaml:1:", "store: expected text"]),
        Fault(text: "walk:\n  hidden: perhaps\n", words: [".yaml:2:", "walk.hidden: expected true or false"]),
        Fault(text: "walk:\n  include: '*.csv'\n", words: [".yaml:2:", "walk.include: expected a list"]),
        Fault(text: "archives:\n  bytes: much\n", words: [".yaml:2:", "expected a size such as 64MiB"]),
        Fault(text: "tolerate: 200%\n", words: [".yaml:1:", "percentage such as 5%"]),
        Fault(text: "jobs: 1\njobs: 2\n", words: ["jobs", "2"]),
        Fault(text: "history: -1\n", words: [".yaml:1:", "whole number from 0"]),
        Fault(text: "score:\n  at_end: maybe\n", words: [".yaml:2:", "score.at_end", "true or false"]),
        Fault(text: "score:\n  minimum_score: 2\n", words: [".yaml:2:", "a number from 0.0 to 1.0"]),
        Fault(text: "score:\n  run: 3\n", words: [".yaml:2:", "unknown key 'run'", "'runs'"]),
        Fault(text: "- a\n- b\n", words: [".yaml:1:", "expected keys and values"]),
        Fault(text: "walk: [\n", words: ["trawl-test.yaml", "not valid YAML"]),
        Fault(text: "handlers:\n  txet: {}\n", words: [".yaml:2:", "no handler 'txet'", "did you mean 'text'"]),
        Fault(text: "handlers:\n  text:\n    job: 2\n", words: [".yaml:3:", "unknown key 'job'", "'jobs'"]),
        Fault(
            text: "handlers:\n  delimited-text:\n    options:\n      delimiter: colon\n",
            words: [".yaml:3:", "delimited-text", "option delimiter", "'colon' is not one of", "semicolon"]),
        Fault(
            text: "handlers:\n  delimited-text:\n    options:\n      delimitr: comma\n",
            words: ["delimited-text", "delimitr", "delimiter"]),
        Fault(
            text: "routes:\n  - handlers: [fingerprnt]\n",
            words: [".yaml:2:", "route 1", "'fingerprnt'", "'fingerprint'"]),
        Fault(
            text: "routes:\n  - media_types: text/csv\n",
            words: [".yaml:2:", "'media_types' in routes[1]", "'media_type'"]),
        Fault(
            text: notify("mail: {server: 'smtps://h', from: a@b, to: [c@d], password: hunter2}"),
            words: [".yaml:3:", "notify[1].mail.password: a secret does not stand here", "{environment: NAME}"]),
        Fault(
            text: notify("mail: {server: 'smtp://h', from: a@b, to: [c@d], tls: off, password: {file: p}}"),
            words: ["a password is not sent without TLS"]),
        Fault(text: notify("mail: {server: mail.example.org, from: a@b, to: [c@d]}"), words: ["smtps://host"]),
        Fault(text: notify("webhook: {url: 'https://me:pw@h/x'}"), words: ["does not stand in an address"]),
        Fault(text: notify("file: a\n    output: true"), words: ["expected one of mail, webhook, file and output"]),
        Fault(text: notify("file: a\n    when: often"), words: ["anomalies, failures, always, change"]),
        Fault(text: notify("file: a\n    minimum_score: 2"), words: ["expected a number from 0.0 to 1.0"]),
        Fault(text: notify("file: a\n  - name: x\n    file: b"), words: [".yaml:4:", "is called 'x' already"]),
    ]

    private static func notify(_ channel: String) -> String { "notify:\n  - name: x\n    \(channel)\n" }

    @Test(arguments: faults) func aFaultIsNamedWithItsPlaceAndRemedy(fault: Fault) throws {
        let file = try bench.configure(fault.text)
        for arguments in [["config", "check"], ["run", bench.data.path, "--store", bench.store.path]] {
            let ended = try TrawlProcess.run(arguments + ["--config", file], in: bench.folder)
            #expect(ended.code == 65)
            for word in fault.words { #expect(ended.errors.contains(word), "\(ended.errors)") }
        }
        #expect(!FileManager.default.fileExists(atPath: bench.store.path), "nothing was begun")
    }

    @Test func aFileThatIsNotThereIsNamed() throws {
        let ended = try bench.trawl("config", "check", "--config", "nowhere.yaml")
        #expect(ended.code == 65)
        #expect(ended.errors.contains("nowhere.yaml"))
    }

    @Test func whatCanBeUsedIsSaidToBe() throws {
        let file = try bench.configure(
            "store: a/b.db\nhandlers:\n  fingerprint: {enabled: true}\nroutes:\n  - also: [text]\n")
        let ended = try bench.trawl("config", "check", "--config", file)
        #expect(ended.code == 0)
        #expect(ended.text.contains("\(file) can be used."))
        #expect(ended.text.contains("store: a/b.db") && ended.text.contains("routes: 1"))
        #expect(ended.text.contains("delimited-text, fingerprint, json-documents, text, whp-exchange"))
    }

    @Test func samplesOfThePagesCanBeUsed() throws {
        let plugins = TestData.projectRoot().appendingPathComponent("Plugins")
        // The samples of the examples name folders, which lie elsewhere.
        let folders = try FileManager.default.contentsOfDirectory(at: plugins, includingPropertiesForKeys: nil)
            .filter { FileManager.default.fileExists(atPath: $0.appendingPathComponent("README.md").path) }
        #expect(folders.count >= 4)
        for folder in folders + [TestData.projectRoot()] {
            let page = try String(contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
            let samples = page.matches(of: /```yaml\n(.*?)```/.dotMatchesNewlines()).map { String($0.output.1) }
            #expect(!samples.isEmpty, "\(folder.lastPathComponent)")
            for sample in samples {
                let ended = try bench.trawl("config", "check", "--config", bench.configure(sample))
                #expect(ended.code == 0, "\(folder.lastPathComponent): \(ended.errors)")
            }
        }
    }

    @Test func theFileOfTheWorkingDirectoryIsTaken() throws {
        try Data("store: here.db\nwalk: {exclude: ['*.tmp']}\n".utf8)
            .write(to: bench.folder.appendingPathComponent("trawl.yaml"))
        try bench.write("words\n", to: "a.txt")
        try bench.write("words\n", to: "b.tmp")
        #expect(try bench.trawl("run", bench.data.path, "--quiet").code == 0)
        let rows = try bench.trawl("results", "--format", "ndjson").lines
        #expect(try rows.map { try JSONValue(parsing: Data($0.utf8)).text("path") } == ["a.txt"])
        #expect(FileManager.default.fileExists(atPath: bench.folder.appendingPathComponent("here.db").path))
    }

    private func handlers(_ configuration: String) throws -> [String: [String]] {
        let own = try Workbench(walking: bench.data)
        #expect(try own.run("--config", own.configure(configuration)).code == 0)
        return Dictionary(grouping: try own.rows("results"), by: { $0.text("path") })
            .mapValues { $0.map { $0.text("handler") } }
    }

    @Test func routesChooseHandlers() throws {
        try bench.write("a,b\n1,2\n3,4\n", to: "raw/table.csv")
        try bench.write("words\n", to: "words.txt")
        #expect(try handlers("") == ["raw/table.csv": ["delimited-text"], "words.txt": ["text"]])
        #expect(
            try handlers("handlers:\n  fingerprint: {enabled: true}\n") == [
                "raw/table.csv": ["delimited-text", "fingerprint"], "words.txt": ["fingerprint", "text"],
            ])
        #expect(
            try handlers("routes:\n  - path: raw/**\n    also: [fingerprint]\n") == [
                "raw/table.csv": ["delimited-text", "fingerprint"], "words.txt": ["text"],
            ])
        #expect(
            try handlers("routes:\n  - media_type: text/csv\n    handlers: [text]\n") == [
                "raw/table.csv": ["text"], "words.txt": ["text"],
            ])
        #expect(try handlers("routes:\n  - path: raw/**\n    handlers: []\n") == ["words.txt": ["text"]])
        #expect(try handlers("handlers:\n  delimited-text: {enabled: false}\n")["raw/table.csv"] == ["text"])
    }

    @Test func optionsReachTheirHandler() throws {
        try bench.write("1,2\n3,4\n", to: "table.csv")
        func rows(_ header: String) throws -> Double? {
            let own = try Workbench(walking: bench.data)
            let text = "handlers:\n  delimited-text:\n    options: {header: \(header)}\n"
            #expect(try own.run("--config", own.configure(text)).code == 0)
            return try own.rows("results").first?["aggregate"]?.number("rows")
        }
        #expect(try rows("no") == 2)
        #expect(try rows("yes") == 1)
    }

    @Test func recordsOfAFingerprintAreThoseOfSha256sum() throws {
        try bench.write("abc", to: "abc.txt")
        try bench.run("--config", bench.configure("handlers:\n  fingerprint: {enabled: true}\n"))
        let row = try #require(try bench.rows("results", "--handler", "fingerprint").first)
        let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(row["aggregate"]?.members.values.contains(.string(digest)) == true)
    }
}

/// Archives that unpack to more than was allowed.
@Suite struct ArchiveLimitTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench(walking: TestData.folder().appendingPathComponent("store/archives"))
    }

    /// The ledger's row of `path`, with the limits of `configuration`.
    private func row(of path: String, _ configuration: String) throws -> JSONValue? {
        let file = try bench.configure("archives: {\(configuration)}\n")
        try bench.run("--config", file)
        return try bench.ledger().first { $0.text("path") == path }
    }

    private func results(below path: String) throws -> [String] {
        try bench.rows("results").map { $0.text("path") }.filter { $0.hasPrefix(path + "!/") }
    }

    @Test func membersBeyondTheLimitAreRefusedAndTheOthersKept() throws {
        let row = try row(of: "logs.tar.xz", "members: 1")
        #expect(row?.text("outcome") == "refused")
        #expect(row?.text("reason").contains("archives.members") == true)
        #expect(try results(below: "logs.tar.xz") == ["logs.tar.xz!/logs/day1.log"])
        let archive = row?["records"]?.elements.first { $0.text("handler") == "archive" }
        #expect(archive?["partial"] == .boolean(true))
        #expect(archive?["aggregate"]?.number("members") == 1)
    }

    @Test func archivesNestedTooDeepAreNotOpened() throws {
        let row = try row(of: "nested.zip!/inner.tar.gz", "depth: 1")
        #expect(row?.text("outcome") == "refused")
        #expect(row?.text("reason").contains("archives.depth") == true)
        #expect(try results(below: "nested.zip") == ["nested.zip!/outer.txt"])
    }

    @Test func bytesBeyondTheLimitAreRefused() throws {
        let row = try row(of: "logs.tar.xz", "bytes: 2000")
        #expect(row?.text("outcome") == "refused")
        #expect(row?.text("reason").contains("archives.bytes") == true)
        #expect(try results(below: "logs.tar.xz").contains("logs.tar.xz!/logs/day1.log"))
        #expect(
            try bench.rows("skipped").contains { $0.text("path") == "logs.tar.xz" && $0.text("outcome") == "refused" })
    }

    @Test func archivesAreLeftWholeWhereThatIsAskedFor() throws {
        try bench.run("--no-archives")
        #expect(try bench.ledger().allSatisfy { !$0.text("path").contains("!/") && $0.text("outcome") == "skipped" })
        #expect(try bench.ledger().count == 5)
    }
}
