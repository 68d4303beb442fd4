import BuiltinHandlers
import DataStores
import Detection
import FoundationEssentials
import Glibc
import HandlerAPI
import HandlerHosting
import Orchestration
import RecordStores

/// Puts the parts of the program together as a configuration asks.
struct Wiring {
    let configuration: Configuration

    /// The handlers with their settings.
    func registry() throws(ConfigurationError) -> HandlerRegistry {
        let programs = try programs()
        do throws(RegistryError) {
            return try HandlerRegistry(
                BuiltinHandlers.all, programs: programs.map { RegisteredProgram($0.descriptor, code: $0.code) },
                settings: configuration.handlers)
        } catch {
            throw configuration.placed(error)
        }
    }

    /// The router over `registry`.
    func router(_ registry: HandlerRegistry) throws(ConfigurationError) -> Router {
        do throws(RegistryError) {
            return try Router(registry, routes: configuration.routes)
        } catch {
            throw configuration.placed(error)
        }
    }

    /// What names types.
    var detector: MagicDetector { MagicDetector() }

    /// What looks into archives, with so many threads at one.
    func containers(jobs: Int = 1) -> [any ContainerOpener] {
        guard configuration.expandsArchives else { return [] }
        return [ArchiveOpener(reader: UnpackingReader(gzip: configuration.gzip), concurrency: jobs)]
    }

    /// Lets `setup` run handlers, and name types, in worker processes.
    ///
    /// - Parameter service: The workers; `nil` where all is done in this process.
    /// - Throws: ``UsageError`` where the whole sandbox is required and the kernel lacks a part.
    func isolate(_ setup: inout RunSetup, in service: WorkerService?) throws {
        setup.memory = memory
        guard let service else { return }
        if configuration.requiresSandbox { try Self.require(service) }
        let runner = IsolatedRunner(service, registry: setup.registry)
        setup.detector = IsolatedDetector(service, detector: setup.detector, next: runner)
        setup.runner = runner
        if configuration.expandsArchives {
            setup.containers = [ArchiveOpener(reader: IsolatedContainerReader(service), concurrency: setup.jobs)]
        }
    }

    /// `detector` in worker processes, unless that is turned off.
    func isolated(_ detector: any TypeDetector, stop: StopSignal) -> any TypeDetector {
        guard let workers = workers(stop: stop) else { return detector }
        return IsolatedDetector(workers, detector: detector)
    }

    /// The worker processes of a run; `nil` where isolation is turned off.
    func workers(stop: StopSignal) -> WorkerService? {
        guard configuration.isolation != .none else { return nil }
        return WorkerService(
            launcher: .own(gzip: configuration.gzip), isolation: configuration.isolation, memory: memory, stop: stop
        ) { report in
            for warning in report.warnings { Output.error("trawl: sandbox: \(warning)\n") }
        }
    }

    private var memory: ByteCount { configuration.memory ?? Self.defaultMemory }

    private static func require(_ service: WorkerService) throws {
        let report = try Result { () throws(Failure) in try service.trial() }
            .mapError { UsageError(description: $0.message) }.get()
        guard report.isComplete else {
            throw UsageError(
                description: "--require-sandbox: \(report.warnings.joined(separator: "; ")). See: trawl doctor")
        }
    }

    /// Three quarters of the machine's memory.
    private static var defaultMemory: ByteCount {
        let pages = Int64(sysconf(Int32(_SC_PHYS_PAGES)))
        return ByteCount(pages / 4 * 3 * Int64(sysconf(Int32(_SC_PAGESIZE))))
    }

    /// A root for each of `paths`: a directory, or one file.
    ///
    /// - Throws: ``UsageError`` where a path does not exist or two overlap.
    func roots(_ paths: [String]) throws -> [Root] {
        var places: [RootPlace] = []
        var arguments = RawArguments()
        for path in paths {
            let place = try RootPlace(path, bytes: arguments.take(path))
            if places.contains(place) { continue }
            if let other = places.first(where: { $0.overlaps(place) }) {
                throw UsageError(
                    description: "\(path) and \(other.given) overlap, so files would count twice; give only one of them"
                )
            }
            places.append(place)
        }
        return places.map { $0.root(filter: walkFilter) }
    }

    /// What a walk takes; never the store itself.
    var walkFilter: WalkFilter {
        var filter = configuration.walk
        let store = URL(fileURLWithPath: configuration.store)
        if let directory = FileIdentity(path: store.deletingLastPathComponent().path) {
            let name = store.lastPathComponent
            let suffixes = ["", "-wal", "-shm", "-journal", ".lock", ".flight"] + RunStatusFile.suffixes
            let names = suffixes.map { Array((name + $0).utf8) }
            filter.own = OwnFiles(directory: directory, names: Set(names))
        }
        return filter
    }
}

/// A path given on the command line, as the file system has it.
private struct RootPlace: Equatable {
    let given: String
    private let directory: [UInt8]
    private let file: [UInt8]?

    init(_ path: String, bytes given: [UInt8]) throws {
        self.given = path
        guard let resolved = given.withCString({ realpath($0, nil) }) else {
            throw UsageError(description: "\(path): \(SystemError.current); name an existing directory or file")
        }
        defer { free(resolved) }
        let bytes = Array(UnsafeRawBufferPointer(start: resolved, count: strlen(resolved)))
        var status = stat()
        stat(resolved, &status)
        guard status.st_mode & S_IFMT != S_IFDIR, let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else {
            directory = bytes
            file = nil
            return
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError(description: "\(path) is neither a directory nor a regular file")
        }
        directory = slash == 0 ? [UInt8(ascii: "/")] : Array(bytes[..<slash])
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw UsageError(description: "\(path) is neither a directory nor a regular file; name one of these")
        }
        file = Array(bytes[(slash + 1)...])
    }

    static func == (left: RootPlace, right: RootPlace) -> Bool {
        left.directory == right.directory && left.file == right.file
    }

    func overlaps(_ other: RootPlace) -> Bool { contains(other) || other.contains(self) }

    private func contains(_ other: RootPlace) -> Bool {
        guard file == nil else { return false }
        let prefix = directory.last == UInt8(ascii: "/") ? directory : directory + [UInt8(ascii: "/")]
        return other.directory == directory || other.directory.starts(with: prefix)
    }

    func root(filter: WalkFilter) -> Root {
        let components = directory.split(separator: UInt8(ascii: "/"))
        let path = components.reduce(StorePath.root) { $0.appending(name: $1) }
        return Root(
            name: "/" + path.description, store: DirectoryStore(path: directory, onlyName: file, filter: filter))
    }
}
