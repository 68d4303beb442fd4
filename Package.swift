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
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// The handlers compiled in: one line here and one in `BuiltinHandlers`.
let handlers: [Target] = [
    handler("DelimitedText", ["Sketches", "DelimitedSyntax"])
]

let package = Package(
    name: "trawl",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: handlers + [
        library("CArchive", debian: "libarchive-dev"),
        library("CCrypto", debian: "libssl-dev"),
        library("CMagic", debian: "libmagic-dev"),
        library("CZlib", debian: "zlib1g-dev"),

        module("HandlerAPI"),
        module("DelimitedSyntax"),
        module("Sketches"),

        tests("DelimitedSyntaxTests", ["DelimitedSyntax"]),
        tests("DelimitedTextTests", ["DelimitedSyntax", "DelimitedText", "HandlerAPI"]),
        tests("HandlerAPITests", ["HandlerAPI"]),
        tests("SketchesTests", ["Sketches"]),
    ],
    swiftLanguageModes: [.v6]
)
