import Orchestration

/// What the API says of an error.
struct ErrorBody {
    let status: Int
    let message: String

    /// `{"error":{"status":404,"message":"…"}}`
    var json: String {
        var inner = JSONObject()
        inner.add("status", status)
        inner.add("message", message)
        var object = JSONObject()
        object.add("error", inner)
        return object.description
    }
}
