#include <filesystem>

#include <gtest/gtest.h>

#include "access/access_keys.h"
#include "access/administrators.h"
#include "access/password.h"
#include "access/rate_limiter.h"
#include "access/shared_rates.h"
#include "base/id.h"
#include "store/postgres.h"
#include "store/sqlite.h"
#include "store/statement.h"
#include "store/test_postgres.h"

namespace garden::access {
namespace {

using namespace std::chrono_literals;

TEST(Password, IsArgon2idWithItsOwnSalt) {
    const auto hash = hash_password("correct horse");
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$"));
    EXPECT_NE(*hash, *hash_password("correct horse"));
    EXPECT_TRUE(verify_password(*hash, "correct horse"));
    EXPECT_FALSE(verify_password(*hash, "correct horse "));
    EXPECT_FALSE(verify_password("not a hash", "correct horse"));
    EXPECT_EQ(hash_password("short").error().code, ErrorCode::invalid_argument);
}

TEST(RateLimiter, RefillsWithTimeAndKeepsAddressesApart) {
    FakeClock clock;
    RateLimiter limiter(2, clock);
    EXPECT_EQ(limiter.take("a"), std::nullopt);
    EXPECT_EQ(limiter.take("a"), std::nullopt);
    EXPECT_EQ(limiter.take("a"), 30s);
    EXPECT_EQ(limiter.take("b"), std::nullopt);
    clock.advance(30s);
    EXPECT_EQ(limiter.take("a"), std::nullopt);
    RateLimiter off(0, clock);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(off.take("a"), std::nullopt);
}

TEST(SharedRates, WhatOneServerLetPassCountsAtTheOther) {
    FakeClock clock;
    const auto database = store::open_postgres(store::TestPostgres::new_database()).value();
    RateLimiter one(3, clock), other(3, clock);
    SharedRates of_one(*database, "one", clock, {{"photos", &one}}),
        of_other(*database, "other", clock, {{"photos", &other}});
    EXPECT_EQ(one.take("a"), std::nullopt);
    EXPECT_EQ(one.take("a"), std::nullopt);
    EXPECT_EQ(one.take("\xff"), std::nullopt);  // what a proxy wrote
    EXPECT_EQ(one.take(std::string(5000, 'x')), std::nullopt);
    for (int i = 0; i < 3; ++i) {  // once each, however often they meet
        ASSERT_TRUE(of_one.exchange());
        ASSERT_TRUE(of_other.exchange());
    }
    EXPECT_EQ(other.take("b"), std::nullopt);
    EXPECT_EQ(other.take("a"), std::nullopt);
    EXPECT_EQ(other.take("a"), 20s);
    clock.advance(5s);
    ASSERT_TRUE(of_other.exchange());
    ASSERT_TRUE(of_one.exchange());
    EXPECT_EQ(one.take("a"), 15s);
    clock.advance(11s);
    RateLimiter late(3, clock);
    ASSERT_TRUE(SharedRates(*database, "late", clock, {{"photos", &late}}).exchange());
    for (int i = 0; i < 3; ++i) EXPECT_EQ(late.take("a"), std::nullopt) << "that was long ago";
    EXPECT_EQ(store::read_one(*database, "SELECT count(*) FROM rates")->front().integer(0), 0)
        << "nor is it kept";
}

TEST(SharedRates, WhoAskedBothAtOnceOwesIt) {
    FakeClock clock;
    const auto database = store::open_postgres(store::TestPostgres::new_database()).value();
    RateLimiter one(3, clock), other(3, clock);
    SharedRates of_one(*database, "one", clock, {{"photos", &one}}),
        of_other(*database, "other", clock, {{"photos", &other}});
    for (RateLimiter* limiter : {&one, &other}) {
        for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter->take("a"), std::nullopt);
    }
    ASSERT_TRUE(of_one.exchange());
    ASSERT_TRUE(of_other.exchange());
    ASSERT_TRUE(of_one.exchange());
    EXPECT_EQ(one.take("a"), 80s) << "the three of the other, and one";
    EXPECT_EQ(other.take("a"), 80s);
}

class AccessTest : public testing::Test {
  protected:
    AccessTest() : folder_(std::filesystem::temp_directory_path() / ("access-" + make_uuid())) {
        std::filesystem::create_directories(folder_);
        database_ = store::open_sqlite(folder_ / "catalog.db").value();
    }
    ~AccessTest() override {
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    std::filesystem::path folder_;
    FakeClock clock_;
    std::unique_ptr<store::Database> database_;
};

TEST_F(AccessTest, AnAdministratorLogsInAndOutAndTheSessionEnds) {
    Administrators administrators(*database_, clock_, 2h);
    ASSERT_TRUE(administrators.add("ada", "correct horse"));
    EXPECT_EQ(administrators.log_in("ada", "wrong horse").error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(administrators.log_in("bo", "correct horse").error(),
              administrators.log_in("ada", "wrong").error());
    const auto session = administrators.log_in("ada", "correct horse");
    ASSERT_TRUE(session);
    EXPECT_TRUE(administrators.is_session(*session).value());
    EXPECT_FALSE(administrators.is_session(*session + "0").value());
    clock_.advance(2h + 1s);
    EXPECT_FALSE(administrators.is_session(*session).value());
    const auto another = administrators.log_in("ada", "correct horse");
    ASSERT_TRUE(administrators.log_out(*another));
    EXPECT_FALSE(administrators.is_session(*another).value());
}

TEST_F(AccessTest, ANewPasswordOrARemovalEndsTheSessions) {
    Administrators administrators(*database_, clock_);
    ASSERT_TRUE(administrators.add("ada", "correct horse"));
    const auto before = administrators.log_in("ada", "correct horse");
    ASSERT_TRUE(administrators.add("ada", "another horse"));
    EXPECT_FALSE(administrators.is_session(*before).value());
    const auto after = administrators.log_in("ada", "another horse");
    ASSERT_TRUE(administrators.remove("ada"));
    EXPECT_FALSE(administrators.is_session(*after).value());
    EXPECT_EQ(administrators.remove("ada").error().code, ErrorCode::not_found);
    EXPECT_EQ(administrators.add("a b", "correct horse").error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(administrators.list()->empty());
}

TEST_F(AccessTest, TokensAreShownOnceAndKnownByTheirHash) {
    Administrators administrators(*database_, clock_);
    const auto token = administrators.add_token("backup");
    ASSERT_TRUE(token);
    EXPECT_TRUE(administrators.is_token(*token).value());
    EXPECT_FALSE(administrators.is_token("backup").value());
    EXPECT_EQ(administrators.add_token("backup").error().code, ErrorCode::conflict);
    EXPECT_EQ(administrators.list_tokens()->front().name, "backup");
    ASSERT_TRUE(administrators.remove_token("backup"));
    EXPECT_FALSE(administrators.is_token(*token).value());
}

TEST_F(AccessTest, AccessKeysComeInPairs) {
    AccessKeys keys(*database_, clock_);
    ASSERT_TRUE(keys.ensure_one());
    ASSERT_TRUE(keys.ensure_one());
    clock_.advance(1s);
    const auto reader = keys.add(Permission::read);
    ASSERT_TRUE(reader);
    const auto all = keys.list();
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ(all->front().permission, Permission::full);
    EXPECT_EQ(all->front().access_key.size(), 20u);
    EXPECT_EQ(all->back().secret_key, reader->secret_key);
    ASSERT_TRUE(keys.remove(reader->access_key));
    EXPECT_EQ(keys.remove(reader->access_key).error().code, ErrorCode::not_found);
}

TEST_F(AccessTest, APairIsFoundByItsAccessKey) {
    AccessKeys keys(*database_, clock_);
    const auto added = keys.add(Permission::read);
    ASSERT_TRUE(added && keys.add(Permission::full));
    const auto found = keys.find(added->access_key);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->secret_key, added->secret_key);
    EXPECT_EQ((*found)->permission, Permission::read);
    EXPECT_EQ((*found)->created_at, added->created_at);
    EXPECT_FALSE(keys.find("EGNOBODY")->has_value());
    ASSERT_TRUE(keys.remove(added->access_key));
    EXPECT_FALSE(keys.find(added->access_key)->has_value());
}

}  // namespace
}  // namespace garden::access
