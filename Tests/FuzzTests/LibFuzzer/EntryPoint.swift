import Foundation

private let environment = ProcessInfo.processInfo.environment

/// The target that `TRAWL_FUZZING` names.
private let chosen = FuzzTarget.all.first { $0.name == environment["TRAWL_FUZZING"] }

/// Called by libFuzzer before all else.
///
/// Without a target it prints the names of all and ends; with `TRAWL_FUZZ_SEEDS` it writes the target's first inputs into
/// that folder and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
    _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
    guard let chosen else {
        for target in FuzzTarget.all { print(target.name) }
        exit(0)
    }
    guard let folder = environment["TRAWL_FUZZ_SEEDS"] else { return 0 }
    for (number, seed) in (chosen.seeds.own() + chosen.seeds.others()).enumerated() {
        let place = URL(fileURLWithPath: folder).appendingPathComponent("seed-\(number)")
        do { try Data(seed).write(to: place) } catch { fatalError("\(place.path): \(error)") }
    }
    exit(0)
}

/// Called by libFuzzer with each input; ends the process where a property is broken, which libFuzzer notes.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = FuzzInput(Array(UnsafeBufferPointer(start: start, count: count)))
    do { try chosen?.check(input) } catch { fatalError("\(chosen?.name ?? ""): \(error)") }
    return 0
}
