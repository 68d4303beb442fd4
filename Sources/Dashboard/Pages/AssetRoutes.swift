import Orchestration

/// What pages load beside themselves.
enum AssetRoutes {
    /// Another one for other content, so that browsers may keep what they have.
    static let version = TextHash.digits(
        of: String(decoding: PackageResources.dashboard_css + PackageResources.dashboard_js, as: UTF8.self))

    /// The routes.
    static let all: [Route] = [
        asset("dashboard.css", "text/css; charset=utf-8", PackageResources.dashboard_css),
        asset("dashboard.js", "text/javascript; charset=utf-8", PackageResources.dashboard_js),
        asset("icon.svg", "image/svg+xml", PackageResources.icon_svg),
    ]

    private static func asset(_ name: String, _ type: String, _ bytes: [UInt8]) -> Route {
        .get("/assets/" + name, ["v"], access: .open) { _, parameters in
            let isKept = parameters.text("v") == version
            return HTTPResponse(type: type, bytes)
                .with("Cache-Control", isKept ? "public, max-age=31536000, immutable" : "no-cache")
        }
    }
}
