import ArgumentParser
import DataStores
import Detection
import Glibc
import HandlerAPI
import HandlerHosting
import Inspection
import Orchestration
import RecordStores

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what this system offers, and try the sandboxes of handlers out.",
        discussion: """
            Handlers run in processes that are shut off from files, network and other processes. This starts such \
            processes, tries from within what must not be possible, and shows what came of it. Nothing is changed.

            Exits with 0 where everything forbidden was refused, and with 3 where something got through.

            EXAMPLE
              trawl doctor
              trawl doctor --format json
            """)

    @Option(name: .long, help: "How to print: table (for people) or json.")
    var format = ListingFormat.table

    func validate() throws {
        guard [.table, .json].contains(format) else {
            throw ValidationError("a diagnosis is no table; use --format json")
        }
    }

    func run() throws {
        let trial = SandboxTrial(probe: ["sandbox-probe"], idle: ["sandbox-probe", "--idle"])
        let service = WorkerService(
            launcher: .own(gzip: .zlib), isolation: .sandbox, memory: .gibibytes(1), stop: StopSignal())
        let diagnosis = Diagnosis(
            system: SystemFacts(), libraries: LibraryFacts.all, landlock: .ofThisKernel,
            sandboxes: [
                Diagnosis.Tried(profile: .worker(), findings: try trial.run("worker")),
                Diagnosis.Tried(profile: .program(readable: []), findings: try trial.run("program")),
            ],
            roundTrip: try service.roundTrip())
        Output.print(format == .json ? diagnosis.json.description + "\n" : diagnosis.text)
        if !diagnosis.holds { throw ExitCode(3) }
    }
}

/// What runs here.
struct SystemFacts {
    let kernel: String
    let architecture: String

    init() {
        var names = utsname()
        uname(&names)
        kernel = Self.text(names.release)
        architecture = Self.text(names.machine)
    }

    /// A field of `utsname` comes to Swift as a tuple of characters that ends with a zero.
    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// A library that Trawl works with.
struct LibraryFacts {
    let name: String
    let version: String
    let detail: String

    private static var libarchive: LibraryFacts {
        do throws(Failure) {
            return LibraryFacts(name: "libarchive", version: try ArchiveOpener.libraryVersion, detail: "")
        } catch {
            return LibraryFacts(name: "libarchive", version: "none", detail: error.message)
        }
    }

    static var all: [LibraryFacts] {
        let magic = MagicDetector().identity
        let databases = MagicDetector.databasePaths
        let named = databases.isEmpty ? "no database found" : databases.joined(separator: ", ")
        return [
            LibraryFacts(
                name: "libmagic", version: MagicDetector.libraryVersion,
                detail: "\(named); digest with Trawl's entries \(magic.databaseDigest)"),
            libarchive,
            LibraryFacts(name: "SQLite", version: SQLiteRecordStore.libraryVersion, detail: ""),
            LibraryFacts(name: "libseccomp", version: Sandbox.filterLibraryVersion, detail: ""),
        ]
    }
}
