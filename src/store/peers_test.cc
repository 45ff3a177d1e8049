#include "store/peers.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "store/postgres.h"
#include "store/test_postgres.h"

namespace garden::store {
namespace {

using namespace std::chrono_literals;

class PeersTest : public testing::Test {
  protected:
    Peers peer(const std::string& node, const std::string& bucket, const std::string& veto = "") {
        return Peers(*database_, clock_, node, {{"bucket", bucket, true}, {"veto", veto, false}});
    }

    FakeClock clock_;
    std::unique_ptr<Database> database_ = open_postgres(TestPostgres::new_database()).value();
};

TEST_F(PeersTest, OneThatWouldShowOtherPicturesDoesNotJoinThoseThatRun) {
    Peers one = peer("one", "garden");
    ASSERT_TRUE(one.join());
    for (int i = 0; i < 12; ++i) {  // for a minute
        clock_.advance(5s);
        ASSERT_TRUE(one.stay());
    }
    const auto refused = peer("other", "another").join();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(refused.error().message.contains("bucket = \"garden\", and this one \"another\""))
        << refused.error().message;
    EXPECT_TRUE(peer("one", "another").join()) << "it has itself another setting than the last time";
}

TEST_F(PeersTest, WhoLeftOrSaidNothingForLongIsNotAsked) {
    ASSERT_TRUE(peer("one", "garden").join());
    clock_.advance(31s);
    Peers second = peer("second", "another");
    ASSERT_TRUE(second.join());
    ASSERT_TRUE(second.leave());
    EXPECT_TRUE(peer("third", "yet another").join());
}

TEST_F(PeersTest, OtherDifferencesAreLoggedByNameAlone) {
    ASSERT_TRUE(peer("one", "garden", "https://veto.example/?token=first").join());
    testing::internal::CaptureStderr();
    ASSERT_TRUE(peer("other", "garden", "https://veto.example/?token=second").join());
    const std::string told = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(told.contains("setting=veto")) << told;
    EXPECT_FALSE(told.contains("token")) << told;
}

}  // namespace
}  // namespace garden::store
