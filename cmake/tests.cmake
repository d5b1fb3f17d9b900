# The tests. One binary for all unit, property and simulation tests (a binary per file costs minutes of linking and
# of GoogleTest headers), with a precompiled header that only tests use.
find_package(GTest REQUIRED)
pkg_check_modules(xlsxwriter REQUIRED IMPORTED_TARGET xlsxwriter)  # a foreign writer, for the reader's tests
enable_testing()

hocba_library(hocba_test_support FOLDERS tests/support
  USES hocba_exchange hocba_chain hocba_credential hocba_log hocba_crypto
  WRAPS nlohmann_json::nlohmann_json OpenSSL::Crypto)
# What links a store stays in object files of its own: who tests without one does not link it.
set_source_files_properties(tests/support/faulty_file_system.cpp tests/support/sample_groups.cpp
  PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
# The absolute paths are given to one file only, so that ccache serves every working tree.
set_source_files_properties(tests/support/paths.cpp PROPERTIES COMPILE_DEFINITIONS
  "HOCBA_SOURCE_ROOT=\"${CMAKE_SOURCE_DIR}\";HOCBA_BIN_DIR=\"${CMAKE_BINARY_DIR}/bin\"")

# A real node for tests; apart, so that fuzz targets need not build one.
hocba_library(hocba_node_support FOLDERS tests/node_support USES hocba_node hocba_test_support)

set(everything hocba_node_support hocba_api hocba_cli hocba_sample_data hocba_test_support)
set(foreign PkgConfig::xlsxwriter Boost::headers OpenSSL::SSL OpenSSL::Crypto PkgConfig::sodium RocksDB::rocksdb-shared ZLIB::ZLIB
  nlohmann_json::nlohmann_json fmt::fmt spdlog::spdlog prometheus-cpp::core Threads::Threads)

# 86: no program of ours ends so, and a story that expects a refusal (1) does not take a sanitizer's finding for it.
# The longest begin first: COST is about their seconds.
function(hocba_add_test name labels timeout_s)
  set(cost 1)
  if(name STREQUAL "crash")
    set(cost 150)
  elseif(name MATCHES "^(e2e|unit_|threads_)")
    set(cost 60)
  endif()
  add_test(NAME ${name} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT ${timeout_s} COST ${cost}
    ENVIRONMENT "LC_ALL=C.UTF-8;HOCBA_BIN=${CMAKE_BINARY_DIR}/bin;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/sanitizers/tsan.supp halt_on_error=1;LSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/sanitizers/lsan.supp print_suppressions=0;UBSAN_OPTIONS=print_stacktrace=1 exitcode=86;ASAN_OPTIONS=detect_stack_use_after_return=1 exitcode=86")
endfunction()

# One GoogleTest binary of ours and of the libraries named (default: everything), from all sources that the globs find.
function(hocba_test_binary name)
  cmake_parse_arguments(T "" "" "SOURCES;USES" ${ARGN})
  set(sources)
  foreach(pattern IN LISTS T_SOURCES)  # in their order: what is compiled together is the same in every preset
    file(GLOB found CONFIGURE_DEPENDS ${pattern})
    list(APPEND sources ${found})
  endforeach()
  if(NOT T_USES)
    set(T_USES ${everything})
  endif()
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE hocba_flags ${T_USES} GTest::gmock GTest::gtest GTest::gtest_main ${foreign})
  # The code under test is optimised as it ships; GoogleTest's own expansions at -O2 cost a third more build time.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  # Under sanitizers too: a file of tests takes 11 s of processor time so, 24 s at -O1 with UBSan. What it calls stays
  # under all of them, and the test itself under AddressSanitizer or ThreadSanitizer.
  if(HOCBA_SANITIZE)
    target_compile_options(${name} PRIVATE -O0 -fno-sanitize=undefined)
  endif()
endfunction()

