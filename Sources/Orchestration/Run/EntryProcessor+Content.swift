import HandlerAPI

extension EntryProcessor {
    /// Holds a file against what is known of its content, where that is asked for.
    ///
    /// - Returns: Whether it stands, and has come to its end.
    func isVerified(_ opened: inout Opened) throws(Failure) -> Bool {
        // An entry without a stamp was not seen the last time, whatever is known of its content from before.
        guard opened.place.isToVerify, let mark = opened.place.mark, mark.stamp != nil else { return false }
        let isSame = mark.digest.map { $0 == opened.digest } ?? (mark.stamp == opened.file.stamp)
        guard isSame else {
            opened.place.reason = RunReason(.changed, "content")
            return false
        }
        let (root, path) = (opened.place.root, opened.entry.path)
        let review = try lookUp {
            try context.reviewer.review(standing: mark) {
                try context.reviewer.hasAffectedMembers(path, root: root, in: context.setup.records)
            }
        }
        if case .affected(let reason) = review {
            opened.place.reason = reason
            return false
        }
        let identity = context.identity
        context.writer.put(
            .confirmed(
                Confirmation(
                    root: root, path: path, stamp: opened.file.stamp, setup: identity.number,
                    detector: identity.detector, digest: opened.digest)))
        try passMembers(of: path, root: root)
        context.stand(mark.outcome)
        return true
    }

    /// Counts the members of an archive that stands.
    private func passMembers(of path: StorePath, root: String) throws(Failure) {
        var query = LedgerQuery(
            root: root, prefix: path.prefixOfMembers, setup: context.identity.number, limit: 1_024)
        while case let page = try lookUp({ try context.setup.records.ledgerPage(query) }), let last = page.last {
            for mark in page { context.pass(.unchanged, standing: mark.outcome) }
            query.after = last.path
        }
    }

    /// Looks for an entry with the same content, where that is asked for.
    ///
    /// - Returns: Whether one is under way, and this one waits until that is done.
    func isToWaitForTwin(_ opened: inout Opened) throws(Failure) -> Bool {
        guard context.setup.dedupes, opened.standing == nil, opened.file.size > 0, let digest = opened.digest else {
            return false
        }
        let isFirst = context.duplicates.isFirst(digest)
        opened.twin = try lookUp { try context.setup.records.standing(digest: digest) }
        guard opened.twin == nil, !isFirst, !opened.place.isSecondTry else { return false }
        context.duplicates.setAside(opened.entry.path, root: opened.place.root)
        context.tally.finish(bytes: 0)
        return true
    }
}
