import Foundation
import HandlerAPI
import HandlerHosting
import Orchestration
import Testing

/// Programs that do what they should.
@Suite(.enabled(if: ProgramBench.python != nil, "no python3 on the PATH")) struct ProgramRunnerTests {
    private static let counting = """
        from trawl_handler import HandlerError, serve
        def handle(file, options, report):
            text = file.read().decode()
            if text == "odd": raise HandlerError("wrong-format", "odd", 2)
            if text == "torn": report.mark_partial("corrupt", "torn", 1)
            report.note("read " + file.path)
            report.anomaly("file", "long-file", 0.75, "it is long")
            report.progress()
            return {"length": len(text) * options["factor"], "big": 2**60, "real": 0.1, "list": [None, True]}
        serve(handle, version="1.0.0", accepts=["text/plain"])
        """

    @Test func aggregatesAndFindingsComeBackInOrder() throws {
        let bench = try ProgramBench(python: Self.counting)
        let texts = (0..<40).map { String(repeating: "x", count: $0) }
        let results = try bench.run(texts)
        #expect(results.count == 40)
        for (number, result) in results.enumerated() {
            #expect(
                result.json
                    == "{\"big\":1152921504606846976,\"length\":\(number * 2),\"list\":[null,true],\"real\":0.1}")
            #expect(result.findings.notes == ["read file\(number).txt"])
            #expect(result.findings.anomalies.map(\.detector) == ["long-file"])
            #expect(result.findings.anomalies.map(\.threshold) == [0.5])
        }
        #expect(bench.log.isEmpty)
    }

    @Test func errorsAndPartialAggregatesComeBack() throws {
        let bench = try ProgramBench(python: Self.counting)
        let results = try bench.run(["odd", "torn"])
        #expect(results[0].error == HandlerError(.wrongFormat, "odd", offset: 2))
        #expect(results[1].json != nil)
        #expect(results[1].findings.partialReason == HandlerError(.corrupt, "torn", offset: 1))
    }

    @Test func aSessionKeepsItsProcess() throws {
        let bench = try ProgramBench(
            python: """
                import os
                from trawl_handler import serve
                serve(lambda file, options, report: {"pid": os.getpid()}, version="1.0.0", accepts=["text/plain"])
                """)
        let session = ProgramRunner([bench.program], bench.settings).makeSession()
        let all = try bench.run(["a", "b"], in: session) + bench.run(["c"], in: session)
        #expect(Set(all.map(\.json)).count == 1)
        let other = try bench.run(["a"])
        #expect(other[0].json != all[0].json)
    }

    @Test func answersMayComeInAnyOrder() throws {
        let bench = try ProgramBench(
            python: BadProgram.opening + """
                waiting = [next(messages)["id"] for _ in range(4)]
                for identifier in reversed(waiting): say(type="aggregate", id=identifier, value={"id": identifier})
                for message in messages: say(type="aggregate", id=message["id"], value={"id": message["id"]})
                """)
        bench.program.filesInFlight = 4
        let results = try bench.run(["a", "b", "c", "d", "e"])
        #expect(results.map(\.json) == (1...5).map { "{\"id\":\($0)}" })
    }

    @Test func linesOfTheLogHaveLevels() throws {
        let bench = try ProgramBench(
            python: """
                import sys
                from trawl_handler import serve
                def handle(file, options, report):
                    print("plain\\nwarning: look\\u001b[2J\\nerror: bad", file=sys.stderr, flush=True)
                    print("y" * 5000, file=sys.stderr, flush=True)
                    return {}
                serve(handle, version="1.0.0", accepts=["text/plain"])
                """)
        #expect(try bench.run(["a"])[0].json == "{}")
        #expect(bench.log.prefix(3) == ["info: plain", "warning: look[2J", "error: bad"])
        #expect(bench.log.count == 4 && bench.log[3].count < 2_100)
    }

    @Test func aProgramSeesLittleOfTheEnvironment() throws {
        setenv("TRAWL_TEST_SECRET", "1", 1)
        let bench = try ProgramBench(
            python: """
                import os
                from trawl_handler import serve
                def handle(file, options, report):
                    return {"secret": "TRAWL_TEST_SECRET" in os.environ, "open": sorted(os.listdir("/proc/self/fd")),
                            "folder": os.path.exists("trawl_handler.py")}
                serve(handle, version="1.0.0", accepts=["text/plain"])
                """)
        let json = try #require(try bench.run(["a"])[0].json)
        #expect(json.contains("\"secret\":false") && json.contains("\"folder\":true"))
        // Its three, the file, and the directory it lists.
        #expect(json.contains("\"open\":[\"0\",\"1\",\"2\",\"3\",\"4\"]"), "\(json)")
    }
}

