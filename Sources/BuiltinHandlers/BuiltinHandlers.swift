import CountSeries
import DelimitedText
import Fingerprint
import HandlerAPI
import JSONDocuments
import PlainText
import WHPExchange

/// The handlers compiled into the program: one line for each folder of `Plugins/`.
public enum BuiltinHandlers {
    /// All of them.
    public static let all: [any Handler.Type] = [
        CountSeriesHandler.self,
        DelimitedTextHandler.self,
        FingerprintHandler.self,
        JSONDocumentsHandler.self,
        PlainTextHandler.self,
        WHPExchangeHandler.self,
    ]
}
