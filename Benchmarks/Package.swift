// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "benchmarks",
    targets: [
        .systemLibrary(name: "CMagic", providers: [.apt(["libmagic-dev"])]),
        .executableTarget(name: "magic-baseline", dependencies: ["CMagic"]),
    ],
    swiftLanguageModes: [.v6]
)
