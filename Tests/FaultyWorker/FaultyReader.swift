import Glibc
import HandlerAPI
import Orchestration

/// Takes the words of a text for the members of an archive, and does what some of them say.
struct FaultyReader: ContainerReader {
    func read(_ content: OpenFile, as mediaType: MediaType, _ take: (ContainerEvent) -> Bool) {
        let file = FileContent(path: "", mediaType: mediaType, source: content)
        let words = ((try? file.prefix(64 << 10)) ?? []).split(separator: UInt8(ascii: " "))
        for word in words.map(Array.init) {
            let text = String(decoding: word, as: UTF8.self)
            if text == "folder" {
                guard take(.member(ContainerMember(name: word, kind: .directory))) else { return }
                continue
            }
            guard take(.member(ContainerMember(name: word, kind: .file))) else { return }
            guard word.withUnsafeBytes({ take(.bytes($0, offset: 0)) }) else { return }
            if text == "crash" { abort() }
            while text == "hang" { usleep(10_000) }
            if text == "slow" { usleep(30_000) }
            guard take(.complete) else { return }
        }
    }
}
