import CCurl
import Orchestration

/// One transfer by libcurl: settings, then ``perform()``.
///
/// A class, as it owns memory of the library; it is used by one thread.
final class CurlTransfer {
    private let handle: UnsafeMutableRawPointer
    private let answer = UnsafeMutablePointer<curl_library_answer>.allocate(capacity: 1)
    private let explanation = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private var mime: OpaquePointer?
    /// What was refused while the transfer was set up.
    private var refused: CURLcode?

    /// Prepares a transfer to or from `url`.
    ///
    /// - Parameters:
    ///   - protocols: Those that may be used, such as `smtp,smtps`.
    ///   - certificates: A file with those that are trusted, in place of the system's.
    ///   - timeout: How long the transfer may take; whole milliseconds count.
    /// - Throws: ``DeliveryError`` where the library cannot be used.
    init(_ url: String, protocols: String, certificates: String?, timeout: Duration) throws(DeliveryError) {
        if let reason = curl_library_open() {
            throw DeliveryError(
                "libcurl cannot be used: \(String(cString: reason)); install it (Debian: libcurl4)", isLasting: true)
        }
        guard let made = curl_library_easy_init() else {
            throw DeliveryError("no memory for libcurl", isLasting: false)
        }
        handle = made
        answer.initialize(to: curl_library_answer())
        explanation.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        note(curl_library_set_error_buffer(handle, explanation))
        note(curl_library_keep_answer(handle, answer))
        set(CURLOPT_URL, url)
        set(CURLOPT_PROTOCOLS_STR, protocols)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_TIMEOUT_MS, max(1, Int(timeout / .milliseconds(1))))
        // That of the farewell, too, which comes after the transfer.
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, max(1, Int(timeout.seconds.rounded(.up))))
        if let certificates { set(CURLOPT_CAINFO, certificates) }
    }

    deinit {
        curl_library_easy_cleanup(handle)
        if let mime { curl_library_free_mime(mime) }
        lists.forEach { curl_library_free_list($0) }
        answer.deallocate()
        explanation.deallocate()
    }

    func set(_ option: CURLoption, _ text: String) { note(curl_library_set_text(handle, option, text)) }

    func set(_ option: CURLoption, _ number: Int) { note(curl_library_set_number(handle, option, number)) }

    func set(_ option: CURLoption, _ texts: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for text in texts { list = curl_library_append(list, text) ?? list }
        guard let list else { return }
        lists.append(list)
        note(curl_library_set_list(handle, option, list))
    }

    /// Makes text the body of a mail.
    func setMailBody(_ text: String) {
        mime = curl_library_make_text(handle, text, text.utf8.count)
        note(mime.map { curl_library_set_mime(handle, $0) } ?? CURLE_OUT_OF_MEMORY)
    }

    /// Transfers.
    ///
    /// - Returns: The code the server answered with last, and the beginning of what it said.
    /// - Throws: ``DeliveryError``.
    func perform() throws(DeliveryError) -> (code: Int, text: String) {
        let result = refused ?? curl_library_perform(handle)
        let code = curl_library_answer_code(handle)
        guard result == CURLE_OK else {
            let said = String(cString: explanation)
            let reason = said.isEmpty ? String(cString: curl_library_explain(result)) : said
            throw DeliveryError(reason, isLasting: isLasting(result, code))
        }
        let text = withUnsafeBytes(of: &answer.pointee.bytes) { bytes in
            String(decoding: bytes.prefix(answer.pointee.count), as: UTF8.self)
        }
        return (code, text)
    }

    private func note(_ code: CURLcode) {
        if code != CURLE_OK, refused == nil { refused = code }
    }

    /// Whether it takes a change of the settings, or of the server, for another try to do better.
    private func isLasting(_ result: CURLcode, _ code: Int) -> Bool {
        let lasting = [
            CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED, CURLE_PEER_FAILED_VERIFICATION,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_UNKNOWN_OPTION, CURLE_BAD_FUNCTION_ARGUMENT,
        ]
        return lasting.contains(result) || 500..<600 ~= code
    }
}
