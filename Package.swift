// swift-tools-version: 6.2

import PackageDescription

/// Settings every target of ours compiles with: warnings are errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A module under `Sources/`.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A handler under `Plugins/`. SwiftPM looks there for build-tool plugins, so each handler names its path.
func handler(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: ["HandlerAPI"] + dependencies, path: "Plugins/\(name)", exclude: ["README.md"],
        swiftSettings: strict)
}

/// A C library of the system, described by a module map under `Sources/SystemLibraries/`.
func library(_ name: String, debian package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/SystemLibraries/\(name)", providers: [.apt([package])])
}

/// A test target under `Tests/`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The handlers compiled in: one line here and one in `BuiltinHandlers`.
let handlers: [Target] = [
    handler("CountSeries", ["AnomalyScoring", "DelimitedSyntax"]),
    handler("DelimitedText", ["CColumnKernels", "ColumnProfiles", "CTextIndex", "Sketches", "DelimitedSyntax"]),
    handler("Fingerprint", ["Digests"]),
    handler("JSONDocuments", ["CJSONIndex", "ColumnProfiles", "CTextIndex", "Sketches"]),
    handler("PlainText"),
    handler("WHPExchange", ["Sketches"]),
]

/// With `TRAWL_FUZZING` set, what `Tests/FuzzTests` holds is a program for libFuzzer instead of tests.
let isFuzzing = Context.environment["TRAWL_FUZZING"] != nil
let fuzzed: [Target.Dependency] = [
    "CLinux", "CountSeries", "DataStores", "DelimitedSyntax", "DelimitedText", "Detection", "Fingerprint", "HandlerAPI",
    "HandlerHosting", "HandlerTesting", "Inspection", "JSONDocuments", "Orchestration", "PlainText", "WHPExchange",
]
let fuzzing: Target =
    isFuzzing
    ? .executableTarget(
        name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzTests", exclude: ["Replay", "run"], swiftSettings: strict)
    : .testTarget(name: "FuzzTests", dependencies: fuzzed, exclude: ["LibFuzzer", "run"], swiftSettings: strict)

/// What `Benchmarks/` measures piece by piece.
let measured = [
    "AnomalyScoring", "ColumnProfiles", "CTextIndex", "DelimitedSyntax", "DelimitedText", "HandlerAPI",
    "HandlerTesting", "Sketches",
]

let package = Package(
    name: "trawl",
    products: [
        .executable(name: "trawl", targets: ["trawl"]),
        .library(name: "Profiling", targets: measured),
        .library(name: "CMagic", targets: ["CMagic"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: handlers + [
        library("CISAL", debian: "libisal-dev"),
        library("CLinux", debian: "linux-libc-dev"),
        library("CMagic", debian: "libmagic-dev"),
        library("CNettle", debian: "nettle-dev"),
        library("CSeccomp", debian: "libseccomp-dev"),
        library("CZlib", debian: "zlib1g-dev"),

        module("AnomalyScoring", ["CColumnKernels", "Sketches"]),
        module("BuiltinHandlers", ["HandlerAPI"] + handlers.map { .byName(name: $0.name) }),
        .target(name: "CArchive", dependencies: ["CLateLibrary"]),
        .target(name: "CColumnKernels", dependencies: ["CProcessor"]),
        .target(name: "CCurl", dependencies: ["CLateLibrary"]),
        .target(name: "CJSONIndex", dependencies: ["CProcessor", "CTextIndex"]),
        .target(name: "CLateLibrary"),
        .target(name: "CMicroHTTPD", dependencies: ["CLateLibrary"]),
        module("ColumnProfiles", ["CColumnKernels", "CTextIndex", "DelimitedSyntax", "HandlerAPI", "Sketches"]),
        .target(name: "CProcessor"),
        .target(name: "CTextIndex", dependencies: ["CProcessor"]),
        .target(
            name: "Dashboard",
            dependencies: [
                "CMicroHTTPD", "CTextIndex", "HandlerAPI", "Inspection", "Orchestration", "Queueing", mustache,
            ],
            resources: [.embedInCode("Assets")], swiftSettings: strict),
        module(
            "DataStores",
            ["Orchestration", "HandlerAPI", "Queueing", "Digests", "CArchive", "CISAL", "CLinux", "CZlib"]),
        module("DelimitedSyntax", ["CTextIndex"]),
        module("Digests", ["CISAL", "CNettle"]),
        .target(
            name: "Detection",
            dependencies: ["Orchestration", "HandlerAPI", "DelimitedSyntax", "Digests", "CLinux", "CMagic"],
            resources: [.embedInCode("trawl.magic")], swiftSettings: strict),
        module("HandlerAPI"),
        module("HandlerHosting", ["Orchestration", "HandlerAPI", "Queueing", "CLinux", "CSeccomp"]),
        module("HandlerTesting", ["HandlerAPI"]),
        module("Inspection", ["AnomalyScoring", "Orchestration", "HandlerAPI"]),
        module("Notifications", ["CCurl", "HandlerAPI", "Orchestration"]),
        module("Orchestration", ["HandlerAPI", "Queueing"]),
        module("Queueing"),
        module("RecordStores", ["Orchestration", "HandlerAPI", grdb, sqlite]),
        module("Sketches", ["CColumnKernels"]),
        .executableTarget(
            name: "trawl",
            dependencies: [
                "BuiltinHandlers", "Dashboard", "DataStores", "DelimitedSyntax", "Detection", "HandlerAPI",
                "HandlerHosting", "HandlerTesting", "Inspection", "Notifications",
                "Orchestration", "Queueing", "RecordStores", arguments, yams,
            ],
            resources: [.embedInCode("Templates")], swiftSettings: strict),

        // A worker whose handlers and detector do every wrong there is, for tests of the host.
        .executableTarget(
            name: "faulty-worker", dependencies: ["HandlerAPI", "HandlerHosting", "Orchestration"],
            path: "Tests/FaultyWorker", swiftSettings: strict),

        // Runs a program for tests and measures its memory.
        .executableTarget(name: "memory-gauge", path: "Tests/MemoryGauge", swiftSettings: strict),

        // Writes archives that tests are about.
        .target(
            name: "Packing", dependencies: ["CArchive", "CZlib"], path: "Tests/Packing", swiftSettings: strict,
            linkerSettings: [.linkedLibrary("archive")]),

        tests("AnomalyScoringTests", ["AnomalyScoring", "HandlerTesting"]),
        tests(
            "ColumnProfilesTests",
            [
                "CColumnKernels", "CProcessor", "CTextIndex", "ColumnProfiles", "DelimitedSyntax", "HandlerTesting",
                "Sketches",
            ]),
        tests("CountSeriesTests", ["CountSeries", "DelimitedSyntax", "HandlerAPI", "HandlerTesting"]),
        tests(
            "DashboardTests",
            ["CTextIndex", "Dashboard", "HandlerAPI", "HandlerTesting", "Orchestration", "RecordStores"]),
        tests("DataStoresTests", ["DataStores", "HandlerAPI", "HandlerTesting", "Orchestration", "Packing"]),
        tests("DelimitedSyntaxTests", ["DelimitedSyntax", "HandlerTesting"]),
        tests(
            "DelimitedTextTests",
            ["ColumnProfiles", "DelimitedSyntax", "DelimitedText", "HandlerAPI", "HandlerTesting"]),
        tests("DetectionTests", ["Detection", "HandlerAPI", "HandlerTesting", "Orchestration"]),
        tests("EndToEndTests", ["HandlerTesting", "Packing", "memory-gauge", "trawl"]),
        tests("FingerprintTests", ["Fingerprint", "HandlerAPI", "HandlerTesting"]),
        fuzzing,
        tests("HandlerAPITests", ["HandlerAPI"]),
        tests(
            "HandlerHostingTests",
            [
                "CSeccomp", "HandlerAPI", "HandlerHosting", "HandlerTesting", "Orchestration", "RecordStores",
                "faulty-worker",
                "trawl",
            ]),
        tests("InspectionTests", ["HandlerTesting", "Inspection"]),
        tests(
            "JSONDocumentsTests", ["CJSONIndex", "ColumnProfiles", "HandlerAPI", "HandlerTesting", "JSONDocuments"]),
        tests("HandlerTestingTests", ["HandlerAPI", "HandlerTesting"]),
        tests(
            "NotificationsTests", ["HandlerAPI", "HandlerTesting", "Notifications", "Orchestration", "RecordStores"]),
        tests("OrchestrationTests", ["HandlerAPI", "HandlerTesting", "Orchestration", "Queueing", "RecordStores"]),
        tests("PlainTextTests", ["HandlerAPI", "HandlerTesting", "PlainText"]),
        tests("QueueingTests", ["HandlerTesting", "Queueing"]),
        tests("RecordStoresTests", ["HandlerAPI", "Orchestration", "RecordStores", grdb]),
        tests("RepositoryTests", ["BuiltinHandlers", "HandlerAPI", "HandlerTesting"]),
        tests("SketchesTests", ["Sketches"]),
        tests("WHPExchangeTests", ["HandlerAPI", "HandlerTesting", "WHPExchange"]),
    ],
    swiftLanguageModes: [.v6]
)
