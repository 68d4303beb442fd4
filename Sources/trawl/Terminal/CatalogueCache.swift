import Foundation
import HandlerAPI
import Inspection
import Orchestration
import RecordStores

/// Keeps a catalogue beside its store for as long as that stays as it is.
struct CatalogueCache {
    private struct Content: Codable {
        var stamp: String
        var handlers: [HandlerCatalogue]
    }

    private let path: String
    private let stamp: String

    /// Looks at the store now: what is found later, when it may have changed, is kept under what it was.
    init(beside store: String, _ descriptors: [HandlerDescriptor]) {
        path = store + ".catalogue"
        let said = descriptors.map { "\($0.name) \($0.version) \($0.summary) \($0.outputs)" }.sorted()
        stamp = ([Trawl.version, StoreStamp.of(store)] + said).joined(separator: "\n")
    }

    /// What was found, unless the store or what handlers say of themselves has changed since.
    func read() -> [HandlerCatalogue]? {
        guard let data = FileManager.default.contents(atPath: path),
            let content = try? JSONDecoder().decode(Content.self, from: data), content.stamp == stamp
        else { return nil }
        return content.handlers
    }

    /// Keeps what was found. Where that cannot be written, it is found anew the next time.
    func write(_ handlers: [HandlerCatalogue]) {
        guard let data = try? JSONEncoder().encode(Content(stamp: stamp, handlers: handlers)) else { return }
        try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
