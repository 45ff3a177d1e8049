#include "hooks/veto.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_folder.h"

namespace garden::hooks {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const jobs::Candidate kPicture{"imgPool/happy/a.jpeg", "JPEG OCTETS", R"({"prompt":"rose"})"};

Send answering(Result<net::HttpAnswer> answer, std::vector<net::HttpOrder>& sent) {
    return [answer, &sent](const net::HttpOrder& order) {
        sent.push_back(order);
        return answer;
    };
}

Result<> ask(Result<net::HttpAnswer> answer) {
    std::vector<net::HttpOrder> sent;
    const auto judge = make_veto("http://judge.example/", std::chrono::seconds(3), answering(answer, sent));
    return (*judge)(kPicture, {});
}

TEST(Veto, AnAddressIsAskedWithThePictureAndItsRecipe) {
    std::vector<net::HttpOrder> sent;
    const auto judge = make_veto("http://judge.example/ask", std::chrono::seconds(3),
                                 answering(net::HttpAnswer{200, {}, ""}, sent));
    ASSERT_TRUE(judge) << judge.error().message;
    EXPECT_TRUE((*judge)(kPicture, {}));
    ASSERT_EQ(sent.size(), 1u);
    EXPECT_EQ(sent[0].url, "http://judge.example/ask");
    EXPECT_EQ(sent[0].whole_limit, std::chrono::seconds(3));
    EXPECT_THAT(sent[0].headers[0].second, HasSubstr("multipart/form-data; boundary="));
    EXPECT_THAT(sent[0].body, AllOf(HasSubstr("name=\"recipe\"\r\nContent-Type: application/json\r\n\r\n"
                                              "{\"prompt\":\"rose\"}\r\n--"),
                                    HasSubstr("Content-Type: image/jpeg\r\n\r\nJPEG OCTETS\r\n--")));
}

TEST(Veto, Only403VetoesAndOnly200Keeps) {
    EXPECT_TRUE(ask(net::HttpAnswer{200, {}, "anything"}));
    const auto vetoed = ask(net::HttpAnswer{403, {}, "A gun can be seen.\nmore"});
    EXPECT_EQ(vetoed.error(), (Error{ErrorCode::forbidden, "the picture was vetoed: A gun can be seen."}));
    EXPECT_EQ(ask(net::HttpAnswer{403, {}, ""}).error().message, "the picture was vetoed, without a reason");
    for (const int status : {201, 204, 302, 401, 404, 500, 503})
        EXPECT_EQ(ask(net::HttpAnswer{status, {}, ""}).error().code, ErrorCode::unavailable) << status;
    for (const ErrorCode code : {ErrorCode::unavailable, ErrorCode::too_large, ErrorCode::invalid_argument})
        EXPECT_EQ(ask(fail(code, "no")).error().code, ErrorCode::unavailable);
    EXPECT_EQ(ask(fail(ErrorCode::cancelled, "stopped")).error().code, ErrorCode::cancelled);
}

TEST(Veto, ACommandDecidesByItsExitStatus) {
    std::signal(SIGPIPE, SIG_IGN);
    const store::TestFolder folder;
    const std::string path = (folder / "judge").string();
    {
        std::ofstream file(path);
        file << "#!/bin/sh\n[ \"$(cat)\" = 'JPEG OCTETS' ] || exit 9\n[ \"$EMOTION_GARDEN_KEY\" = "
                "imgPool/happy/a.jpeg ] || exit 8\ncase \"$EMOTION_GARDEN_RECIPE\" in *rose*) echo 'No "
                "roses.'; "
                "exit 1;; *odd*) exit 2;; esac\n";
    }
    EXPECT_FALSE(make_veto("command:" + path, std::chrono::seconds(10), {}));  // it may not be run yet
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    const auto judge = make_veto("command:" + path, std::chrono::seconds(10), {});
    ASSERT_TRUE(judge) << judge.error().message;
    EXPECT_EQ((*judge)(kPicture, {}).error(),
              (Error{ErrorCode::forbidden, "the picture was vetoed: No roses."}));
    const auto kept = (*judge)({kPicture.key, kPicture.jpeg, "{}"}, {});
    EXPECT_TRUE(kept) << kept.error().message;
    EXPECT_EQ((*judge)({kPicture.key, kPicture.jpeg, "odd"}, {}).error(),
              (Error{ErrorCode::unavailable, "the veto hook failed: it ended with status 2"}));
}

TEST(Veto, OtherSettingsAreNone) {
    for (const char* bad : {"", "judge", "ftp://a", "command:judge", "command:", "command:/nowhere/judge"})
        EXPECT_FALSE(make_veto(bad, std::chrono::seconds(1), {})) << bad;
}

}  // namespace
}  // namespace garden::hooks