if(HOCBA_SANITIZE STREQUAL "thread")
  # ThreadSanitizer slows all code down tenfold and finds nothing where there is one thread: only the tests of what has
  # several are built, and of our libraries only what they need. The audit's workers are taken from the command line
  # alone, since the rest of it has no threads.
  hocba_test_binary(thread_tests
    SOURCES tests/unit/node_concurrency_test.cpp tests/unit/node_desk_test.cpp tests/unit/node_lifecycle_test.cpp tests/unit/node_sequencer_test.cpp
            tests/unit/node_training_figures_test.cpp
            tests/unit/store_ledger_test.cpp tests/unit/api_parts_test.cpp tests/unit/api_routes_test.cpp
            tests/e2e/api_server_test.cpp
            tests/unit/cli_audit_test.cpp cli/audit.cpp cli/codes.cpp cli/files.cpp
    USES hocba_node_support hocba_api hocba_test_support)
  target_precompile_headers(thread_tests PRIVATE tests/support/precompiled.hpp)
  foreach(shard RANGE 1)
    hocba_add_test(threads_${shard} threads 900 env GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=${shard}
      $<TARGET_FILE:thread_tests> --gtest_brief=1)
  endforeach()
elseif(NOT HOCBA_FUZZ)
  # The architecture test reads text: under a sanitizer it would take a minute and show nothing.
  set(architecture)
  if(NOT HOCBA_SANITIZE)
    set(architecture tests/architecture_test.cpp)
  endif()
  hocba_test_binary(unit_tests SOURCES tests/unit/*.cpp tests/property/*.cpp tests/simulation/*.cpp ${architecture})
  target_link_libraries(unit_tests PRIVATE PkgConfig::p11kit)
  target_precompile_headers(unit_tests PRIVATE tests/support/precompiled.hpp)
  set(HOCBA_UNITY ON)  # of tests in every preset: a file alone costs 8 s of processor time, of which GoogleTest's headers most
  hocba_unity(unit_tests 6)
  # In shards, so that ctest -j uses the cores.
  set(shards 4)
  math(EXPR last "${shards} - 1")
  foreach(shard RANGE ${last})
    hocba_add_test(unit_${shard} unit 600 env GTEST_TOTAL_SHARDS=${shards} GTEST_SHARD_INDEX=${shard}
      $<TARGET_FILE:unit_tests> --gtest_brief=1)
  endforeach()

  hocba_test_binary(crash_tests SOURCES tests/crash/*.cpp)
  hocba_add_test(crash crash 7200 crash_tests)
  hocba_test_binary(e2e_tests SOURCES tests/e2e/*.cpp)
  target_link_libraries(e2e_tests PRIVATE PkgConfig::p11kit)
  target_precompile_headers(e2e_tests PRIVATE tests/support/precompiled.hpp)
  hocba_unity(e2e_tests 4)
  # In halves: under a sanitizer the whole takes ten minutes of one core.
  foreach(shard RANGE 1)
    hocba_add_test(e2e_half_${shard} e2e 1800 env GTEST_TOTAL_SHARDS=2 GTEST_SHARD_INDEX=${shard}
      $<TARGET_FILE:e2e_tests> --gtest_brief=1)
  endforeach()
  # Stories that are shell scripts over the programs.
  file(GLOB e2e_scripts CONFIGURE_DEPENDS tests/e2e/*.sh)
  foreach(script IN LISTS e2e_scripts)
    get_filename_component(name ${script} NAME_WE)
    hocba_add_test(e2e_${name} e2e 600 ${script})
  endforeach()
  # They run the programs, so building the tests builds those.
  foreach(test crash_tests e2e_tests)
    foreach(program hocbad hocba hocba-sample hocba-district)
      if(TARGET ${test} AND TARGET ${program})
        add_dependencies(${test} ${program})
      endif()
    endforeach()
  endforeach()

  # Writes a log as an export has it, for tests/interop/go.
  add_executable(make_log_fixture tests/interop/go/make_log_fixture.cpp)
  target_link_libraries(make_log_fixture PRIVATE hocba_flags hocba_test_support hocba_log)
  set_target_properties(make_log_fixture PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

  # Writes documents for foreign verifiers, for tests/interop/npm.
  add_executable(make_documents tests/interop/npm/make_documents.cpp)
  target_link_libraries(make_documents PRIVATE hocba_flags hocba_test_support hocba_credential nlohmann_json::nlohmann_json)
  set_target_properties(make_documents PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

  # By hand: the published proof cases of transparency-dev/merkle.
  add_executable(check_merkle EXCLUDE_FROM_ALL tests/vectors/check_merkle.cpp)
  target_link_libraries(check_merkle PRIVATE hocba_flags hocba_log nlohmann_json::nlohmann_json)
  set_target_properties(check_merkle PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

  # Foreign tools check our output: one folder each, with a run.sh. `./dev test` installs the tools; none is a failure.
  file(GLOB interop_scripts CONFIGURE_DEPENDS tests/interop/*/run.sh)
  foreach(script IN LISTS interop_scripts)
    get_filename_component(folder ${script} DIRECTORY)
    get_filename_component(name ${folder} NAME)
    hocba_add_test(interop_${name} interop 600 ${script})
  endforeach()
