// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "benchmarks",
    dependencies: [.package(name: "trawl", path: "..")],
    targets: [
        .executableTarget(
            name: "anomaly-benchmarks", dependencies: [.product(name: "Profiling", package: "trawl")],
            swiftSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "change-points", dependencies: [.product(name: "Profiling", package: "trawl")],
            swiftSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(name: "magic-baseline", dependencies: [.product(name: "CMagic", package: "trawl")]),
        .executableTarget(
            name: "nab-detector", dependencies: [.product(name: "Profiling", package: "trawl")],
            swiftSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "micro-benchmarks", dependencies: [.product(name: "Profiling", package: "trawl")],
            swiftSettings: [.treatAllWarnings(as: .error)]),
    ],
    swiftLanguageModes: [.v6]
)
