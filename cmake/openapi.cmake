# api/openapi.json as a string of the program, so that the file that is served is the file that was reviewed.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/api/openapi.json)
file(READ ${CMAKE_SOURCE_DIR}/api/openapi.json HOCBA_OPENAPI)
configure_file(${CMAKE_SOURCE_DIR}/cmake/openapi.cpp.in ${CMAKE_BINARY_DIR}/generated/openapi.cpp @ONLY)
target_sources(hocba_api PRIVATE ${CMAKE_BINARY_DIR}/generated/openapi.cpp)
