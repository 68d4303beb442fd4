import ColumnProfiles
import HandlerAPI
import Sketches

/// What is known of the documents of one range of a file, or of several that follow each other.
public struct DocumentPart: Sendable {
    /// A path and what was found there.
    struct Path: Sendable {
        /// The place of the path around this one; -1 for documents.
        var parent: Int
        /// The bytes of the key; `nil` for documents and the elements of arrays.
        var key: [UInt8]?
        var counts: PathCounts
        var profiles: PathProfiles
    }

    private struct Name: Hashable {
        let parent: Int
        let key: [UInt8]?
    }

    /// In the order in which they were first met, documents first.
    private(set) var paths: [Path]
    private var places: [Name: Int] = [:]
    var tally = DocumentTally()
    /// Why not all documents could be read; what came before is good.
    var failure: HandlerError?
    let limit: PathLimit
    private var textTotal = 0
    private var textLengths: [Int] = []

    /// Makes a part of these paths, of which each comes behind the one around it.
    init(paths: [Path], limit: PathLimit) {
        self.paths = []
        self.limit = limit
        for path in paths { append(path) }
    }

    /// Takes the documents that follow.
    ///
    /// Paths beyond the bound are not taken; their values are counted.
    mutating func merge(_ next: DocumentPart) {
        guard failure == nil else { return }
        tally.merge(next.tally)
        failure = next.failure
        var placesHere: [Int] = []
        for path in next.paths {
            let parent = path.parent < 0 ? -1 : placesHere[path.parent]
            placesHere.append(merge(path, below: parent))
        }
    }

    /// Takes one path of the documents that follow; returns its place here, -2 where it is beyond the bound.
    private mutating func merge(_ path: Path, below parent: Int) -> Int {
        guard parent != -2 else { return leaveOut(path) }
        if let place = places[Name(parent: parent, key: path.key)] {
            paths[place].counts.merge(path.counts)
            paths[place].profiles.merge(path.profiles)
            return place
        }
        let length = textLength(of: path, below: parent)
        guard paths.count < limit.paths, textTotal + length <= limit.bytes else { return leaveOut(path) }
        var path = path
        path.parent = parent
        append(path)
        return paths.count - 1
    }

    private mutating func leaveOut(_ path: Path) -> Int {
        tally.valuesBeyond += path.counts.values
        return -2
    }

    private mutating func append(_ path: Path) {
        let length = textLength(of: path, below: path.parent)
        if !paths.isEmpty { textTotal += length }
        textLengths.append(length)
        places[Name(parent: path.parent, key: path.key)] = paths.count
        paths.append(path)
    }

    private func textLength(of path: Path, below parent: Int) -> Int {
        guard parent >= 0 else { return 1 }
        return textLengths[parent] + (path.key.map { $0.count + 1 } ?? 2)
    }
}

extension DocumentPart {
    /// The paths of `tree`, with the profiles of their values.
    init(_ tree: PathTree, _ profiles: [PathProfiles], limit: PathLimit, sampleSize: Int) {
        let paths = (Int(PathTree.root)..<tree.count).map { index in
            let node = tree.nodes[index]
            let isElement = tree.nodes[Int(node.parent)].items == Int32(index)
            let isRoot = index == Int(PathTree.root)
            return Path(
                parent: isRoot ? -1 : Int(node.parent) - 1, key: isElement || isRoot ? nil : Array(tree.key(of: index)),
                counts: node.counts,
                profiles: index < profiles.count ? profiles[index] : PathProfiles(sampleSize: sampleSize))
        }
        self.init(paths: paths, limit: limit)
    }
}

extension PathCounts {
    /// All values.
    var values: Int { nulls + falses + trues + integers + otherNumbers + strings + objects + arrays }
}

extension PathProfiles {
    /// Takes the values of the documents that follow.
    mutating func merge(_ next: PathProfiles) {
        if let others = next.numbers {
            if numbers == nil { numbers = others } else { numbers?.merge(others) }
        }
        if let others = next.strings {
            if strings == nil { strings = others } else { strings?.merge(others) }
        }
    }
}
