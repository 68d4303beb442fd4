import Foundation
import HandlerAPI
import HandlerHosting
import Orchestration
import Testing

/// Scripts that break a rule.
enum BadProgram {
    /// Says hello and reads messages as they come, without their descriptors.
    static let opening = """
        import json, os, signal, subprocess, sys, time
        def say(**fields):
            sys.stdout.write(json.dumps(fields) + "\\n")
            sys.stdout.flush()
        messages = (json.loads(line) for line in iter(sys.stdin.readline, ""))
        next(messages)
        say(type="hello", protocol=1, name="sample", version="1.0.0", accepts=["text/plain"])

        """

    /// Answers every file, but breaks the rule `fault` at the file of the size 3.
    static func atThree(_ fault: String) -> String {
        let lines = fault.split(separator: "\n").map { "        " + $0 }.joined(separator: "\n")
        return opening + """
            for message in messages:
                if message["size"] == 3:
            \(lines)
                say(type="aggregate", id=message["id"], value={"size": message["size"]})
            """
    }
}

@Suite(.enabled(if: ProgramBench.python != nil, "no python3 on the PATH")) struct BadProgramTests {
    struct Fault: CustomTestStringConvertible, Sendable {
        let name: String
        let script: String
        let words: String
        var testDescription: String { name }
    }

    private static let faults = [
        Fault(
            name: "crashes", script: "print('oh no', file=sys.stderr, flush=True)\nos.kill(os.getpid(), 11)",
            words: "SIGSEGV): oh no"),
        Fault(name: "exits", script: "sys.exit(0)", words: "crashed: its process exited with status 0"),
        Fault(name: "raises", script: "raise ValueError('inside')", words: "ValueError: inside"),
        Fault(name: "hangs", script: "time.sleep(60)", words: "stalled: it made no progress"),
        Fault(name: "stops itself", script: "os.kill(os.getpid(), signal.SIGSTOP)", words: "stalled"),
        Fault(name: "spins", script: "while True: pass", words: "cpu-exceeded: it took processor time"),
        Fault(
            name: "lets a child spin", script: "subprocess.run([sys.executable, '-c', 'while True: pass'])",
            words: "cpu-exceeded"),
        Fault(
            name: "goes on and on",
            script: "while True:\n    say(type='progress', id=message['id'])\n    time.sleep(0.02)",
            words: "time-exceeded"),
        Fault(
            name: "eats memory", script: "eaten = b'x' * (200 << 20)\ntime.sleep(60)", words: "memory-exceeded: it took"
        ),
        Fault(
            name: "lets a child eat memory",
            script: "subprocess.run([sys.executable, '-c', 'import time; x = b\"x\" * (200 << 20); time.sleep(60)'])",
            words: "memory-exceeded: it took"),
        Fault(name: "writes garbage", script: "print('garbage', flush=True)", words: "'garbage' is no JSON"),
        Fault(name: "writes a list", script: "print('[1]', flush=True)", words: "is no JSON object"),
        Fault(name: "writes bytes", script: "os.write(1, b'\\xff\\xfe\\n')", words: "is no JSON"),
        Fault(name: "names another file", script: "say(type='note', id=77, text='x')", words: "there is no file 77"),
        Fault(name: "leaves a field out", script: "say(type='note', id=message['id'])", words: "'text' is missing"),
        Fault(
            name: "has a strange score",
            script: "say(type='anomaly', id=message['id'], subject='a', detector='b', score=7, reason='c')",
            words: "outside 0…1"),
        Fault(
            name: "answers with a list", script: "say(type='aggregate', id=message['id'], value=[1])",
            words: "'value' is no object"),
        Fault(
            name: "nests deeply",
            script:
                "os.write(1, b'{\"type\":\"aggregate\",\"value\":{\"x\":' + b'[' * 20000 + b']' * 20000 + b'}}\\n')",
            words: "is no JSON"),
        Fault(name: "says hello again", script: "say(type='hello')", words: "'protocol' is missing"),
        Fault(
            name: "floods", script: "while True: os.write(1, b'x' * 65536)", words: "output-exceeded: its answer has"),
        Fault(
            name: "answers at length", script: "say(type='aggregate', id=message['id'], value={'x': 'y' * 70000})",
            words: "output-exceeded"),
        Fault(
            name: "notes at length",
            script: "for _ in range(99): say(type='note', id=message['id'], text='y' * 900)", words: "output-exceeded"),
        Fault(
            name: "closes its output", script: "os.close(1)\ntime.sleep(60)", words: "closed its standard output"),
    ]

    @Test(arguments: faults) func theFileAtFaultIsQuarantinedAndTheOthersAreHandled(fault: Fault) throws {
        let bench = try ProgramBench(python: BadProgram.atThree(fault.script))
        bench.limit {
            // Only the limit in question is tight, so that a busy machine does not let another one strike first.
            if fault.words.contains("time-exceeded") { $0.wallTime = .seconds(1) }
            if fault.words.contains("cpu-exceeded") { $0.cpuTime = .milliseconds(400) }
            if fault.words.contains("stalled") { $0.stallTime = .milliseconds(800) }
            $0.memory = .mebibytes(100)
        }
        let results = try bench.run(["1", "22", "333", "4444", "55555"])
        #expect(results.map(\.json) == [1, 2, 0, 4, 5].map { $0 == 0 ? nil : "{\"size\":\($0)}" })
        #expect(results[2].code == "quarantined")
        #expect(results[2].failure?.attempt == 2)
        let message = results[2].failure?.message ?? ""
        #expect(message.contains(fault.words) && message.contains("Again alone under tighter limits"), "\(message)")
    }

    @Test func aFileThatFailsOnlyOnceIsHandled() throws {
        let bench = try ProgramBench(
            python: BadProgram.atThree(
                "if not os.path.exists('been-here'):\n    open('been-here', 'w').close()\n    sys.exit(1)"))
        #expect(try bench.run(["1", "333", "22"]).map(\.json) == [1, 3, 2].map { "{\"size\":\($0)}" })
    }

    @Test func theFirstOfTwoAnswersStands() throws {
        let bench = try ProgramBench(
            python: BadProgram.atThree("say(type='aggregate', id=message['id'], value={'first': True})"))
        let results = try bench.run(["1", "333", "22", "333", "4444"])
        let first = "{\"first\":true}"
        #expect(results.map(\.json) == ["{\"size\":1}", first, "{\"size\":2}", first, "{\"size\":4}"])
        #expect(bench.log.count == 2 && bench.log.allSatisfy { $0.contains("went on about file") }, "\(bench.log)")
    }

    @Test func everyFileMayBeAtFault() throws {
        let bench = try ProgramBench(python: BadProgram.atThree("sys.exit(1)"))
        let results = try bench.run(["333", "333", "1", "333"])
        #expect(results.map(\.code) == ["quarantined", "quarantined", nil, "quarantined"])
    }

    @Test func childrenLeftBehindEndWithTheProgram() throws {
        let script = """
            child = subprocess.Popen(['setsid', 'sleep', '300'])
            say(type="note", id=message["id"], text=str(child.pid))
            """
        let bench = try ProgramBench(python: BadProgram.atThree(script))
        let result = try bench.run(["333"])[0]
        #expect(result.json != nil)
        let pid = try #require(pid_t(result.findings.notes[0]))
        #expect(eventually { kill(pid, 0) != 0 || isZombie(pid) })
    }

    @Test func aRunThatIsStoppedEndsWhatIsAtWork() throws {
        let bench = try ProgramBench(python: BadProgram.atThree("time.sleep(60)"))
        let stop = bench.settings.stop
        Thread.detachNewThread {
            usleep(200_000)
            stop.set()
        }
        let results = try bench.run(["1", "333", "22"])
        #expect(results.count == 3)
        #expect(results.dropFirst().map(\.code) == ["interrupted", "interrupted"])
    }

    @Test func aProgramThatDoesNotEndIsEnded() throws {
        let bench = try ProgramBench(
            python: BadProgram.atThree("pass") + "\nprint('x' * 99, flush=True)\ntime.sleep(60)")
        bench.settings.timeToEnd = .milliseconds(300)
        #expect(try bench.run(["1"])[0].json == "{\"size\":1}")
        #expect(bench.log.count == 2, "\(bench.log)")
        #expect(bench.log.contains { $0.contains("it went on after it had answered its last file") })
        #expect(bench.log.contains { $0.contains("it did not end within 0.3 s") })
    }

    private func isZombie(_ pid: pid_t) -> Bool {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return text.isEmpty || text.contains(") Z ")
    }

    private func eventually(_ condition: () -> Bool) -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            usleep(10_000)
        }
        return false
    }
}