/// How programs get files that have no path, and those that do.
@Suite(.enabled(if: ProgramBench.python != nil, "no python3 on the PATH")) struct ProgramDeliveryTests {
    private static let showing = """
        import os
        from trawl_handler import serve
        def handle(file, options, report):
            return {"name": file.stream.name, "text": file.read().decode(), "mode": os.fstat(file.stream.fileno()).st_mode & 0o777}
        serve(handle, version="1.0.0", accepts=["text/plain"])
        """

    @Test func aFileInTheStoreComesByItsPathAndOthersAsCopies() throws {
        let bench = try ProgramBench(python: Self.showing, delivery: .path)
        let root = bench.folder.appendingPathComponent("root")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let path = root.appendingPathComponent("a.txt").path
        try Data("in place".utf8).write(to: URL(fileURLWithPath: path))
        bench.settings.roots = [root.path]
        let handler = try RegisteredHandler(program: bench.program.descriptor, settings: HandlerSettings(), lane: 0)
        func request(_ file: OpenFile) -> HandlerRequest {
            HandlerRequest(
                handler: handler, path: StorePath(escaped: "x/a.csv"),
                verdict: Verdict(mediaType: "text/plain", basis: "test"), file: file)
        }
        let named = OpenFile(descriptor: open(path, O_RDONLY), size: 8)
        let session = ProgramRunner([bench.program], bench.settings).makeSession()
        let results = bench.run([request(named), request(try ProgramBench.file("copied"))], in: session)
        #expect(results[0].json?.contains("\"name\":\"\(path)\"") == true)
        let copy = try #require(results[1].json)
        #expect(copy.contains("\"text\":\"copied\"") && copy.contains("\"mode\":384") && copy.contains(".csv\""))
        let place = try #require(copy.firstMatch(of: /"name":"([^"]+)"/)).output.1
        #expect(!FileManager.default.fileExists(atPath: String(place)), "the copy goes away with the answer")
    }

    @Test func aFileMayBeStandardInput() throws {
        let bench = try ProgramBench(
            shell: """
                read -r message <&3
                echo "warning: $message" >&2
                echo '{"type":"note","text":"hello"}'
                echo "{\\"type\\":\\"aggregate\\",\\"value\\":{\\"bytes\\":$(wc -c)}}"
                """, delivery: .input)
        let results = try bench.run(["four", "", "seven"])
        #expect(results.map(\.json) == ["{\"bytes\":4}", "{\"bytes\":0}", "{\"bytes\":5}"])
        #expect(results[0].findings.notes == ["hello"])
        #expect(bench.log[0].contains("\"path\":\"file0.txt\"") && bench.log[0].contains("\"options\":{\"factor\":2}"))
    }

    @Test func aProgramForOneFileMustEndWell() throws {
        func code(_ script: String) throws -> String? {
            try ProgramBench(shell: script, delivery: .input).run(["text"])[0].failure?.message
        }
        let answer = "echo '{\"type\":\"aggregate\",\"value\":{}}'\n"
        #expect(try code(answer + "exit 3")?.contains("exited with status 3") == true)
        #expect(try code("exit 0")?.contains("it exited without an answer") == true)
        #expect(try code(answer + answer)?.contains("after it had answered") == true)
        #expect(try code("echo 'no such luck' >&2; kill -SEGV $$")?.contains("SIGSEGV): no such luck") == true)
        #expect(try code("printf '{\"type\":\"aggregate\",\"value\":{}}'") == nil, "the last line may lack its end")
    }
}
