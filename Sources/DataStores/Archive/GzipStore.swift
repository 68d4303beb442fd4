import HandlerAPI
import Orchestration

/// The one file in a gzip file, read with zlib; several gzip members one after another are one file (RFC 1952).
struct GzipStore: DataStore {
    let content: OpenFile
    let name: [UInt8]
    let gate: MemberGate

    func walk(_ visit: (WalkElement) -> Bool) {
        if let reason = gate.budget.drawMember() {
            _ = visit(.refused(gate.path, reason: reason))
            return
        }
        let member = MemberGate.unpackedName(of: name)
        let path = gate.path.appending(member: member)
        do throws(Failure) {
            var spool = try makeSpool()
            var ending = Inflater.Ending.complete
            var reader = try Inflater(content)
            unpacking: while true {
                switch try reader.next() {
                case .bytes(let bytes):
                    if let reason = gate.budget.draw(bytes: bytes.count) {
                        _ = visit(.refused(path, reason: reason))
                        _ = visit(.refused(gate.path, reason: reason))
                        return
                    }
                    try append(bytes, to: &spool)
                case .ended(let how):
                    ending = how
                    break unpacking
                }
                if gate.stop.isSet { return }
            }
            finish(spool, ending, member, path, visit)
        } catch {
            _ = visit(.failed(gate.path, error))
        }
    }

    /// A damaged file whose first part could be unpacked yields that part, and the failure.
    private func finish(
        _ spool: consuming MemberSpool, _ ending: Inflater.Ending, _ member: [UInt8], _ path: StorePath,
        _ visit: (WalkElement) -> Bool
    ) {
        let isEmpty = spool.size == 0
        switch ending {
        case .complete: _ = visit(gate.entry(spool, member: member, at: path, .whole))
        case .damaged(let message, let offset):
            if !isEmpty, !visit(gate.entry(spool, member: member, at: path, .incomplete)) { return }
            _ = visit(.failed(gate.path, Failure(.expand, .corrupt, message, offset: offset)))
        }
    }

    private func makeSpool() throws(Failure) -> MemberSpool {
        do throws(SystemError) { return try MemberSpool() } catch { throw Failure(.expand, spooling: error) }
    }

    private func append(_ bytes: UnsafeRawBufferPointer, to spool: inout MemberSpool) throws(Failure) {
        do throws(SystemError) { try spool.append(bytes) } catch { throw Failure(.expand, spooling: error) }
    }

    /// Whether the file packed in `content` is a tar archive: libarchive reads those itself.
    static func holdsTar(_ content: OpenFile) -> Bool {
        guard var reader = try? Inflater(content) else { return false }
        var head: [UInt8] = []
        while head.count < 512, case .bytes(let bytes)? = try? reader.next() {
            head += bytes.prefix(512 - head.count)
        }
        return TarHeader.isValid(head)
    }
}

extension Failure {
    /// A failure to hold unpacked bytes.
    init(_ stage: Stage, spooling error: SystemError) {
        self.init(
            stage, .unreadable,
            "unpacked bytes cannot be held: \(error); make room in the temporary directory or set TMPDIR")
    }
}
