#include "base/memory.h"

#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace garden {
namespace {

namespace fs = std::filesystem;

class MemoryTest : public testing::Test {
  protected:
    void SetUp() override {
        fs::create_directories(root_ / "proc/self");
        fs::create_directories(root_ / "cgroup/shop/garden");
    }
    void TearDown() override { fs::remove_all(root_); }

    void write(const std::string& file, const std::string& text) { std::ofstream(root_ / file) << text; }
    std::optional<std::uint64_t> available() { return available_memory(root_ / "proc", root_ / "cgroup"); }

    const fs::path root_ = fs::temp_directory_path() / ("garden-memory-" + std::to_string(::getpid()));
};

TEST_F(MemoryTest, IsWhatTheKernelEstimates) {
    write("proc/meminfo", "MemTotal:  2000 kB\nMemFree:  100 kB\nMemAvailable:   700 kB\n");
    EXPECT_EQ(available(), 700U * 1024);
}

TEST_F(MemoryTest, IsLessWhereAGroupOrOneAboveItMayNotHaveAsMuch) {
    write("proc/meminfo", "MemAvailable: 700 kB\n");
    write("proc/self/cgroup", "0::/shop/garden\n");
    write("cgroup/shop/garden/memory.max", "max\n");
    write("cgroup/shop/garden/memory.current", "9000\n");
    EXPECT_EQ(available(), 700U * 1024);
    write("cgroup/shop/memory.max", "20000\n");
    write("cgroup/shop/memory.current", "15000\n");
    write("cgroup/shop/memory.stat", "anon 11000\ninactive_file 4000\n");
    EXPECT_EQ(available(), 9000U);
}

TEST_F(MemoryTest, IsUnknownWhereTheSystemDoesNotTell) { EXPECT_EQ(available(), std::nullopt); }

TEST(Memory, OfThisMachineIsSomething) { EXPECT_GT(available_memory().value_or(0), 1'000'000U); }

}  // namespace
}  // namespace garden
