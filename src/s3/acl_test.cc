#include "s3/acl.h"

#include <gtest/gtest.h>

#include "s3/test_service.h"

namespace garden::s3 {
namespace {

using Grants = std::vector<store::Grant>;

std::string policy(const std::string& owner, const std::string& grants) {
    return "<AccessControlPolicy><Owner><ID>" + owner + "</ID></Owner><AccessControlList>" + grants +
           "</AccessControlList></AccessControlPolicy>";
}
std::string grant(const std::string& grantee, const std::string& permission) {
    return "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
           "xsi:type=\"CanonicalUser\"><ID>" +
           grantee + "</ID></Grantee><Permission>" + permission + "</Permission></Grant>";
}
std::string refused(const http::Headers& headers) {
    const auto grants = grants_of_header(headers, "EGOWNER", Groups::refused);
    return grants ? "" : grants.error().code;
}
http::Headers fields(const Fields& list) {
    http::Headers headers;
    for (const auto& [name, value] : list) headers.add(name, value);
    return headers;
}

TEST(Acl, WhatIsWrittenIsRead) {
    const Grants grants = {{"EGOTHER", "READ"}, {"EGREADER", "FULL_CONTROL"}};
    EXPECT_EQ(grants_of_document(write_acl("EGOWNER", grants), "EGOWNER"), grants);
}

TEST(Acl, OfHeaderFields) {
    EXPECT_EQ(grants_of_header(
                  fields({{"x-amz-grant-read", "id=\"EGA\", id=EGB"}, {"x-amz-grant-write", "id=EGOWNER"}}),
                  "EGOWNER", Groups::refused),
              (Grants{{"EGA", "READ"}, {"EGB", "READ"}}));
    for (const char* canned : {"private", "bucket-owner-read", "bucket-owner-full-control"}) {
        EXPECT_EQ(refused(fields({{"x-amz-acl", canned}})), "") << canned;
    }
    EXPECT_EQ(refused(fields({{"x-amz-acl", "public-read"}})), "AccessControlListNotSupported");
    EXPECT_EQ(grants_of_header(fields({{"x-amz-acl", "public-read"}}), "EGOWNER", Groups::ignored), Grants{});
    EXPECT_EQ(refused(fields({{"x-amz-acl", "nonsense"}})), "InvalidArgument");
    EXPECT_EQ(
        refused(fields({{"x-amz-grant-read", "uri=\"http://acs.amazonaws.com/groups/global/AllUsers\""}})),
        "AccessControlListNotSupported");
    EXPECT_EQ(refused(fields({{"x-amz-grant-read", "emailAddress=a@b.c"}})), "InvalidArgument");
    EXPECT_EQ(refused(fields({{"x-amz-grant-read", "id=A"}, {"x-amz-acl", "private"}})), "InvalidRequest");
    EXPECT_EQ(refused(fields({{"x-amz-grant-read", "id=\"\xff\""}})), "InvalidArgument") << "no UTF-8";
}

TEST(Acl, DocumentsThatAreRefused) {
    const auto code = [](const std::string& document) {
        const auto grants = grants_of_document(document, "EGOWNER");
        return grants ? "" : grants.error().code;
    };
    EXPECT_EQ(code("<Nonsense/>"), "MalformedACLError");
    EXPECT_EQ(code("<AccessControlPolicy/>"), "MalformedACLError");
    EXPECT_EQ(code(policy("EGOTHER", "")), "AccessDenied");
    EXPECT_EQ(code(policy("EGOWNER", grant("EGA", "EVERYTHING"))), "MalformedACLError");
    EXPECT_EQ(code(policy("EGOWNER", grant("", "READ"))), "InvalidArgument");
    EXPECT_EQ(
        code(policy("EGOWNER",
                    "<Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>"
                    "<Permission>READ</Permission></Grant>")),
        "AccessControlListNotSupported");
}

class AclTest : public ServiceTest {};

TEST_F(AclTest, OfTheGardensOwnBucket) {
    store("garden", "a");
    for (const char* target : {"/garden?acl", "/garden/a?acl"}) {
        const Answered answer = get(target);
        EXPECT_EQ(answer.status, 200u);
        EXPECT_EQ(answer.xml.child("Owner")->text_of("ID"), "emotion-garden");
        const XmlElement& only = answer.xml.child("AccessControlList")->children.at(0);
        EXPECT_EQ(only.child("Grantee")->text_of("ID"), "emotion-garden");
        EXPECT_EQ(only.text_of("Permission"), "FULL_CONTROL");
        EXPECT_EQ(put(target, "", {{"x-amz-acl", "private"}}).status, 200u);
        EXPECT_EQ(put(target, "", {{"x-amz-acl", "public-read"}}).code(), "AccessControlListNotSupported");
        EXPECT_EQ(put(target).code(), "MissingSecurityHeader");
    }
}

TEST_F(AclTest, AnObjectIsSharedWithAKey) {
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    store("owners-bucket", "a");
    ASSERT_EQ(send("GET", "/owners-bucket/a", "", {}, "EGOTHER").status, 403u);
    ASSERT_EQ(put("/owners-bucket/a?acl", policy("EGOWNER", grant("EGOTHER", "READ"))).status, 200u);
    EXPECT_EQ(send("GET", "/owners-bucket/a", "", {}, "EGOTHER").status, 200u);
    EXPECT_EQ(send("GET", "/owners-bucket/a?acl", "", {}, "EGOTHER").status, 403u);
    EXPECT_EQ(get("/owners-bucket/a?acl").xml.child("AccessControlList")->children.size(), 2u);
    ASSERT_EQ(put("/owners-bucket/a?acl", "", {{"x-amz-acl", "private"}}).status, 200u);
    EXPECT_EQ(send("GET", "/owners-bucket/a", "", {}, "EGOTHER").status, 403u);
}

TEST_F(AclTest, ABucketIsNotMadeWithAListThatCannotBe) {
    EXPECT_EQ(put("/owners-bucket", "", {{"x-amz-grant-read", "id=\"\xff\""}}).code(), "InvalidArgument");
    EXPECT_EQ(get("/owners-bucket").code(), "NoSuchBucket");
}

TEST_F(AclTest, OfABucketThatIsMadeAgain) {
    const auto readable = [&] { return send("GET", "/owners-bucket", "", {}, "EGOTHER").status == 200; };
    ASSERT_EQ(put("/owners-bucket").status, 200u);
    EXPECT_EQ(put("/owners-bucket", "", {{"x-amz-grant-read", "id=EGOTHER"}}).status, 200u);
    EXPECT_TRUE(readable());
    EXPECT_EQ(put("/owners-bucket").status, 200u);
    EXPECT_TRUE(readable()) << "nothing was said of the list";
    EXPECT_EQ(put("/owners-bucket", "", {{"x-amz-acl", "private"}}).status, 200u);
    EXPECT_FALSE(readable());
    EXPECT_EQ(send("PUT", "/owners-bucket", "", {{"x-amz-grant-read", "id=EGOTHER"}}, "EGOTHER").code(),
              "BucketAlreadyExists");
    EXPECT_FALSE(readable());
}

TEST_F(AclTest, OfWhatIsNotThere) {
    EXPECT_EQ(get("/garden/absent?acl").code(), "NoSuchKey");
    EXPECT_EQ(get("/absent-bucket?acl").code(), "NoSuchBucket");
    store("garden", "a");
    EXPECT_EQ(put("/garden/a?acl", policy("emotion-garden", ""), {{"x-amz-acl", "private"}}).code(),
              "UnexpectedContent");
}

}  // namespace
}  // namespace garden::s3
