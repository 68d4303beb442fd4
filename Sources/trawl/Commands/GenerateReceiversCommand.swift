import ArgumentParser
import DelimitedSyntax
import Foundation

struct GenerateReceiversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receivers", abstract: "Write daily counts of receivers, some of them anomalous.",
        discussion: """
            Makes a folder for each receiver, with a file data.csv of a day and a count a line. Most keep a rate of 20 to 60 a \
            day. The rate of the anomalous ones falls to a third, rises to three times itself, or ends, 10 to 30 days before \
            the last. The same seed gives the same bytes.

            EXAMPLE
              trawl generate receivers --count 100 --anomalous 1 --seed 7 demo
              trawl run demo
              trawl anomalies
            """)

    @Argument(help: "The directory to make; it must not be there, or be empty.", completion: .directory)
    var directory: String

    @Option(name: .long, help: "How many receivers.")
    var count = 100

    @Option(name: .long, help: "How many of them are anomalous.")
    var anomalous = 1

    @Option(name: .long, help: "What happens to these: drop, surge, dead, or mixed for each in turn.")
    var kind = "mixed"

    @Option(name: .long, help: "How many days each has.")
    var days = 40

    @Option(name: .long, help: ArgumentHelp("The first day.", valueName: "day"))
    var from = "2021-01-01"

    @Option(name: .long, help: "What the random numbers begin with.")
    var seed: UInt64 = 1

    func validate() throws {
        guard (1...1_000_000).contains(count) else { throw ValidationError("--count takes 1 to 1000000") }
        guard (0...count).contains(anomalous) else { throw ValidationError("--anomalous takes 0 to --count") }
        guard (1...100_000).contains(days) else { throw ValidationError("--days takes 1 to 100000") }
        let least = 2 * SyntheticReceiver.leastDays
        guard anomalous == 0 || days >= least else {
            throw ValidationError("--days takes \(least) or more where a rate is to change")
        }
        guard kinds != nil else { throw ValidationError("--kind takes drop, surge, dead or mixed") }
        guard firstDay != nil else { throw ValidationError("--from takes a day such as 2021-01-01") }
    }

    func run() throws {
        guard let kinds, let firstDay else { return }
        let folder = URL(fileURLWithPath: directory)
        if let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
            throw UsageError(description: "\(directory) is not empty, and nothing is overwritten")
        }
        let receivers = SyntheticReceivers(
            count: count, anomalous: anomalous, kinds: kinds, days: days, from: firstDay, seed: seed)
        for receiver in receivers { try write(receiver, below: folder) }
        Output.print(
            "\(directory) holds \(count) receivers; \(anomalous) of them anomalous\(anomalous > 0 ? ":" : "")\n")
        for (number, kind) in receivers.anomalous.sorted(by: { $0.key < $1.key }) {
            Output.print("  \(SyntheticReceiver.name(of: number))  \(kind.rawValue)\n")
        }
    }

    private var kinds: [SyntheticReceiver.Kind]? {
        if kind == "mixed" { return [.drop, .surge, .dead] }
        return SyntheticReceiver.Kind(rawValue: kind).flatMap { $0 == .steady ? nil : [$0] }
    }

    private var firstDay: CivilDay? {
        Array(from.utf8).withUnsafeBytes { CivilDay($0) }
    }

    private func write(_ receiver: SyntheticReceiver, below folder: URL) throws {
        let place = folder.appendingPathComponent(receiver.name)
        do {
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            try Data(receiver.text.utf8).write(to: place.appendingPathComponent("data.csv"))
        } catch {
            throw UsageError(description: "\(place.path) cannot be written: \(error.localizedDescription)")
        }
    }
}
