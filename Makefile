# trawl: make · make demo · make crawl URL=… · make test · make lint · make asan · make tsan · make soak · make fuzz · make conformance · make bench · make siege
# The tests of one file:    make check T=tests/fetch/url/url_test.cpp         several files: T='FILE FILE', under ASan: MODE=asan
# Some cases of that file:  make check T=tests/fetch/url/url_test.cpp CASES='*percent*'
# Installing:               make install · make uninstall                     both take PREFIX= and DESTDIR=
# Packages:                 make deps installs what is missing and upgrades the libraries that meet the web; every other
#                           target only installs what is missing.
MODE    ?= release
CXX     := $(if $(filter default,$(origin CXX)),g++,$(CXX))
PREFIX  ?= /usr/local
VERSION := 0.1.0
MAKEFLAGS += --no-print-directory $(if $(filter 0,$(MAKELEVEL)),-j$(shell nproc))
B       := build/$(MODE)$(if $(findstring clang,$(CXX)),-clang)

FLAGS_release := -O2 -g1 -DNDEBUG
FLAGS_debug   := -O0 -g
FLAGS_asan    := -Og -g1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FLAGS_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-sanitize=function
FLAGS_tsan    := -O1 -g -fno-omit-frame-pointer -fsanitize=thread -Wno-maybe-uninitialized
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror

LIBRARIES := libcurl sqlite3 libxml-2.0 cpp-httplib libcares fmt yaml-cpp re2 icu-uc icu-i18n libpsl libzstd libbrotlidec libxxhash uchardet zlib
PKG_FLAGS := $(shell pkg-config --cflags $(LIBRARIES) CLI11 nlohmann_json 2>/dev/null)
PKG_LIBS  := $(shell pkg-config --libs $(LIBRARIES) 2>/dev/null)
CPPFLAGS  := -I. $(subst -I,-isystem ,$(PKG_FLAGS)) -DTRAWL_VERSION=\"$(VERSION)\"
CXXFLAGS  := -std=c++20 $(FLAGS_$(MODE)) $(WARNINGS) -pthread
LDFLAGS   := $(filter -fsanitize=%,$(FLAGS_$(MODE))) -pthread
LDLIBS    := $(PKG_LIBS)
# The linker of the tests and benches: lld takes a third of the time.
LINKER    := $(if $(shell command -v ld.lld),-fuse-ld=lld)

