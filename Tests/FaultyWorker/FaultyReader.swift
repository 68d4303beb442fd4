import Glibc
import HandlerAPI
import Orchestration

/// Takes the words of a text for the members of an archive, and does what some of them say.
struct FaultyReader: ContainerReader {
    func read(
        _ content: OpenFile, as mediaType: MediaType, from place: ContainerPlace?, _ take: (ContainerEvent) -> Bool
    ) {
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

    /// Every word and the blank behind it is a stretch. Some texts are cut as they cannot be.
    func cut(_ content: OpenFile, as mediaType: MediaType) -> ContainerCut? {
        let file = FileContent(path: "", mediaType: mediaType, source: content)
        let text = (try? file.prefix(64 << 10)) ?? []
        var ends = text.indices.filter { text[$0] == UInt8(ascii: " ") }.map { Int64($0 + 1) }
        if text.starts(with: Array("beyond".utf8)) { ends.append(content.size.bytes + 1) }
        let starts = [0] + ends.dropLast()
        let stretches = zip(starts, ends).compactMap { ContainerStretch(packed: $0..<$1, size: $1 - $0) }
        let kind: ContainerMember.Kind = text.starts(with: Array("folder".utf8)) ? .directory : .file
        return ContainerCut(member: ContainerMember(name: nil, kind: kind), stretches: stretches)
    }

    /// Unpacks a word to its capital letters.
    func unpack(
        _ stretch: ContainerStretch, of content: OpenFile, as mediaType: MediaType, into target: Int32
    ) -> Bool {
        var word = [UInt8](repeating: 0, count: Int(stretch.size))
        let count = word.withUnsafeMutableBytes { try? content.read(into: $0, at: stretch.packed.lowerBound) }
        let text = String(decoding: word, as: UTF8.self)
        if text == "crash " { abort() }
        while text == "hang " { usleep(10_000) }
        if text == "slow " { usleep(30_000) }
        if text == "flood " { pwrite(target, word, word.count, off_t(ContainerStretch.largestSize)) }
        let written = Array(text.uppercased().utf8)
        return count == word.count && pwrite(target, written, written.count, 0) == written.count
    }
}
