# The language, the warnings, the sanitizers, ccache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The flags of our own code: one interface library that every target links privately.
add_library(hocba_flags INTERFACE)
target_compile_options(hocba_flags INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12: false positives on variants and strings at -O2 (PR 105562, PR 105651, PR 105329).
  target_compile_options(hocba_flags INTERFACE -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()
if(HOCBA_WERROR)
  target_compile_options(hocba_flags INTERFACE -Werror)
endif()

# Checks of the standard library stay on in every build, like HOCBA_CHECK: a node that has lost its bearings stops.
target_compile_definitions(hocba_flags INTERFACE _GLIBCXX_ASSERTIONS)
target_compile_options(hocba_flags INTERFACE -fstack-protector-strong)
target_link_options(hocba_flags INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT HOCBA_SANITIZE)
  target_compile_options(hocba_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# gcc 12 takes Asio's recycling of coroutine frames for a mismatched deallocation.
file(GLOB beast_files CONFIGURE_DEPENDS api/http_server*.cpp cli/http_client*.cpp node/http_client*.cpp)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set_source_files_properties(${beast_files} PROPERTIES COMPILE_OPTIONS "-Wno-mismatched-new-delete")
endif()

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(HOCBA_SANITIZE)
  # RocksDB's library has no type information for UBSan's vptr check. The checks of every pointer that is followed or moved
  # cost a third of the build; AddressSanitizer stops at null and beyond an object too, and bytes are read by memcpy here.
  add_compile_options(-fsanitize=${HOCBA_SANITIZE} -fno-sanitize=vptr,null,object-size,alignment,pointer-overflow
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HOCBA_SANITIZE})
  # gcc's ThreadSanitizer does not model fences and warns of each. Asio's only stand beside its locks, which it models.
  if(HOCBA_SANITIZE STREQUAL "thread")
    set_property(SOURCE ${beast_files} APPEND PROPERTY COMPILE_DEFINITIONS BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
  # The Beast files cost minutes and gigabytes under UBSan, and clang's function check refuses their coroutines.
  set_property(SOURCE ${beast_files} APPEND PROPERTY COMPILE_OPTIONS -fno-sanitize=undefined)
endif()

# ccache: several working trees of one machine share a cache (base directory, no hash of the current directory);
# precompiled headers need the sloppiness and -fpch-preprocess.
find_program(CCACHE ccache)
option(HOCBA_CCACHE "Use ccache where it is installed" ON)
if(CCACHE AND HOCBA_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
  endif()
endif()
