# The commands of bitbeat. `make setup` once, then `make sim`; every target sets up by itself what it needs.
# ARGS holds further flags: make sim ARGS='--simulator icarus'
# BITBEAT_DATA is a folder of real fragments or a data set file; without it built-in signals are simulated.

ARGS ?=
# The published weights, when they lie beside the data (or are named by REFERENCE), make a further design. The shell looks for
# them, in the environment: make would split a path at blanks and expand what stands in it.
find-reference = for reference in "$$REFERENCE" "$${BITBEAT_DATA:-/nowhere}"/../reference-model/*.safetensors; do \
  if [ -f "$$reference" ]; then break; fi; done; [ -f "$$reference" ]
HAS_REFERENCE := $(if $(value REFERENCE),yes,$(shell $(find-reference) && echo yes))
DESIGN ?= $(filter-out $(if $(HAS_REFERENCE),,%-published),$(sort $(basename $(notdir $(wildcard configs/designs/*.json)))))

BITBEAT = node dist/cli/main.js
NPM = npm --no-fund --no-audit --loglevel=error
# What Verilator's makefiles compile: its library, most of a small bench, is the same in all of them.
export OBJCACHE ?= $(shell command -v ccache)
export CCACHE_DIR ?= $(CURDIR)/build/ccache
SOURCES = $(shell find generator -name '*.ts' 2>/dev/null)

.PHONY: setup tools sim fuzz fuzz-inputs try-package mutate test tutorials bad-input lint train quantise evaluate compare cards models networks networks-hardware formal coverage netlist monitor synth setup-synth setup-boards setup-lint setup-browser bitstream program boards board check-boards bus package power sweep results report docs bench bench-train clean goldens farm-test setup-flows flows setup-site site test-site stopwatch peers setup-layout layout

setup: tools dist/.built
	@echo 'bitbeat is set up: npx bitbeat --help'

tools:
	@sim/install-tools.sh

# npm writes this file last, when an installation is complete.
node_modules/.package-lock.json: package-lock.json | tools
	@echo 'Installing the npm packages'
	@$(NPM) ci >/dev/null
	@touch $@

dist/.built: $(SOURCES) tsconfig.json tsconfig.build.json node_modules/.package-lock.json
	@echo 'Building'
	@npm run --silent build
	@touch $@

# Model files that are made, not committed.
PUBLISHED = $(patsubst configs/imports/%.json,build/models/%.alq.json,$(wildcard configs/imports/*.json))
PUBLISHED_IF_HERE = $(if $(HAS_REFERENCE),$(PUBLISHED))
MODELS = $(if $(filter %-published,$(DESIGN)),$(PUBLISHED))

$(PUBLISHED): $(wildcard generator/quantise/*.ts generator/quantise/recover/*.ts generator/model/*.ts) | dist/.built
	@$(find-reference) || { echo 'REFERENCE=<safetensors file> is needed to import the published network' >&2; exit 2; }; \
	  mkdir -p $(@D) && $(BITBEAT) import --model "$$reference" --out $@

# Each design; a failure stops.
each = @set -e; for design in $(DESIGN); do $(1); done

sim: tools dist/.built $(MODELS)
	$(call each,$(BITBEAT) simulate --design $$design $(ARGS))

# The same with enough fragments for a steady figure of fragments per second.
bench: tools dist/.built $(MODELS)
	$(call each,$(BITBEAT) simulate --design $$design --fragments 100 $(ARGS))

# Seconds of an epoch of training: plain TensorFlow.js against the kernels of generator/train/kernels.
bench-train: tools dist/.built
	@$(BITBEAT) bench-train $(ARGS)

# Random networks on both architectures: every value and every cycle. Goes on where it was interrupted; ARGS='--cases 2000 --seed 2'.
fuzz: tools dist/.built
	@$(BITBEAT) fuzz --out docs/results/checks/fuzz.json $(ARGS)

# Bad inputs for every verb, as a user without rights; ARGS='--cases 200 --seed 1', ARGS='--help' for more.
fuzz-inputs: tools dist/.built
	@npx tsc -p test/fuzz-inputs/tsconfig.json
	@node build/fuzz-inputs/test/fuzz-inputs/main.js $(ARGS)

# The package as it is published, in an empty folder on several versions of Node.js; some minutes. ARGS='20 22' for these alone.
try-package: tools dist/.built
	@test/project/try-package.sh $(ARGS)

# How long a new user takes on a bare Debian 12, and the table of it in docs/start.md; ten minutes, as root. ROOT is a bare root that is
# there already, and is used up; without it one is made by debootstrap and removed.
stopwatch: tools dist/.built
	@node sim/stopwatch/stopwatch.mjs "$$ROOT"
	@$(BITBEAT) report

# Other generators on the same networks, by the same Yosys: docs/peers.md. They are of PyPI, in build/peers-venv; an hour, goes on where it was
# stopped. LIMIT: seconds that a step may take; PEERS="NNgen da4ml": these alone.
build/peers-venv/.installed: sim/peers/requirements.txt | tools
	@echo 'Installing the packages of sim/peers/requirements.txt in build/peers-venv'
	@python3 -m venv build/peers-venv
	@build/peers-venv/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

peers: dist/.built build/peers-venv/.installed
	@node sim/peers/peers.mjs $(NETWORKS)
	@$(BITBEAT) report

# Defects in every module of the generated Verilog: does the simulation notice? Goes on where it was interrupted.
mutate: tools dist/.built
	@$(BITBEAT) mutate --out docs/results/checks/mutation.json $(ARGS)

# Proves the lemmas about the modules (docs/formal.md); ARGS=--broken shows that each of them can fail.
formal: tools dist/.built
	@sim/formal/install-z3.sh
	@$(BITBEAT) formal $(ARGS)

# What Yosys makes of each design, cell by cell, on one fragment: every score and cycle. ARGS='--part ecp5-25f', ARGS='--board tangnano20k'.
netlist: tools dist/.built $(MODELS)
	$(call each,$(BITBEAT) simulate --design $$design --netlist --fragments 1 --results docs/results/netlists $(ARGS))

# Each design on a continuing signal (docs/monitor.md); ARGS='--disturb 7' for samples too early, gaps and clears.
monitor: tools dist/.built $(MODELS)
	$(call each,$(BITBEAT) monitor --design $$design $(ARGS))

# Campaigns on a real Slurm of two nodes on loopback, one killed in the middle, against the same here; an hour, and root. CASES=20 is quicker.
farm-test: tools dist/.built
	@sim/install-synth.sh
	@test/farm/farm-test.sh

# What of the modules the simulations reach; fails on a branch never taken that sim/coverage/waivers does not explain.
coverage: tools dist/.built
	@$(BITBEAT) coverage --out docs/results/checks/coverage.json $(ARGS)

synth: tools dist/.built $(MODELS)
	$(call each,$(BITBEAT) synth --design $$design $(ARGS))

# What `synth --part` needs and nothing else does: nextpnr. ARGS=--yowasp takes PyPI's Yosys and iCE40 router too.
setup-synth: tools
	@sim/install-synth.sh $(ARGS)

# What bitstreams, buses, packages and the estimate of power need and nothing else does: tools of Debian, and of PyPI in build/venv.
setup-boards: tools
	@sim/install-boards.sh

# Placer, router and checkers of layouts (docs/layout.md).
setup-layout: tools
	@sim/install-layout.sh

# Readers of what is written for other people's flows: IP-XACT, LiteX; of PyPI, in an environment of their own (docs/flows.md).
setup-flows: tools
	@sim/install-flows.sh

# A bitstream, placed and routed, of the board's own design (docs/boards.md); ARGS='--design NAME' for another one.
BOARD ?= icebreaker

bitstream: setup-boards dist/.built
	@$(BITBEAT) bitstream --board $(BOARD) $(ARGS)

program: setup-boards dist/.built
	@$(BITBEAT) program --board $(BOARD) $(ARGS)

# Bitstreams of all boards whose own design the tools take, and their table in docs/measured.md.
ALL_BOARDS = $(notdir $(patsubst %/,%,$(wildcard rtl-templates/boards/*/)))
BOARDS ?= $(filter-out gatematea1 machxo3lf,$(ALL_BOARDS))

