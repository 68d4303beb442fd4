# The tasks of the project. `make run` and `make test` are all a newcomer needs.

DIR ?= test_data/store
STORE ?= .trawl/store.db
TRAWL = .build/release/trawl
QUICK = .build/quick/release/trawl
BUILT = $(wildcard $(TRAWL))
PROGRAM = $(or $(BUILT),$(QUICK))
SHELL = /bin/bash
.SHELLFLAGS = -o pipefail -c

.PHONY: run quick build test fuzz torture bench bench-peers bench-micro bench-anomaly bench-nab deps format lint clean

run: $(if $(BUILT),build,quick) ## Look at DIR (default: the project's own example store), with the quick build where `make build` was not called yet
	@$(PROGRAM) run "$(DIR)" --store "$(STORE)"; status=$$?; \
	if [ $$status -eq 3 ]; then echo; echo "Exit code 3 says: done, with failures."; \
	elif [ $$status -ne 0 ]; then exit $$status; fi
	@echo; echo "The program itself is $(PROGRAM)."
	@$(if $(BUILT),:,echo "It was built quickly and not for speed: 'make build' takes some minutes for $(TRAWL), which is several times as fast.")

quick: deps ## Build a program that is soon there and slower
	swift build -c release --scratch-path .build/quick -Xswiftc -Onone -debug-info-format none --product trawl

# The C++ library that Swift's runtime needs is looked for there first: each process would take longer to load it than to start.
STATIC := $(CURDIR)/.build/static

build: deps ## Build the program for use, with the Swift runtime in it
	@mkdir -p "$(STATIC)"; library="$$(clang -print-file-name=libstdc++.a 2>/dev/null)"; \
	if [ -f "$$library" ]; then ln -sf "$$library" "$(STATIC)/"; fi
	swift build -c release --static-swift-stdlib --product trawl -Xlinker "-L$(STATIC)"

test: deps ## Run all tests
	@.ci/install-packages openssl python3-aiosmtpd || echo "Without these the tests of mail are skipped."
	@.ci/install-packages chromium || echo "Without it the tests of the dashboard in a browser are skipped."
	swift test 2>&1 | Tests/say-failures

fuzz: deps ## Look for bytes that break a reader, FUZZ_SECONDS (600) or FUZZ_RUNS inputs for each; what holds is tested by `make test` too
	Tests/FuzzTests/run

torture: build ## Kill runs, lose power and fill disks at random moments, and hold the stores against others; takes some minutes
	Tests/Torture/kill-runs $(TRAWL)
	Tests/Torture/lose-power $(TRAWL)
	Tests/Torture/fail-disk $(TRAWL)

bench: build ## Measure against libmagic alone, sandboxed against unsandboxed, and a second run against find; takes some minutes
	Benchmarks/run
	Benchmarks/isolation
	Benchmarks/rerun

bench-peers: build ## Measure against DuckDB, Polars, pandas and whylogs, and compare the statistics; takes half an hour and 3 GB of disk
	@.ci/install-packages python3-venv
	Benchmarks/peers --trawl $(TRAWL)

bench-micro: ## Count the instructions of the inner loops and compare them with the stored thresholds
	@.ci/install-packages valgrind
	Benchmarks/micro

bench-anomaly: ## Measure the detectors of anomalies against scikit-learn and PyOD: how well they tell, and how long they take
	@.ci/install-packages python3-venv
	Benchmarks/anomaly

bench-nab: ## Score the detector of streams by the rules of the Numenta Anomaly Benchmark, whose data are not part of the project
	Benchmarks/nab

deps: ## Install what is missing of the system packages
	@.ci/install-packages

format: ## Format all sources
	swift format --in-place --recursive --parallel Package.swift Sources Plugins Tests Benchmarks/Package.swift Benchmarks/Sources

lint: ## Say what is not formatted
	swift format lint --strict --recursive --parallel Package.swift Sources Plugins Tests Benchmarks/Package.swift Benchmarks/Sources

clean: ## Remove everything built
	rm -rf .build Benchmarks/.build Benchmarks/.venv Benchmarks/.venv-anomaly
