import HandlerAPI
import Testing

@Suite struct ByteCountTests {
    @Test(arguments: [("0", 0), ("4096", 4096), ("1KiB", 1024), ("64 MiB", 64 << 20), ("10GiB", 10 << 30)])
    func readsUnits(text: String, bytes: Int64) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test(arguments: ["", "MiB", "-1", "12 MB", "99999999999 TiB", "1.5GiB"])
    func refusesWhatItCannotRead(text: String) {
        #expect(ByteCount(text) == nil)
    }

    @Test func printsInTheLargestUnitItFills() {
        #expect(ByteCount(1023).description == "1023 B")
        #expect(ByteCount(1536).description == "1.5 KiB")
        #expect(ByteCount.gibibytes(2).description == "2.0 GiB")
    }
}
