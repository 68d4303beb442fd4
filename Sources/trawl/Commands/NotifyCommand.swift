import ArgumentParser
import FoundationEssentials
import Glibc
import Inspection
import Notifications
import Orchestration
import RecordStores

struct NotifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notify", abstract: "Look after the messages about runs.",
        discussion: """
            Who is told of what, and how, stands under 'notify' in the configuration. Each run puts its messages into an \
            outbox in the store and sends them; what cannot be sent stays there and is tried again.

            EXAMPLE
              trawl notify test crew     # does mail arrive?
              trawl notify list          # what was sent, what waits, and why
            """,
        subcommands: [List.self, Retry.self, Trial.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the messages, sent and unsent.",
            discussion: """
                EXAMPLE
                  trawl notify list --unsent --format ndjson | jq .error
                """)

        @OptionGroup var store: StoreOptions

        @Option(name: .long, help: "How to print: table, json, ndjson or csv.")
        var format = ListingFormat.table

        @Flag(name: .long, help: "Only those that were not sent.")
        var unsent = false

        func run() throws {
            let columns = [
                "message", "run", "subscriber", "state", "attempts", "created_at", "next_attempt_at", "ended_at",
                "error", "content",
            ]
            let listing = Listing(columns, inTable: Set(columns.dropLast()), widths: ["error": 80])
            var printer = ListingPrinter(listing, as: format, to: Output.print)
            let outbox = try SQLiteRecordStore.openForReading(at: try store.configuration().store)
            for message in try outbox.messages(unsentOnly: unsent) {
                printer.add([
                    .integer(message.number), .integer(message.run), .text(message.draft.subscriber),
                    .text(message.state.rawValue), .integer(Int64(message.attempts)), .text(message.createdAt),
                    .optional(message.nextAttemptAt), .optional(message.endedAt), .optional(message.error),
                    .json(message.draft.content),
                ])
            }
            printer.finish(ifEmpty: "No messages.")
        }
    }

    struct Retry: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "retry", abstract: "Send now what was not sent.",
            discussion: """
                Tries all unsent messages, also those whose time has not come and those abandoned. Exits with 3 where any \
                could not be sent.

                EXAMPLE
                  trawl notify retry crew
                """)

        @OptionGroup var store: StoreOptions

        @Argument(help: ArgumentHelp("Only messages for these. Default: for all.", valueName: "subscriber"))
        var subscribers: [String] = []

        func run() throws {
            let configuration = try store.configuration()
            _ = try configuration.subscribers(named: subscribers)
            // Nothing is made by asking for what it holds.
            _ = try SQLiteRecordStore.openForReading(at: configuration.store)
            let outbox = try SQLiteRecordStore.openForRun(at: configuration.store)
            let reports = try Courier(configuration.subscribers, outbox: outbox).sendAll(for: Set(subscribers))
            if reports.isEmpty { Output.print("Every message was sent.\n") }
            for report in reports {
                let result = report.error.map { "not sent: \($0)" } ?? "sent"
                Output.print("\(report.subscriber), run \(report.run): \(result)\n")
            }
            if reports.contains(where: { $0.state != .sent }) { throw ExitCode(3) }
        }
    }

    struct Trial: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Send a message that says only that messages arrive.",
            discussion: """
                Exits with 3 where any could not be sent.

                EXAMPLE
                  trawl notify test            # to every subscriber
                  trawl notify test crew chat
                """)

        @OptionGroup var store: StoreOptions

        @Argument(help: ArgumentHelp("Only to these. Default: to all.", valueName: "subscriber"))
        var subscribers: [String] = []

        func run() throws {
            let configuration = try store.configuration()
            let chosen = try configuration.subscribers(named: subscribers)
            if chosen.isEmpty { throw UsageError(description: "the configuration has no 'notify': nobody is told") }
            var hasFailed = false
            for subscriber in chosen {
                do throws(DeliveryError) {
                    try Messenger(subscriber).sendTrial(store: configuration.store, at: .now)
                    Output.print("\(subscriber.name) (\(subscriber.channel.kind)): sent\n")
                } catch {
                    hasFailed = true
                    Output.print("\(subscriber.name) (\(subscriber.channel.kind)): not sent: \(error)\n")
                }
                Output.flush()
            }
            if hasFailed { throw ExitCode(3) }
        }
    }
}

extension Configuration {
    /// The subscribers of these names, all where there are none.
    fileprivate func subscribers(named names: [String]) throws -> [Subscriber] {
        for name in names where !subscribers.contains(where: { $0.name == name }) {
            let known = subscribers.map(\.name).joined(separator: ", ")
            throw UsageError(
                description: "there is no subscriber '\(name)'" + (known.isEmpty ? "" : "; there are \(known)"))
        }
        return names.isEmpty ? subscribers : subscribers.filter { names.contains($0.name) }
    }
}

extension Courier {
    /// A courier by the clock of the system, which stops waiting where the program is asked to end.
    init(_ subscribers: [Subscriber], outbox: any Outbox) {
        self.init(subscribers, outbox: outbox, now: { Date.now }) { pause in
            let end = ContinuousClock.now + pause
            while ContinuousClock.now < end, !Interrupts.stop.isSet { usleep(10_000) }
        }
    }
}
