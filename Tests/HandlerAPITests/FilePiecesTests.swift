import HandlerAPI
import HandlerTesting
import Testing

/// Pieces follow each other without gaps, and their sizes keep within the bounds.
@Suite struct FilePiecesTests {
    @Test(arguments: 1...200) func piecesAreAllOfTheBytesInOrder(seed: Int) {
        var generator = RepeatableGenerator(seed: UInt64(seed))
        let most = Int64.random(in: 1...1_000, using: &generator)
        let least = Int64.random(in: 1...most, using: &generator)
        let start = Int64.random(in: 0...50, using: &generator)
        let bytes = start..<start + Int64.random(in: 0...20 * most, using: &generator)
        let pieces = FilePieces(bytes, ofAtMost: most, downTo: least)
        var end = start
        for number in 0..<pieces.count {
            let piece = pieces[number]
            #expect(piece.lowerBound == end)
            #expect(piece.count <= most)
            #expect(piece.count >= least || pieces.count == 1 || piece.upperBound == bytes.upperBound)
            end = piece.upperBound
        }
        #expect(end == bytes.upperBound)
    }

    @Test func theLastPiecesAreTheSmallest() {
        let pieces = FilePieces(0..<160, ofAtMost: 16, downTo: 2)
        let sizes = (0..<pieces.count).map { pieces[$0].count }
        // What is left over at the end may be more than the piece before it.
        #expect(sizes == [16, 16, 16, 16, 16, 16, 16, 16, 10, 7, 5, 3, 2, 2, 3])
    }

    @Test func withoutASmallerSizeAllButTheLastAreOfOne() {
        let pieces = FilePieces(3..<100, ofAtMost: 20)
        #expect((0..<pieces.count).map { pieces[$0] } == [3..<23, 23..<43, 43..<63, 63..<83, 83..<100])
        #expect(FilePieces(7..<7, ofAtMost: 20).count == 1)
        #expect(FilePieces(0..<100, ofAtMost: .max).count == 1)
    }

    @Test func anySizeMayBeStated() {
        let pieces = FilePieces(0..<Int64.max, ofAtMost: 16 << 20, downTo: 2 << 20)
        #expect(pieces[0] == 0..<16 << 20)
        #expect(pieces[pieces.count - 1].upperBound == .max)
    }
}
