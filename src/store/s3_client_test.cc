#include "store/s3_client.h"

#include <csignal>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "net/test_server.h"

namespace garden::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

std::string answer(int status, const std::string& body) {
    return fmt::format("HTTP/1.1 {} Said\r\nContent-Length: {}\r\n\r\n{}", status, body.size(), body);
}

std::string refusal(int status, std::string_view code, std::string_view message = "") {
    return answer(status,
                  fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{}</Code><Message>{}"
                              "</Message></Error>",
                              code, message));
}

// Gives the answers in their order, the last one for ever; an empty one breaks the connection off.
class FakeStore {
  public:
    explicit FakeStore(std::vector<std::string> answers)
        : answers_(std::move(answers)), server_([this](int connection) { serve(connection); }) {}

    S3Location location() const {
        std::string url = server_.url();
        url.pop_back();
        return {"pictures", url, "eu-1", "garden/"};
    }
    std::vector<std::string> requests() {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

  private:
    void serve(int connection) {
        for (std::string request; !(request = net::read_request(connection)).empty();) {
            std::string said;
            {
                const std::lock_guard lock(mutex_);
                said = answers_[std::min(requests_.size(), answers_.size() - 1)];
                requests_.push_back(std::move(request));
            }
            if (said.empty()) {
                ::shutdown(connection, SHUT_RDWR);
                return;
            }
            net::write_all(connection, said);
        }
    }

    std::mutex mutex_;
    const std::vector<std::string> answers_;
    std::vector<std::string> requests_;  // guarded by mutex_
    net::TestServer server_;
};

Validity valid_for(seconds length) { return {steady_clock::now(), length}; }

class S3ClientTest : public testing::Test {
  protected:
    static void SetUpTestSuite() { std::signal(SIGPIPE, SIG_IGN); }
    void SetUp() override { clock_.advance(milliseconds(900)); }  // what takes a moment is in the same second

