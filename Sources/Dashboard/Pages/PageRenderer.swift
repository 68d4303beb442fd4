import Mustache

/// What all pages have in common.
struct PageFrame: Sendable {
    /// What the store is called.
    let storeName: String
    /// The program's version.
    let version: String
    /// What forms send back.
    let csrf: String
    /// Whether there are buttons that start runs.
    let allowsActions: Bool
}

/// Makes pages of templates.
struct PageRenderer: Sendable {
    /// The pages that every page leads to.
    private static let sections = [
        ("Overview", "/"), ("Files", "/files"), ("Results", "/results"), ("Failures", "/failures"),
        ("Anomalies", "/anomalies"),
        ("Runs", "/runs"), ("SQL", "/sql"),
    ]
    private static let templates: [(String, [UInt8])] = [
        ("layout", PackageResources.layout_mustache), ("error", PackageResources.error_mustache),
        ("login", PackageResources.login_mustache), ("overview", PackageResources.overview_mustache),
        ("files", PackageResources.files_mustache), ("file", PackageResources.file_mustache),
        ("results", PackageResources.results_mustache), ("downloads", PackageResources.downloads_mustache),
        ("facets", PackageResources.facets_mustache), ("search", PackageResources.search_mustache),
        ("noticed", PackageResources.noticed_mustache),
        ("failures", PackageResources.failures_mustache), ("failure", PackageResources.failure_mustache),
        ("anomalies", PackageResources.anomalies_mustache), ("runs", PackageResources.runs_mustache),
        ("run", PackageResources.run_mustache), ("pager", PackageResources.pager_mustache),
        ("sql", PackageResources.sql_mustache),
    ]

    let frame: PageFrame
    private let library: MustacheLibrary

    /// Reads the templates.
    init(_ frame: PageFrame) throws {
        self.frame = frame
        var library = MustacheLibrary()
        for (name, bytes) in Self.templates {
            try library.register(String(decoding: bytes, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// A page.
    ///
    /// - Parameters:
    ///   - section: The address of the section that it belongs to.
    ///   - values: What its template wants, beside what all do.
    func page(_ name: String, title: String, section: String, _ values: [String: Any]) -> String {
        var all = values
        all["title"] = title
        all["storeName"] = frame.storeName
        all["programVersion"] = frame.version
        all["version"] = AssetRoutes.version
        all["csrf"] = frame.csrf
        all["nav"] = Self.sections.map { label, href in
            ["label": label, "href": href, "isCurrent": href == section] as [String: Any]
        }
        return library.render(all, withTemplate: name) ?? ""
    }

    /// The page of an error.
    @Sendable func error(_ error: HTTPError) -> String {
        let sentence = error.description.prefix(1).uppercased() + error.description.dropFirst() + "."
        return page(
            "error", title: error.status == 404 ? "Not found" : "Not done", section: "", ["message": sentence])
    }

    /// The page where the token is given.
    func login(message: String?) -> String {
        page("login", title: "Sign in", section: "", message.map { ["message": $0] } ?? [:])
    }
}