SOURCES  := $(sort $(shell find fetch scraper storage web -name '*.cpp'))
SUPPORT  := $(sort $(shell find tests/support tests/siege -name '*.cpp' ! -name '*_siege.cpp'))
TESTS    := $(sort $(shell find tests -name '*_test.cpp'))
BENCHES  := $(sort $(shell find tests -name '*_bench.cpp'))
SIEGES   := $(sort $(shell find tests -name '*_siege.cpp'))
FUZZERS  := $(sort $(shell find tests -name '*_fuzz.cpp'))
BENCH_TOOLS := $(filter-out %_bench.cpp,$(sort $(shell find tests/bench -name '*.cpp')))
EMBEDDED := $(sort $(shell find web/assets seeds/demo -type f 2>/dev/null) $(wildcard seeds/*.yaml))
# Charts of the page come from a package: PATH=FILE, as embed.sh has it.
CHARTS   := $(addprefix web/assets/dygraph.min.js=,$(wildcard /usr/share/javascript/dygraphs/dygraph.min.js))
OBJECTS  := $(patsubst %.cpp,$(B)/%.o,$(filter-out scraper/main.cpp,$(SOURCES))) $(if $(EMBEDDED),$(B)/embedded.o)
UNITS    := $(B)/test_units
SUITES   := $(patsubst %.cpp,$(B)/%,$(shell grep -l 'suite_score.hpp' $(TESTS)))

PACKAGES := g++ make git pkg-config libcurl4-openssl-dev libsqlite3-dev libcpp-httplib-dev libc-ares-dev libfmt-dev \
  libcli11-dev libyaml-cpp-dev nlohmann-json3-dev libre2-dev libicu-dev libpsl-dev libzstd-dev libxxhash-dev \
  libuchardet-dev libbrotli-dev zlib1g-dev libxml2-dev libjs-dygraphs libpq-dev
TEST_PACKAGES := doctest-dev sqlite3 zstd python3-zstandard curl openssl clang-14 clang-format-14 clang-tools-14 libclang-rt-14-dev lld postgresql-15
BENCH_PACKAGES := nginx linux-perf wget2 python3-aiohttp python3-lxml python3-parsel python3-scrapy python3-uvloop libasio-dev sqlite3 curl openssl util-linux \
  cppreference-doc-en-html python3-doc postgresql-15 postgresql-doc-15 git-doc
UPGRADES := libbrotli1 libcurl4 libnghttp2-14 libxml2 libsqlite3-0 libssl3

.PHONY: all trawl demo crawl test check programs lint layers format asan tsan soak fuzz fuzzers conformance bench siege install uninstall clean \
  deps packages test-packages bench-packages compile_commands.json
.DELETE_ON_ERROR:
.SECONDARY:
all: trawl
trawl: $(B)/trawl

deps:
	@tests/support/packages.sh --upgrade '$(UPGRADES)' '$(PACKAGES)'
packages test-packages bench-packages:
	@tests/support/packages.sh '$(PACKAGES)$(if $(filter test-%,$@), $(TEST_PACKAGES))$(if $(filter bench-%,$@), $(BENCH_PACKAGES))'
demo: packages
	@$(MAKE) trawl
	@$(B)/trawl demo
crawl: packages
	@test -n '$(URL)' || { echo 'make crawl: say which site, as in: make crawl URL=https://example.org/'; exit 2; }
	@$(MAKE) trawl
	@$(B)/trawl crawl '$(URL)'
# They crawl whole sites or drive a browser for most of a minute each, so they run without sanitizers alone.
WHOLE_CRAWLS := $(addprefix tests/,scraper/cli/site_cases_test.cpp scraper/cli/run/linkchecker_test.cpp scraper/cli/run/same_numbers_test.cpp \
  web/page_test.cpp web/views_test.cpp web/driven_test.cpp)
test: test-packages
	@$(MAKE) programs
	@tests/support/run.sh $(B) $(filter-out $(if $(filter asan,$(MODE)),$(WHOLE_CRAWLS)),$(TESTS))
asan tsan: test-packages
	@$(MAKE) MODE=$@ test
programs:
	@tests/support/units.sh $(UNITS) $(TESTS)
	@$(MAKE) $(B)/all_tests $(B)/trawl
check: test-packages
	@test -n '$(T)' || { echo 'make check: say which test, as in: make check T=tests/fetch/url/url_test.cpp'; exit 2; }
	@$(MAKE) trawl $(patsubst %.cpp,$(B)/%,$(T))
	@for test in $(patsubst %.cpp,$(B)/%,$(T)); do TRAWL=$(CURDIR)/$(B)/trawl $$test $(if $(CASES),--test-case='$(CASES)') || exit 1; done
soak: test-packages
	@$(MAKE) MODE=asan build/asan$(if $(findstring clang,$(CXX)),-clang)/tests/fetch/aio/soak_test
	@SOAK_OPERATIONS=$${SOAK_OPERATIONS:-10000000} build/asan$(if $(findstring clang,$(CXX)),-clang)/tests/fetch/aio/soak_test
fuzz: test-packages
	@$(MAKE) MODE=fuzz CXX=clang++-14 fuzzers
	@tests/fuzz/run.sh $(patsubst %.cpp,build/fuzz-clang/%,$(FUZZERS))
fuzzers: $(patsubst %.cpp,$(B)/%,$(FUZZERS))
conformance: test-packages
	@$(MAKE) trawl $(SUITES)
	@tests/support/conformance.sh $(SUITES)
bench: $(B)/trawl $(patsubst %.cpp,$(B)/%,$(BENCHES) $(BENCH_TOOLS))
	@tests/bench/run.sh $(B)
# Some parts:  make siege PARTS='kills disk'
PARTS_OF_SIEGE = $(if $(PARTS),$(PARTS),$(patsubst tests/siege/%_siege.cpp,%,$(SIEGES)))
siege: test-packages
	@$(MAKE) trawl $(PARTS_OF_SIEGE:%=$(B)/tests/siege/%_siege)
	@tests/siege/run.sh $(B) $(PARTS_OF_SIEGE)
# Editors read compile_commands.json; clang reads the tests in units, as they are compiled.
lint: test-packages compile_commands.json
	@tests/support/units.sh build/lint $(TESTS)
	@$(commands) $(SOURCES) $(SUPPORT) $(BENCHES) $(BENCH_TOOLS) $(SIEGES) build/lint/*.cpp > build/lint/compile_commands.json
	@tests/lint/run.sh
layers:
	@tests/lint/layers.sh
format:
	@clang-format-14 -i $$(git ls-files '*.cpp' '*.hpp')
install: $(B)/trawl
	install -D -s -m 755 $(B)/trawl $(DESTDIR)$(PREFIX)/bin/trawl
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/doc/trawl LICENSE README.md
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/trawl
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/trawl
clean:
	rm -rf build compile_commands.json

# The standard headers of most sources, compiled once. Each source includes what it uses all the same: lint compiles without this.
SHARED_HEADERS := algorithm array charconv chrono cstdint cstring filesystem functional iterator map memory optional span stdexcept \
  string string_view unordered_map utility variant vector fmt/format.h
ifeq ($(findstring clang,$(CXX)),)
SHARED := $(B)/shared.hpp
# g++ 12 forgets that what it inlines from there is not ours.
FALSE_ALARMS := -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread
$(SHARED): Makefile
	@mkdir -p $(@D)
	@printf '#include <%s>\n' $(SHARED_HEADERS) >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
$(SHARED).gch: $(SHARED)
	@echo "  CXX  $<"
	@$(CXX) $(CPPFLAGS) $(CXXFLAGS) -x c++-header -c $< -o $@
$(OBJECTS) $(B)/scraper/main.o: $(SHARED).gch
endif

# Tests are not optimised, because that takes longer than running them, except the tests of the templates in aio.
UNOPTIMISED := tests/%_test.cpp tests/%_siege.cpp $(UNITS)/%.cpp
OPTIMISED   := tests/fetch/aio/% $(UNITS)/fetch_aio_%
compile = $(CXX) $(CPPFLAGS) $(CXXFLAGS) $(if $(filter $(UNOPTIMISED),$(filter-out $(OPTIMISED),$<)),-O0) $(if $(filter $(SOURCES),$<),$(SHARED:%=-include % $(FALSE_ALARMS))) -MMD -MP
$(B)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX  $<"
	@$(compile) -c $< -o $@
$(B)/embedded.S: $(EMBEDDED) web/embed.sh
	@mkdir -p $(@D)
	@web/embed.sh $@ $(EMBEDDED) $(CHARTS)
$(B)/embedded.o: $(B)/embedded.S
	@$(CXX) -c $< -o $@
$(B)/libtrawl.a: $(OBJECTS)
	@rm -f $@ && ar rcs $@ $^
$(B)/libsupport.a: $(patsubst %.cpp,$(B)/%.o,$(SUPPORT))
	@rm -f $@ && ar rcs $@ $^
$(B)/trawl: $(B)/scraper/main.o $(B)/libtrawl.a
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@
# All tests in one program, which run.sh runs once for each file.
$(UNITS)/%.o: $(UNITS)/%.cpp
	@echo "  CXX  $<"
	@$(compile) -c $< -o $@
$(B)/all_tests: $(patsubst %.cpp,%.o,$(wildcard $(UNITS)/*.cpp)) $(B)/libsupport.a $(B)/libtrawl.a
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $(LINKER) $^ $(LDLIBS) -lssl -lcrypto -o $@
$(B)/%_test: $(B)/%_test.o $(B)/libsupport.a $(B)/libtrawl.a
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $(LINKER) $^ $(LDLIBS) -lssl -lcrypto -o $@
$(B)/%_siege: $(B)/%_siege.o $(B)/libsupport.a $(B)/libtrawl.a
	@echo "  LINK $@"
	@$(CXX) $(LDFLAGS) $(LINKER) $^ $(LDLIBS) -lssl -lcrypto -o $@
$(B)/%_bench: $(B)/%_bench.o $(B)/libsupport.a $(B)/libtrawl.a
	@$(CXX) $(LDFLAGS) $(LINKER) $^ $(LDLIBS) -o $@
$(B)/%_fuzz: $(B)/%_fuzz.o $(B)/libtrawl.a
	@$(CXX) $(LDFLAGS) -fsanitize=fuzzer $^ $(LDLIBS) -o $@
# The bench's tools link only the libraries that they use, because a large parent would add to the memory of what it runs.
$(patsubst %.cpp,$(B)/%,$(BENCH_TOOLS)): $(B)/%: $(B)/%.o $(B)/libtrawl.a
	@$(CXX) $(LDFLAGS) $^ -Wl,--as-needed $(LDLIBS) -o $@

commands = tests/lint/compile_commands.sh '$(CXX) $(subst ','\'',$(CPPFLAGS)) $(CXXFLAGS)'
compile_commands.json:
	@$(commands) $(SOURCES) $(SUPPORT) $(TESTS) $(BENCHES) $(BENCH_TOOLS) $(SIEGES) > $@

-include $(shell find $(B) -name '*.d' 2>/dev/null)
