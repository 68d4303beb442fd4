import CCurl
import Orchestration

/// Sends a digest to a web server, as JSON with a `text` that chat services show.
struct WebhookSender {
    let settings: WebhookSettings

    /// Sends a digest.
    ///
    /// - Throws: ``DeliveryError``.
    func send(_ digest: Digest, text: String) throws(DeliveryError) {
        let url = try settings.url.text()
        let transfer = try CurlTransfer(
            url, protocols: "http,https", certificates: settings.certificates, timeout: settings.timeout)
        var headers = ["Content-Type: application/json", "Idempotency-Key: \(digest.id)", "User-Agent: trawl"]
        for (name, value) in settings.headers.sorted(by: { $0.key < $1.key }) {
            headers.append("\(name): \(try value.text())")
        }
        transfer.set(CURLOPT_HTTPHEADER, headers)
        var body = JSONObject()
        body.add("text", text)
        body.addRaw("digest", digest.json)
        transfer.set(CURLOPT_COPYPOSTFIELDS, body.description)
        let server = Self.server(of: url)
        let answer: (code: Int, text: String)
        do throws(DeliveryError) {
            answer = try transfer.perform()
        } catch {
            throw DeliveryError("\(server): \(error)", isLasting: error.isLasting)
        }
        guard 200..<300 ~= answer.code else {
            // 408 and 429 ask for another try, later.
            let isLasting = 300..<500 ~= answer.code && answer.code != 408 && answer.code != 429
            throw DeliveryError("\(server) answered \(answer.code) \(Self.line(answer.text))", isLasting: isLasting)
        }
    }

    /// An address without what may be secret in it: path, user and password.
    static func server(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "the web server" }
        let rest = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return String(url[..<scheme.upperBound] + (rest.split(separator: "@").last ?? ""))
    }

    private static func line(_ text: String) -> String {
        String(text.prefix(200).map { $0.isNewline ? " " : $0 })
    }
}
