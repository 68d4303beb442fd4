import BuiltinHandlers
import Foundation
import HandlerTesting
import Testing

/// Holds every `import` of the sources against the architecture's table of who may import whom.
@Suite struct ImportTests {
    /// The modules of Swift itself and of the system, beyond the standard library.
    private static let table: [String: Set<String>] = [
        "AnomalyScoring": ["CColumnKernels", "Glibc", "Sketches"],
        "BuiltinHandlers": ["HandlerAPI"],
        "CArchive": [],
        "CColumnKernels": [],
        "CCurl": [],
        "CJSONIndex": [],
        "CLateLibrary": [],
        "CMicroHTTPD": [],
        "CProcessor": [],
        "ColumnProfiles": ["CColumnKernels", "CTextIndex", "DelimitedSyntax", "HandlerAPI", "Sketches"],
        "CTextIndex": [],
        "Dashboard": [
            "CMicroHTTPD", "CTextIndex", "Foundation", "Glibc", "HandlerAPI", "Inspection", "Mustache", "Orchestration",
            "Queueing", "Synchronization",
        ],
        "DataStores": [
            "CArchive", "CISAL", "CLinux", "CZlib", "Digests", "Glibc", "HandlerAPI", "Orchestration", "Queueing",
        ],
        "DelimitedSyntax": ["CTextIndex"],
        "Detection": [
            "CLinux", "CMagic", "Digests", "DelimitedSyntax", "Glibc", "HandlerAPI", "Orchestration", "Synchronization",
        ],
        "Digests": ["CISAL", "CNettle"],
        "HandlerAPI": [],
        "HandlerHosting": [
            "CLinux", "CSeccomp", "Foundation", "FoundationEssentials", "Glibc", "HandlerAPI", "Orchestration",
            "Queueing", "Synchronization",
        ],
        "HandlerTesting": ["Foundation", "HandlerAPI", "Synchronization"],
        "Inspection": ["AnomalyScoring", "Foundation", "HandlerAPI", "Orchestration"],
        "Notifications": ["CCurl", "FoundationEssentials", "Glibc", "HandlerAPI", "Orchestration"],
        "Orchestration": ["FoundationEssentials", "Glibc", "HandlerAPI", "Queueing", "Synchronization"],
        "Queueing": ["Glibc"],
        "RecordStores": [
            "FoundationEssentials", "GRDB", "GRDBSQLite", "Glibc", "HandlerAPI", "Orchestration", "Synchronization",
        ],
        "Sketches": ["CColumnKernels"],
        "trawl": [
            "ArgumentParser", "BuiltinHandlers", "Dashboard", "DataStores", "DelimitedSyntax", "Detection",
            "Foundation",
            "FoundationEssentials", "Glibc", "HandlerAPI", "HandlerHosting", "HandlerTesting", "Inspection",
            "Notifications", "Orchestration", "Queueing", "RecordStores",
            "Synchronization", "Yams",
        ],
    ]
    /// What any handler may import, beside a C library of its own.
    private static let forHandlers: Set<String> = [
        "AnomalyScoring", "CColumnKernels", "CJSONIndex", "ColumnProfiles", "CTextIndex", "DelimitedSyntax", "Digests",
        "Glibc", "HandlerAPI", "Sketches",
    ]

    @Test func everyModuleHasALineInTheTable() throws {
        let modules = Set(try Repository.folders(in: "Sources")).subtracting(["SystemLibraries"])
        #expect(modules == Set(Self.table.keys))
    }

    @Test(arguments: table.keys.sorted())
    func aModuleImportsOnlyWhatTheTableAllows(module: String) throws {
        var allowed = try #require(Self.table[module])
        if module == "BuiltinHandlers" { allowed.formUnion(try Repository.handlerFolders()) }
        for (file, name) in try Repository.imports(in: "Sources/\(module)") {
            #expect(allowed.contains(name), "\(file) imports \(name)")
        }
    }

    @Test(arguments: try Repository.handlerFolders())
    func aHandlerImportsOnlyTheContractAndItsLibraries(plugin: String) throws {
        let libraries = Set(try Repository.folders(in: "Sources/SystemLibraries")).subtracting(["CMagic", "CSeccomp"])
        for (file, name) in try Repository.imports(in: "Plugins/\(plugin)") {
            #expect(Self.forHandlers.union(libraries).contains(name), "\(file) imports \(name)")
        }
    }

    @Test func theReaderOfImportsSeesEveryForm() {
        let source = """
            import Alpha
            @testable import Beta
              public import struct Gamma.Thing
            @preconcurrency internal import Delta.Part
            // import Epsilon
            let text = "import Zeta"
            """
        #expect(Repository.importedModules(of: source) == ["Alpha", "Beta", "Gamma", "Delta"])
    }
}
