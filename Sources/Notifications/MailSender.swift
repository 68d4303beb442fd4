import CCurl
import FoundationEssentials

/// Sends text as mail.
struct MailSender {
    let settings: MailSettings

    /// Sends a message.
    ///
    /// - Parameter id: The same for every try to send it; servers and readers know doubles by it.
    /// - Throws: ``DeliveryError``.
    func send(subject: String, body: String, id: String, at time: Date) throws(DeliveryError) {
        let transfer = try CurlTransfer(
            settings.server, protocols: "smtp,smtps", certificates: settings.certificates, timeout: settings.timeout)
        transfer.set(CURLOPT_USE_SSL, Int((settings.requiresTLS ? CURLUSESSL_ALL : CURLUSESSL_NONE).rawValue))
        if let user = settings.user { transfer.set(CURLOPT_USERNAME, user) }
        if let password = settings.password { transfer.set(CURLOPT_PASSWORD, try password.secret()) }
        transfer.set(CURLOPT_MAIL_FROM, settings.from)
        transfer.set(CURLOPT_MAIL_RCPT, settings.to)
        transfer.set(CURLOPT_HTTPHEADER, headers(subject: subject, id: id, at: time))
        transfer.setMailBody(body.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
        do throws(DeliveryError) {
            _ = try transfer.perform()
        } catch {
            throw DeliveryError("\(settings.server): \(error)", isLasting: error.isLasting)
        }
    }

    private func headers(subject: String, id: String, at time: Date) -> [String] {
        let domain = settings.from.split(separator: "@").last.map(String.init) ?? "localhost"
        return [
            "Date: \(MailDate.text(of: time))", "From: \(settings.from)",
            "To: \(settings.to.joined(separator: ", "))", "Subject: \(MailHeader.encoded(subject))",
            "Message-ID: <trawl.\(id)@\(domain)>", "Auto-Submitted: auto-generated",
        ]
    }
}

/// How headers of mails hold text that is not ASCII.
enum MailHeader {
    /// How many bytes of text an encoded word holds, so that with its frame it has 75 characters at most.
    private static let wordLength = 45

    /// `text` as encoded words (RFC 2047) where it needs them; at most 200 characters of it.
    static func encoded(_ text: String) -> String {
        let text = String(text.prefix(200))
        if text.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) && !text.contains("=?") { return text }
        var words: [String] = []
        var word: [UInt8] = []
        for character in text {
            let bytes = Array(String(character).utf8)
            if word.count + bytes.count > wordLength, !word.isEmpty {
                words.append(frame(word))
                word = []
            }
            word += bytes
        }
        if !word.isEmpty { words.append(frame(word)) }
        return words.joined(separator: " ")
    }

    private static func frame(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }
}

/// Dates of mails (RFC 5322).
enum MailDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `date` in UTC, as `Sat, 21 Nov 2026 16:30:00 +0000`.
    static func text(of date: Date) -> String {
        // 2026-11-21T16:30:00Z
        let parts = date.ISO8601Format().split { "-T:Z".contains($0) }.compactMap { Int($0) }
        guard parts.count == 6, 1...12 ~= parts[1] else { return date.ISO8601Format() }
        let sinceThursday = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
        let day = days[((sinceThursday + 4) % 7 + 7) % 7]
        let clock = parts[3...5].map { ($0 < 10 ? "0" : "") + "\($0)" }.joined(separator: ":")
        return "\(day), \(parts[2]) \(months[parts[1] - 1]) \(parts[0]) \(clock) +0000"
    }
}