    FakeClock clock_{1'369'353'600};  // 2013-05-24
    std::stop_source stop_;

    std::unique_ptr<S3Client> client(const FakeStore& store, std::string session_token = {}) {
        return std::make_unique<S3Client>(store.location(),
                                          S3Keys{"AKIDEXAMPLE", "secret-example", std::move(session_token)},
                                          8, clock_, stop_.get_token());
    }
};

TEST_F(S3ClientTest, RequestsAreSignedWithTheHashOfWhatTheyBring) {
    FakeStore store({answer(200, "fine")});
    const auto said = client(store, "token")
                          ->send({.method = "PUT",
                                  .key = "garden/꽃 a",
                                  .query = "uploadId=x%2By&partNumber=2",
                                  .body = "octets"});
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(said->body, "fine");
    const std::string request = store.requests().at(0);
    EXPECT_THAT(request, testing::StartsWith(
                             "PUT /pictures/garden/%EA%BD%83%20a?partNumber=2&uploadId=x%2By HTTP/1.1\r\n"));
    EXPECT_THAT(request, HasSubstr("Host: " + store.location().endpoint.substr(7) + "\r\n"));
    EXPECT_THAT(request, HasSubstr("x-amz-content-sha256: " + sha256_hex("octets") + "\r\n"));
    EXPECT_THAT(request, HasSubstr("x-amz-date: 20130524T000000Z\r\n"));
    EXPECT_THAT(request, HasSubstr("x-amz-security-token: token\r\n"));
    EXPECT_THAT(request, HasSubstr("Credential=AKIDEXAMPLE/20130524/eu-1/s3/aws4_request, SignedHeaders="
                                   "host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature="));
    EXPECT_THAT(request, testing::EndsWith("\r\n\r\noctets"));
}

TEST_F(S3ClientTest, WhatMayYetSucceedIsTriedAgain) {
    FakeStore store({refusal(503, "SlowDown"), refusal(400, "RequestTimeout"), "", answer(200, "fine")});
    std::string taken;
    const auto said = client(store)->send({.key = "a",
                                           .take = [&](BytesView octets) -> Result<> {
                                               taken += octets;
                                               return {};
                                           },
                                           .restart = [&]() -> Result<> {
                                               taken = "";
                                               return {};
                                           }});
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(taken, "fine");
    EXPECT_EQ(store.requests().size(), 4u);
}

TEST_F(S3ClientTest, WhatMayNotBeLateIsSignedForItsSecondsAlone) {
    FakeStore store({refusal(503, "SlowDown"), answer(204, "")});
    const auto said =
        client(store, "token/")->send({.method = "DELETE", .key = "a", .valid = valid_for(seconds(30))});
    ASSERT_TRUE(said) << said.error().message;
    ASSERT_EQ(store.requests().size(), 2u);
    EXPECT_EQ(store.requests()[0], store.requests()[1]) << "a later try is good for no longer";
    EXPECT_THAT(store.requests()[0],
                testing::StartsWith("DELETE /pictures/a?X-Amz-Security-Token=token%2F&X-Amz-Algorithm="));
    EXPECT_THAT(store.requests()[0], HasSubstr("&X-Amz-Date=20130524T000000Z&X-Amz-Expires=30&"));
    EXPECT_THAT(store.requests()[0], Not(HasSubstr("Authorization")));
}

TEST_F(S3ClientTest, WhoIsStoppedOnTheWayHasASignatureOfBefore) {
    FakeStore store({answer(204, "")});
    const auto asked = client(store);
    const Validity begun = {steady_clock::now() - seconds(3), seconds(4)};
    EXPECT_TRUE(asked->send({.method = "DELETE", .key = "a", .valid = begun}));
    EXPECT_THAT(store.requests().at(0), HasSubstr("&X-Amz-Date=20130523T235957Z&X-Amz-Expires=4&"));
    const Validity over = {steady_clock::now() - seconds(5), seconds(4)};
    EXPECT_EQ(asked->send({.method = "DELETE", .key = "a", .valid = over}).error().code,
              ErrorCode::unavailable);
    EXPECT_EQ(store.requests().size(), 1u) << "it is too late";
}

TEST_F(S3ClientTest, WhatMayNotBeLateIsGivenUpThen) {
    std::stop_source over;
    net::TestServer silent([&](int connection) {
        (void)net::read_request(connection);
        while (!over.stop_requested()) std::this_thread::sleep_for(milliseconds(10));
    });
    std::string url = silent.url();
    url.pop_back();
    S3Client asked({"pictures", url, "eu-1", ""}, {"AKIDEXAMPLE", "secret-example", ""}, 8, clock_, {});
    const auto begun = steady_clock::now();
    const auto said = asked.send({.method = "DELETE", .key = "a", .valid = valid_for(seconds(1))});
    EXPECT_EQ(said.error().code, ErrorCode::unavailable);
    EXPECT_LT(steady_clock::now() - begun, std::chrono::seconds(10)) << "and not after 15, or 60";
    EXPECT_EQ(silent.accepted(), 1);
    over.request_stop();
}

TEST_F(S3ClientTest, TheTimeOfAStoreWhoseClockIsAheadIsLearnedFromIt) {
    const std::string body = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    const std::string late = fmt::format(
        "HTTP/1.1 403 Said\r\nDate: Fri, 24 May 2013 00:01:00 GMT\r\nContent-Length: {}\r\n\r\n{}",
        body.size(), body);
    FakeStore store({late, answer(204, ""), late});
    const auto asked = client(store);
    const S3Request removal = {.method = "DELETE", .key = "a", .valid = valid_for(seconds(30))};
    EXPECT_TRUE(asked->send(removal));
    EXPECT_THAT(store.requests()[0], HasSubstr("&X-Amz-Date=20130524T000000Z&"));
    EXPECT_THAT(store.requests()[1], HasSubstr("&X-Amz-Date=20130524T000100Z&"));
    EXPECT_THAT(asked->send(removal).error().message, HasSubstr("by NTP"));
    EXPECT_EQ(store.requests().size(), 3u) << "it said nothing new";
}

TEST_F(S3ClientTest, TheTimeOfAStoreWhoseClockIsBehindIsLearnedFromWhatItSays) {
    FakeStore store({"HTTP/1.1 204 Said\r\nDate: Thu, 23 May 2013 23:59:00 GMT\r\n\r\n"});
    const auto asked = client(store);
    const S3Request removal = {.method = "DELETE", .key = "a", .valid = valid_for(seconds(30))};
    for (int i = 0; i < 2; ++i) EXPECT_TRUE(asked->send(removal));
    ASSERT_EQ(store.requests().size(), 2u);
    EXPECT_THAT(store.requests()[1], HasSubstr("&X-Amz-Date=20130523T235900Z&"))
        << "else it is good for longer";
}

TEST_F(S3ClientTest, AStoreThatIsGoneIsLeftAloneForAMoment) {
    FakeStore store({refusal(500, "InternalError")});
    const auto asked = client(store);
    EXPECT_THAT(asked->send({.key = "a"}).error().message, HasSubstr("500 InternalError"));
    EXPECT_EQ(store.requests().size(), 4u);
    const auto begun = steady_clock::now();
    EXPECT_THAT(asked->send({.key = "a"}).error().message, HasSubstr("did not answer just now"));
    EXPECT_LT(steady_clock::now() - begun, milliseconds(100));
    EXPECT_EQ(store.requests().size(), 4u);
}

TEST_F(S3ClientTest, WhatTheReceiverSaysEndsTheRequest) {
    FakeStore store({answer(200, "fine")});
    const auto asked = client(store);
    const auto said = asked->send({.key = "a", .take = [](BytesView) -> Result<> {
                                       return fail(ErrorCode::unavailable, "the disk is full");
                                   }});
    EXPECT_EQ(said.error().message, "the disk is full");
    EXPECT_EQ(store.requests().size(), 1u);
    EXPECT_TRUE(asked->send({.key = "a"})) << "the store is not to blame";
}

TEST_F(S3ClientTest, AStopEndsTheTries) {
    FakeStore store({refusal(503, "SlowDown")});
    stop_.request_stop();
    EXPECT_FALSE(client(store)->send({.key = "a"}));
    EXPECT_EQ(store.requests().size(), 1u);
}

struct Case {
    std::string answer;
    ErrorCode code;
    std::string sentence;
};

TEST_F(S3ClientTest, ErrorsSayWhatToDo) {
    const std::vector<Case> cases = {
        {refusal(404, "NoSuchKey"), ErrorCode::not_found, "does not have it"},
        {answer(404, ""), ErrorCode::not_found, "does not have it"},
        {refusal(404, "NoSuchBucket"), ErrorCode::unavailable, "has no bucket pictures: make it"},
        {refusal(403, "InvalidAccessKeyId"), ErrorCode::unavailable, "correct AWS_ACCESS_KEY_ID"},
        {refusal(403, "SignatureDoesNotMatch"), ErrorCode::unavailable, "correct AWS_SECRET_ACCESS_KEY"},
        {refusal(403, "RequestTimeTooSkewed"), ErrorCode::unavailable, "by NTP"},
        {refusal(400, "ExpiredToken"), ErrorCode::unavailable, "renew AWS_SESSION_TOKEN"},
        {refusal(403, "AccessDenied"), ErrorCode::unavailable,
         "allow it to list, and to get, put and delete"},
        {answer(403, ""), ErrorCode::unavailable, "allow it to list"},
        {refusal(400, "AuthorizationHeaderMalformed", "expecting 'us-east-1'"), ErrorCode::unavailable,
         "in the region eu-1: correct endpoint and region in the setting blobs; it says: expecting "
         "'us-east-1'"},
        {answer(301, ""), ErrorCode::unavailable, "correct endpoint and region"},
        {refusal(507, "XMinioStorageFull"), ErrorCode::unavailable, "no space left"},
        {refusal(400, "Odd", "what is that?"), ErrorCode::unavailable, "answers 400 Odd: what is that?"},
    };
    for (const Case& one : cases) {
        FakeStore store({one.answer});
        const auto said = client(store)->send({.key = "a"});
        ASSERT_FALSE(said) << one.sentence;
        EXPECT_EQ(said.error().code, one.code) << said.error().message;
        EXPECT_THAT(said.error().message, HasSubstr(one.sentence));
        EXPECT_THAT(said.error().message, Not(HasSubstr("secret-example")));
    }
    FakeStore store({answer(404, "")});
    EXPECT_THAT(client(store)->send({}).error().message, HasSubstr("has no bucket pictures"));
}

}  // namespace
}  // namespace garden::store
