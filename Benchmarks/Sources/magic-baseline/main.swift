import CMagic
import Dispatch
import Foundation
import Synchronization

/// Names the type of every file under a directory with libmagic alone, and prints the seconds that took: the limit that a
/// program which asks libmagic about every file cannot beat.
///
/// Usage: magic-baseline DIRECTORY THREADS
guard CommandLine.arguments.count == 3, let threads = Int(CommandLine.arguments[2]) else {
    print("usage: magic-baseline DIRECTORY THREADS")
    exit(64)
}
let root = CommandLine.arguments[1]
let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
let paths = names.map { root + "/" + $0 }.filter {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: $0, isDirectory: &isDirectory) && !isDirectory.boolValue
}.sorted()

let next = Atomic<Int>(0)
let opening = Mutex(())
let began = ContinuousClock.now
DispatchQueue.concurrentPerform(iterations: threads) { _ in
    let cookie = opening.withLock { _ -> magic_t? in
        let cookie = magic_open(MAGIC_MIME_TYPE)
        magic_load(cookie, nil)
        return cookie
    }
    while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < paths.count else { break }
        _ = magic_file(cookie, paths[index])
    }
    magic_close(cookie)
}
let elapsed = (ContinuousClock.now - began).components
print(Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18)
