import Foundation
import HandlerTesting
import Testing

@testable import Dashboard

/// How requests are read, and who is let in.
@Suite struct RequestTests {
    @Test func aTargetIsCutAndDecoded() {
        let target = RequestTarget(Array("/a%20b+c?x=1+2&y=%C3%A9&z&x=".utf8))
        #expect(target?.path == "/a b+c")
        let fields = [("x", "1 2"), ("y", "é"), ("z", ""), ("x", "")].map { FormField(name: $0.0, value: $0.1) }
        #expect(target?.query == fields)
    }

    @Test(arguments: [
        "", "a", "*", "/%", "/%g0", "/%FF", "/../a", "/a/..", "/./a", "/a\\b", "/a%5Cb", "/%0a", "/ a", "/?%4",
    ])
    func aTargetThatIsNoneIsRefused(text: String) {
        #expect(RequestTarget(Array(text.utf8)) == nil)
    }

    @Test func fieldsReadAsTheyWereWritten() {
        var generator = RepeatableGenerator(seed: 11)
        for _ in 0..<500 {
            let texts = (0..<4).map { _ in
                String(
                    String.UnicodeScalarView(
                        (0..<5).compactMap { _ in
                            Unicode.Scalar(UInt32.random(in: 0...0x2FF, using: &generator))
                        }))
            }
            let fields = [
                FormField(name: "n" + texts[0], value: texts[1]), FormField(name: texts[2] + "m", value: texts[3]),
            ]
            #expect(FormEncoding.fields(of: Array(FormEncoding.encode(fields).utf8)) == fields)
        }
    }

    @Test func bytesThatAreNoFormAreNoCrash() {
        var generator = RepeatableGenerator(seed: 13)
        for _ in 0..<2_000 {
            let bytes = (0..<20).map { _ in "%&=+a0fZ\u{FF}".utf8.randomElement(using: &generator) ?? 0 }
            _ = FormEncoding.fields(of: bytes)
            _ = RequestTarget([UInt8(ascii: "/")] + bytes)
        }
    }

    @Test func secretsAreComparedWhole() {
        #expect(Secret.matches("abc", "abc"))
        for other in ["", "ab", "abcd", "abd", "abcabc"] { #expect(!Secret.matches(other, "abc")) }
        #expect(!Secret.matches("", ""))
        #expect(Secret.make().count == 64 && Secret.make() != Secret.make())
    }

    @Test(
        arguments: [
            ("127.0.0.1:8420", true), ("[::1]:8420", true), ("localhost:0", true), ("0.0.0.0:80", false),
            ("[::]:80", false),
            ("data.example.org:443", false),
        ])
    func anAddressIsReadAsItIsWritten(text: String, isLoopback: Bool) {
        let address = ListenAddress(text)
        #expect(address?.description == text)
        #expect(address?.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "8420", ":80", "host", "host:", "host:x", "host:65536", "::1:80", "[]:1"])
    func whatIsNoAddressIsNone(text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test func theDescriptionNamesEveryAddressOfTheAPIWithItsParameters() throws {
        let text = Data(PackageResources.openapi_json)
        let paths = try #require(try JSONValue(parsing: text)["paths"])
        guard case .object(let described) = paths else { throw HTTPError(500, "no object") }
        let store = DashboardStore(EmptyBrowser(), indexed: EmptyBrowser())
        let checks = RequestGuard(hosts: [], token: nil, isSecure: false)
        let renderer = try PageRenderer(PageFrame(storeName: "s", version: "1", csrf: "c", allowsActions: false))
        let live = LiveStatus(store) { nil }
        let downloads = DownloadAPI(store: store, counter: DownloadCounter(), report: { "" }, log: { _ in })
        let service = ServiceAPI(
            store: store, live: live, checks: checks, downloads: downloads.counter, allowsActions: false, version: "1")
        let actions = Actions(store: store, checks: checks, renderer: renderer, starter: nil)
        let routes = (StoreAPI(store: store).routes + downloads.routes + service.routes + actions.routes).filter {
            $0.path.hasPrefix("/api/") || ["/metrics", "/healthz"].contains($0.path)
        }
        #expect(Set(routes.map(\.path)) == Set(described.keys))
        for route in routes where route.method == "GET" {
            guard case .array(let parameters)? = described[route.path]?["get"]?["parameters"] ?? .array([]) else {
                continue
            }
            let names = parameters.compactMap { if case .string(let name)? = $0["name"] { name } else { nil } }
            #expect(Set(names) == route.parameters, "\(route.path)")
        }
    }
}
