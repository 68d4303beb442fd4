extension SandboxReport {
    func write(to wire: inout WireWriter) {
        wire.put(list: inForce) { wire, part in wire.put(part.rawValue) }
        wire.put(list: missing) { wire, missing in
            wire.put(missing.part.rawValue)
            wire.put(missing.reason)
        }
        wire.put(list: closedPaths) { wire, path in wire.put(path) }
    }

    init(from wire: inout WireReader) throws(WireError) {
        self.init()
        for part in try wire.list(Self.part(from:)) { add(part) }
        let missing = try wire.list { (wire: inout WireReader) throws(WireError) in
            (part: try Self.part(from: &wire), reason: try wire.text())
        }
        for missing in missing { add(missing.part, missingBecause: missing.reason) }
        closedPaths = try wire.list { (wire: inout WireReader) throws(WireError) in try wire.text() }
    }

    private static func part(from wire: inout WireReader) throws(WireError) -> SandboxPart {
        guard let part = SandboxPart(rawValue: try wire.text()) else { throw WireError("a part of no known kind") }
        return part
    }
}
