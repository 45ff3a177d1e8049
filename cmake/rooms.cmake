# garden_room(NAME LINK …) declares src/NAME as the library garden_NAME: every *.cc below it but *_test.cc, which
# together become the test program NAME_test. LINK names other rooms (garden_…) and imported library targets.
enable_testing()

function(garden_room name)
    cmake_parse_arguments(ROOM "" "" "LINK;TEST_LINK" ${ARGN})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
    set(tests ${sources})
    list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
    list(FILTER tests INCLUDE REGEX "_test\\.cc$")

    add_library(garden_${name} STATIC ${sources})
    target_include_directories(garden_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(garden_${name} PUBLIC ${ROOM_LINK})

    if(GARDEN_TESTS AND tests)
        add_executable(${name}_test ${tests})
        # A test runs once for each time that it is compiled: without optimisation that takes less than half as long (5 for 12 s,
        # 8 for 22 s). The rooms that it tests are compiled as before.
        target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
        target_link_libraries(${name}_test PRIVATE garden_${name} ${ROOM_TEST_LINK} GTest::gmock GTest::gtest_main)
        add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    endif()
endfunction()