endif()

# fuzz_<name> per tests/fuzz/<name>_fuzz.cpp. With libFuzzer in the fuzz preset; elsewhere a small main replays the
# kept inputs of tests/fuzz/corpus/<name>/. Parsers of node/ and api/ come as the sources they need: those libraries under
# clang's sanitizers would cost minutes.
set(fuzz_node_archive_sources node/archive.cpp node/codes.cpp node/files.cpp)
set(fuzz_api_target_sources api/http.cpp api/codes.cpp)
set(fuzz_desk_scope_sources node/desk_flow.cpp node/codes.cpp)
add_custom_target(fuzzers)
file(GLOB fuzz_sources CONFIGURE_DEPENDS tests/fuzz/*_fuzz.cpp)
foreach(source IN LISTS fuzz_sources)
  get_filename_component(name ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${name})
  add_executable(fuzz_${name} ${source})
  add_dependencies(fuzzers fuzz_${name})
  target_link_libraries(fuzz_${name} PRIVATE hocba_flags hocba_verify hocba_exchange hocba_chain hocba_credential
    hocba_log hocba_crypto_device hocba_crypto hocba_test_support nlohmann_json::nlohmann_json)
  target_sources(fuzz_${name} PRIVATE ${fuzz_${name}_sources})
  target_compile_options(fuzz_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  if(HOCBA_FUZZ)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(fuzz_${name} PRIVATE tests/fuzz/replay_main.cpp)
    hocba_add_test(fuzz_replay_${name} fuzz-replay 300 fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
  endif()
endforeach()

# bench_<name> per tests/bench/<name>_bench.cpp, each with its own main (BENCHMARK_MAIN() or a plain one).
if(NOT HOCBA_FUZZ AND NOT HOCBA_SANITIZE)
  find_package(benchmark REQUIRED)
  file(GLOB bench_sources CONFIGURE_DEPENDS tests/bench/*_bench.cpp)
  foreach(source IN LISTS bench_sources)
    get_filename_component(name ${source} NAME_WE)
    string(REGEX REPLACE "_bench$" "" name ${name})
    add_executable(bench_${name} ${source})
    target_link_libraries(bench_${name} PRIVATE hocba_allocator hocba_flags ${everything} benchmark::benchmark ${foreign})
  endforeach()
endif()

# Checks crypto/ against vectors that others published (tests/vectors/README.md): a tool, not a test.
if(NOT HOCBA_FUZZ)
  add_executable(check_vectors EXCLUDE_FROM_ALL tests/vectors/check_vectors.cpp)
  target_link_libraries(check_vectors PRIVATE hocba_flags hocba_crypto nlohmann_json::nlohmann_json)
  set_target_properties(check_vectors PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endif()
