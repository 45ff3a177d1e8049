#include "store/postgres_watch.h"

#include <future>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "store/test_postgres.h"

namespace garden::store {
namespace {

TEST(PostgresWatch, WhoeverSaysNothingIsFoundOutAndWhoeverRefusesIsNot) {
    const int mute = ::socket(AF_INET, SOCK_STREAM, 0);
    ASSERT_GE(mute, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ASSERT_EQ(::bind(mute, reinterpret_cast<sockaddr*>(&address), size), 0);
    ASSERT_EQ(::listen(mute, 16), 0);  // the kernel accepts, and nobody answers
    ASSERT_EQ(::getsockname(mute, reinterpret_cast<sockaddr*>(&address), &size), 0);
    const std::string known = TestPostgres::new_database();
    Pulse silent, refused;
    const auto begin = refused.heard.load();
    std::promise<std::string> reason;
    std::atomic<int> wells = 0, silences = 0;
    {
        const PostgresWatch silence(
            fmt::format("postgresql://garden@127.0.0.1:{}/none?connect_timeout=2", ntohs(address.sin_port)),
            silent, [&] { ++wells; },
            [&, told = false](const std::string& why) mutable {
                if (!std::exchange(told, true)) reason.set_value(why);
            });
        const PostgresWatch refusal(
            known + " user=nobody", refused, [&] { ++wells; }, [&](const std::string&) { ++silences; });
        auto told = reason.get_future();
        ASSERT_EQ(told.wait_for(std::chrono::seconds(30)), std::future_status::ready);
        EXPECT_THAT(told.get(), testing::HasSubstr("timeout"));
        for (int i = 0; i < 3000 && refused.heard.load() < begin + std::chrono::seconds(5); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
        EXPECT_GE(refused.heard.load(), begin + std::chrono::seconds(5));
    }
    EXPECT_EQ(wells, 0);
    EXPECT_EQ(silences, 0) << "it spoke, if only to say no";
    ::close(mute);
}

}  // namespace
}  // namespace garden::store
