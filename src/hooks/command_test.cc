#include "hooks/command.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "store/test_folder.h"

namespace garden::hooks {
namespace {

using namespace std::chrono_literals;

class CommandTest : public testing::Test {
  protected:
    CommandTest() { std::signal(SIGPIPE, SIG_IGN); }

    // A program of these lines, run by `sh`.
    std::string program(const std::string& lines) {
        const auto path = folder_ / "program";
        {
            std::ofstream file(path);
            file << "#!/bin/sh\n" << lines << "\n";
        }
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    }

    store::TestFolder folder_;
};

TEST_F(CommandTest, GetsItsInputAndEnvironmentAndNothingElse) {
    setenv("EMOTION_GARDEN_SECRET_KEY", "hidden", 1);
    const Bytes input(200'000, 'x');
    const auto end = run_command(
        {.program =
             program("wc -c; echo \"$WORD\"; echo \"[$EMOTION_GARDEN_SECRET_KEY]\"; ls /proc/self/fd | "
                     "wc -l; exit 7"),
         .input = input,
         .environment = {{"WORD", "a b"}}},
        {});
    unsetenv("EMOTION_GARDEN_SECRET_KEY");
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->status, 7);
    // Standard input, output and error, and the folder that ls reads.
    EXPECT_EQ(end->output, "200000\na b\n[]\n4\n");
}

TEST_F(CommandTest, NeedNotReadItsInput) {
    const Bytes input(2'000'000, 'x');
    const auto end = run_command({.program = program("echo done"), .input = input}, {});
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->output, "done\n");
}

TEST_F(CommandTest, MoreOutputThanWantedIsThrownAway) {
    const auto end = run_command({.program = program("head -c 1000000 /dev/zero"), .input = ""}, {});
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->output.size(), 4096u);
}

TEST_F(CommandTest, IsKilledWithItsChildrenWhenItsTimeIsUp) {
    const std::string alive = (folder_ / "alive").string();
    const auto begun = std::chrono::steady_clock::now();
    const auto end = run_command(
        {.program = program("(sleep 1; touch " + alive + ") & sleep 60"), .input = "", .limit = 200ms}, {});
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, ErrorCode::unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 5s);
    std::this_thread::sleep_for(1500ms);
    EXPECT_FALSE(std::filesystem::exists(alive));
}

TEST_F(CommandTest, DoesNotWaitForChildrenThatItLeavesBehind) {
    const auto begun = std::chrono::steady_clock::now();
    const auto end = run_command({.program = program("sleep 60 & echo hello"), .input = ""}, {});
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(end->output, "hello\n");
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
}

TEST_F(CommandTest, StopsWhenItIsTold) {
    std::stop_source source;
    const std::jthread stopper([&] {
        std::this_thread::sleep_for(50ms);
        source.request_stop();
    });
    const auto end = run_command({.program = program("sleep 60"), .input = ""}, source.get_token());
    EXPECT_EQ(end.error().code, ErrorCode::cancelled);
}

TEST_F(CommandTest, SaysWhyItCouldNotRun) {
    EXPECT_EQ(run_command({.program = "/nowhere/program", .input = ""}, {}).error().message,
              "/nowhere/program cannot be run: No such file or directory");
    EXPECT_NE(
        run_command({.program = program("kill -9 $$"), .input = ""}, {}).error().message.find("signal 9"),
        std::string::npos);
}

}  // namespace
}  // namespace garden::hooks