/// Programs that do not get as far as their first file.
@Suite(.enabled(if: ProgramBench.python != nil, "no python3 on the PATH")) struct ProgramStartTests {
    private func failures(_ script: String, _ change: (ProgramBench) -> Void = { _ in }) throws -> [Failure] {
        let bench = try ProgramBench(python: script)
        bench.settings.timeToGreet = .milliseconds(1_500)
        change(bench)
        let results = try bench.run(["a", "b", "c"])
        #expect(results.map(\.code) == ["not-started", "not-started", "not-started"])
        return results.compactMap(\.failure)
    }

    @Test(arguments: [
        ("import time; time.sleep(60)", "it did not answer within"),
        ("import sys; sys.exit('no licence')", "exited with status 1: no licence"),
        ("print('hello', flush=True)\nimport time; time.sleep(60)", "its first message made no sense"),
        ("print('x' * 30000, flush=True)\nimport time; time.sleep(60)", "made no sense"),
        ("print('x' * 99999, end='', flush=True)\nimport time; time.sleep(60)", "its first message has no end"),
        ("print('{\"type\":\"progress\"}', flush=True)", "its first message is no hello"),
        (
            "print('{\"type\":\"error\",\"code\":\"invalid-option\",\"message\":\"factor\"}', flush=True)",
            "it cannot use its options: factor"
        ),
        (
            "from trawl_handler import serve; serve(None, version='1.0.0', accepts=['image/*'])",
            "it says it accepts image/*, and handler.yaml says text/plain"
        ),
        (
            "from trawl_handler import serve; serve(None, version='1.0.1', accepts=['text/plain'])",
            "its version is '1.0.1', and handler.yaml says '1.0.0'"
        ),
    ])
    func theReasonIsSaidOfEveryFile(script: String, words: String) throws {
        let failures = try failures(script)
        #expect(failures.allSatisfy { $0.message.contains(words) }, "\(failures[0].message)")
    }

    @Test func whatCannotBeExecutedSaysSo() throws {
        let failures = try failures("") { $0.program.executable = "/nowhere/program" }
        #expect(failures[0].message.contains("No such file"), "\(failures[0].message)")
    }

    @Test func whatCannotBeExecutedForOneFileSaysSo() throws {
        let bench = try ProgramBench(shell: "", delivery: .input)
        bench.program.executable = "/nowhere/program"
        let results = try bench.run(["a", "b"])
        #expect(results.map(\.code) == ["not-started", "not-started"])
        #expect(results[1].failure?.message == "the program cannot be started: No such file or directory")
    }

    @Test func aggregatesMayBeNested() throws {
        let bench = try ProgramBench(
            python: """
                from trawl_handler import serve
                def handle(file, options, report):
                    value = {}
                    for _ in range(200): value = {"x": [value]}
                    return value
                serve(handle, version="1.0.0", accepts=["text/plain"])
                """)
        #expect(try bench.run(["a"])[0].json?.hasPrefix("{\"x\":[{\"x\":") == true)
    }

    @Test func whatCannotBeStartedIsNotTriedForEveryFile() throws {
        let bench = try ProgramBench(python: "open('starts', 'a').write('x')\nraise SystemExit(1)")
        _ = try bench.run((0..<20).map(String.init))
        let starts = try String(contentsOf: bench.folder.appendingPathComponent("starts"), encoding: .utf8)
        #expect(starts == "x")
    }
}