boards: setup-boards dist/.built
	@set -e; for board in $(BOARDS); do $(BITBEAT) bitstream --board $$board $(ARGS); done
	@$(BITBEAT) report --board $(BOARDS)

# Fragments through simulated boards on a noisy line (docs/link.md): every class and score against the interpreter.
board: tools dist/.built
	@$(BITBEAT) run --simulated --check --fragments 5 --noise 0.002 --seed 3 $(ARGS)
	@$(BITBEAT) run --simulated --board $(BOARD) --check --fragments 5 --noise 0.002 --seed 11 $(ARGS)

# A session at the pins of every simulated board: power-on, button, LEDs, every answer; some minutes. Then the tops with two clocks.
GATED_BOARDS ?= icebreaker=up5k ulx3s=ulx3s tangnano20k=tangnano20k
check-boards: tools dist/.built
	@set -e; for board in $(ALL_BOARDS); do echo "$$board"; $(BITBEAT) board --board $$board --check $(ARGS); done
	@set -e; for gated in $(GATED_BOARDS); do board=$${gated%%=*}; echo "$$board, its core's clock standing between windows"; \
	  $(BITBEAT) board --board $$board --design configs/targets/ecg17-small-folded-gated-$${gated##*=}.json --check $(ARGS); done

# Both buses against bus clients of cocotb, and the C driver (docs/bus.md); some minutes.
# The design of examples (configs/commands/defaults.json).
shipped = $(shell sed -n 's/.*"$(1)": "\([^"]*\)".*/\1/p' configs/commands/defaults.json)
BUS_DESIGN ?= $(call shipped,folded)
BUS_TESTS = (identity|every_address|strobes|classify|classify_with_stalls)$$

bus: setup-boards dist/.built
	@set -e; for bus in axi wishbone; do $(BITBEAT) bus --design $(BUS_DESIGN) --bus $$bus --check --tests '$(BUS_TESTS)' $(ARGS); done

# Modelled energy of a fragment in standard cells and on the UP5K, and its page docs/power.md; some minutes.
power: setup-boards dist/.built
	@$(BITBEAT) power --design $(BUS_DESIGN) $(ARGS)
	@$(BITBEAT) power --design configs/targets/$(BUS_DESIGN)-up5k.json --part up5k $(ARGS)
	@$(BITBEAT) power --design configs/targets/$(call shipped,stream)-stream-up5k.json --write $(ARGS)

# The folded core as placed and routed standard cells, and its page docs/layout.md; some minutes.
layout: setup-layout dist/.built
	@$(BITBEAT) layout --design $(BUS_DESIGN) --write $(ARGS)

# A design as an IP package: FuseSoC core, bench, data sheet.
package: tools dist/.built
	@$(BITBEAT) package --design $(BUS_DESIGN) $(ARGS)

# Area against time of all designs of configs/sweep, placed and routed: takes hours afresh, goes on where it was stopped.
SWEEP ?= $(wildcard configs/sweep/*.json)

sweep: setup-boards dist/.built
	@set -e; for config in $(SWEEP); do $(BITBEAT) sweep --config $$config $(ARGS); done
	@$(BITBEAT) sweep --calibrate --write

# Measures all designs afresh and writes the tables; takes some minutes.
report: bench synth
	@$(BITBEAT) report --design $(DESIGN)

# Measures what is stale and nothing else, after a list of it with what it took last; goes on where it was stopped.
# ARGS='--only simulation,synthesis' chooses, ARGS=--dry-run prints the list alone.
results: tools dist/.built $(PUBLISHED_IF_HERE)
	@$(BITBEAT) results $(ARGS)

# All that is written of results, of the program and of its schemas, made again of what lies there: what is stale is marked, nothing is
# measured. Then the site of it.
docs: dist/.built
	@$(BITBEAT) report
	@$(BITBEAT) sweep --write
	@$(BITBEAT) power --write
	@$(BITBEAT) explore --write
	@$(BITBEAT) schemas
	$(call each-model,$(BITBEAT) report --card models/$$model)
	@$(MAKE) --no-print-directory site

# The pages as a site in build/site, by packages of its own; links that lead nowhere fail. SITE_BASE=/folder/ where it lies in a folder
# of its host.
SITE_BASE ?= /
SITE_PACKAGES = docs/site/node_modules/.package-lock.json

$(SITE_PACKAGES): docs/site/package-lock.json docs/site/package.json | tools
	@echo 'Installing the npm packages of docs/site'
	@cd docs/site && $(NPM) ci >/dev/null
	@touch $@

site: $(SITE_PACKAGES)
	@cd docs/site && BITBEAT_SITE_BASE='$(SITE_BASE)' npm run --silent build
	@echo 'build/site/index.html'

# What the site is built by, and the browser that it is tested in: without them its tests are skipped, and counted as such.
setup-site: $(SITE_PACKAGES) setup-browser

# The site built and opened in a browser, a minute; a run of all tests does so where CI is set.
test-site: setup-site node_modules/.package-lock.json
	@BITBEAT_SITE=1 npx vitest run test/docs $(ARGS)

# Type check and lint are tests too (test/project/checks.test.ts). The last line counts: N passed, N failed, N skipped.
test: tools node_modules/.package-lock.json
	@$(MAKE) --silent dist/.built || { echo '0 passed, 1 failed, 0 skipped'; exit 1; }
	@npx vitest run $(ARGS)

# The page of all bad inputs and their answers, from the tests of readers; a run of all tests fails when it is another one.
bad-input: node_modules/.package-lock.json
	@BITBEAT_BAD_INPUT=write npx vitest run test/import test/data/readers test/support/zip test/support/npy

# The pages of docs/tutorials, run word for word; PyTorch, Keras and JAX are downloaded, as a run of all tests does where CI is set. TUTORIALS=write writes what they print into them.
TUTORIALS ?= run

tutorials: setup-boards dist/.built
	@BITBEAT_TUTORIALS=$(TUTORIALS) npx vitest run test/tutorials $(ARGS)

# Front-ends of PyPI, in build/venv, beside the simulators: without them their tests are skipped, and counted as such.
setup-lint: tools
	@sim/install-lint.sh

# Chromium, which prints pages (docs/view.md); without it the tests of pages are skipped, and counted as such.
setup-browser:
	@sim/install-browser.sh

# What other people's flows make of a package and a bus folder; some minutes. Without `make setup-boards` and `make setup-flows` parts of it are skipped, and counted as such.
flows: setup-boards setup-flows node_modules/.package-lock.json
	@npx vitest run test/emit/flows $(ARGS)

# The program, and every front-end on designs of all kinds, every wrapper and bench (test/lint); waivers are in sim/lint.
lint: setup-lint node_modules/.package-lock.json
	@npx tsc --noEmit
	@npx biome check .
	@npx vitest run test/lint

train: tools dist/.built
	@$(BITBEAT) train $(ARGS)

# The models of models/, each by the recipe configs/recipes/<name>.quantise.json on the recordings of the MIT-BIH database, which lie
# beside the fragments or where BITBEAT_RECORDINGS says. All of them are interrupted and repeated at will.
MODEL ?= $(notdir $(wildcard models/*))
each-model = @set -e; for model in $(MODEL); do $(1); done
recordings = "$${BITBEAT_RECORDINGS:-$${BITBEAT_DATA:-/nowhere}/../mitdb}"

quantise: $(MODEL:%=quantise-%)
$(MODEL:%=quantise-%): quantise-%: tools dist/.built
	@$(BITBEAT) quantise --config configs/recipes/$*.quantise.json --data $(recordings) --out models/$* $(ARGS)

evaluate: tools dist/.built
	$(call each-model,for protocol in fragment time patient; do $(BITBEAT) evaluate --recipe configs/recipes/$$model.quantise.json \
	  --data $(recordings) --fragments "$$BITBEAT_DATA" --protocol $$protocol --out models/$$model/evaluation-$$protocol.json $(ARGS); done)

# Recipes side by side: trained on recordings, and on fragments alone as the published ones are.
compare: tools dist/.built
	$(call each-model,[ ! -f configs/recipes/$$model.compare.json ] || $(BITBEAT) compare --config configs/recipes/$$model.compare.json \
	  --data $(recordings) --fragments "$$BITBEAT_DATA" $(ARGS); \
	  [ ! -f configs/recipes/$$model-fragments.compare.json ] || \
	  $(BITBEAT) compare --config configs/recipes/$$model-fragments.compare.json $(ARGS))

# Networks of other frameworks with their data and outputs, as configs/campaigns lists them: measured, and uniform weights against bases.
NETWORKS ?= ../shared/data/models
networks: tools dist/.built
	@$(BITBEAT) networks --folder $(NETWORKS) $(ARGS)
	@$(BITBEAT) networks compared --folder $(NETWORKS) $(ARGS)

# Each of these networks on both architectures: every value and cycle, and the cells of parts. Takes an hour afresh, goes on where it was stopped.
networks-hardware: tools dist/.built
	@$(BITBEAT) networks hardware --folder $(NETWORKS) $(ARGS)

cards: tools dist/.built
	$(call each-model,$(BITBEAT) report --card models/$$model)

# All models afresh, the same bytes as those that are committed, and how long it took. Their accuracy: make evaluate, which takes hours.
models: tools dist/.built
	@start=$$(date +%s); $(MAKE) --no-print-directory --jobs=2 quantise && $(MAKE) --no-print-directory cards && echo "models: $$(( ($$(date +%s) - start + 30) / 60 )) minutes"

clean:
	@rm -rf dist build

# Writes the golden designs, and what is written of the folded instruction set, again after a wanted change of the generator;
# commit them together with the change.
goldens: tools dist/.built
	@npx vitest run test/arch/folded/isa.test.ts --update
	@set -e; for design in tiny tiny-folded; do \
	  $(BITBEAT) generate --design test/goldens/$$design.json --out test/goldens/$$design --force; \
	  cd test/goldens/$$design; rm -f rtl/*__*.v tb/*__check.v tb/*__stored.v tb/harness.cpp; cd - >/dev/null; done
	@BITBEAT_GOLDENS=write npx vitest run test/emit/trees.test.ts
