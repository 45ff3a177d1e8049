#include "s3/version.h"

#include <gtest/gtest.h>

#include "s3/test_service.h"

namespace garden::s3 {
namespace {

// Between the look at an object and its change, others may replace it.
class ChangeTest : public ServiceTest {
  protected:
    void SetUp() override {
        ASSERT_EQ(put("/owners-bucket").status, 200u);
        store::PutOptions options;
        options.attributes.grants = {{"EGOTHER", "WRITE_ACP"}};
        ASSERT_TRUE(objects_.put("owners-bucket", "a", "shared", options));
        other_.access_key = "EGOTHER";
        request_.method = "PUT";
    }
    Call call() {
        return {.context = context_,
                .request = request_,
                .identity = other_,
                .bucket = "owners-bucket",
                .key = "a",
                .found = *buckets_.find("owners-bucket").value()};
    }
    // What change_object() is refused for; "" where it is made.
    std::string change(const store::ObjectInfo& object, std::string_view permission) {
        const auto refused = change_object(
            call(), object, [](store::Attributes& attributes) { attributes.tags = {{"k", "v"}}; },
            permission);
        return refused ? refused->code : "";
    }
    std::size_t tags() { return objects_.head("owners-bucket", "a").value().attributes.tags.size(); }

    http::Request request_;
    aws::Identity other_;
};

TEST_F(ChangeTest, OfWhatWasFound) {
    const auto object = find_object(call());
    ASSERT_TRUE(object);
    EXPECT_EQ(change(*object, "WRITE_ACP"), "");
    EXPECT_EQ(tags(), 1u);
}

TEST_F(ChangeTest, WhatReplacedItIsLeftAlone) {
    const auto object = find_object(call());
    ASSERT_TRUE(object);
    store("owners-bucket", "a", "another");
    EXPECT_EQ(change(*object, ""), "OperationAborted");
    EXPECT_EQ(tags(), 0u);
}

TEST_F(ChangeTest, ThePermissionIsOfWhatIsChanged) {
    const auto object = find_object(call());
    ASSERT_TRUE(object);
    store("owners-bucket", "a", "shared");  // the same octets, but private
    EXPECT_EQ(change(*object, "WRITE_ACP"), "AccessDenied");
    EXPECT_EQ(tags(), 0u);
}

TEST_F(ChangeTest, WhatIsGoneStaysGone) {
    const auto object = find_object(call());
    ASSERT_TRUE(object);
    ASSERT_TRUE(objects_.remove("owners-bucket", {"a"}));
    EXPECT_EQ(change(*object, "WRITE_ACP"), "NoSuchKey");
    EXPECT_FALSE(has("owners-bucket", "a"));
}

}  // namespace
}  // namespace garden::s3
