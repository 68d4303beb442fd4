import HandlerAPI
import Orchestration
import Synchronization

extension InMemoryRecordStore: RecordHistory {
    /// Earlier records, oldest first.
    public func historyPage(after record: EarlierRecord?, limit: Int) -> [EarlierRecord] {
        func order(_ record: EarlierRecord) -> (Place, String, RunNumber) {
            (Place(root: record.root, path: record.path), record.record.handler, record.until)
        }
        let all = state.withLock { $0.history.values.flatMap { $0 } }.sorted { order($0) < order($1) }
        return Array(all.filter { other in record.map { order($0) < order(other) } ?? true }.prefix(limit))
    }

    /// Puts what comparing files found in the place of what it found before.
    public func replaceComparisons(_ rows: [AnomalyRow], run: RunNumber) {
        state.withLock { state in
            let earlier = Dictionary(state.comparisons.map { ($0.identity, $0.run) }) { first, _ in first }
            state.comparisons = rows.reversed().map { row in
                var row = row
                row.run = earlier[row.identity] ?? run
                return row
            }
        }
    }

    /// Keeps what the records of a file were, where they are other ones now.
    func remember(_ file: FileOutcome, at place: Place, _ run: RunNumber, _ state: inout State) {
        state.comparisons.removeAll { $0.root == file.root && $0.path == file.path }
        func key(_ handler: String) -> RecordKey { RecordKey(root: file.root, path: file.path, handler: handler) }
        let known = state.files[place]
        for earlier in known?.file.records ?? [] {
            let written = known?.row.run ?? run
            let first = state.since.removeValue(forKey: key(earlier.handler)) ?? written
            if let record = file.records.first(where: { $0.handler == earlier.handler }), record.isAs(earlier) {
                state.since[key(record.handler)] = first
            } else if written < run, earlierRecords > 0 {
                var kept = state.history[place] ?? []
                kept.append(EarlierRecord(root: file.root, path: file.path, record: earlier, since: first, until: run))
                let mine = kept.indices.filter { kept[$0].record.handler == earlier.handler }
                for index in mine.dropLast(earlierRecords).reversed() { kept.remove(at: index) }
                state.history[place] = kept
            }
        }
        for record in file.records where state.since[key(record.handler)] == nil {
            state.since[key(record.handler)] = run
        }
    }
}
