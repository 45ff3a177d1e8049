#include <gtest/gtest.h>

#include "s3/tags.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

std::string tag(const std::string& key, const std::string& value) {
    return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
}
std::string tagging(const std::string& tags) { return "<Tagging><TagSet>" + tags + "</TagSet></Tagging>"; }
std::string many(std::size_t count) {
    std::string tags;
    for (std::size_t i = 0; i < count; ++i) tags += tag("k" + std::to_string(i), "v");
    return tagging(tags);
}

std::string refused(const std::string& document) {
    const auto tags = tags_of_document(document, kMostObjectTags);
    return tags ? "" : tags.error().code;
}

TEST(Tags, AreReadAndWritten) {
    const auto tags = tags_of_document(tagging(tag("zone", "1") + tag("기분", "행복 + @:/._-=")), 10);
    ASSERT_TRUE(tags);
    EXPECT_EQ(*tags, (Tags{{"zone", "1"}, {"기분", "행복 + @:/._-="}}));
    EXPECT_EQ(tags_of_document(write_tags(*tags), 10), *tags);
}

TEST(Tags, Limits) {
    EXPECT_EQ(refused(many(10)), "");
    EXPECT_EQ(refused(many(11)), "BadRequest");
    EXPECT_EQ(refused(tagging(tag(std::string(128, 'k'), std::string(256, 'v')))), "");
    EXPECT_EQ(refused(tagging(tag(std::string(129, 'k'), "v"))), "InvalidTag");
    EXPECT_EQ(refused(tagging(tag("k", std::string(257, 'v')))), "InvalidTag");
    EXPECT_EQ(refused(tagging(tag("", "v"))), "InvalidTag");
    EXPECT_EQ(refused(tagging(tag("k", "1") + tag("k", "2"))), "InvalidTag");
    EXPECT_EQ(refused(tagging(tag("k!", "v"))), "InvalidTag");
    EXPECT_EQ(refused(tagging(tag("aws:k", "v"))), "InvalidTag");
    std::string characters;
    for (int i = 0; i < 128; ++i) characters += "봄";
    EXPECT_EQ(refused(tagging(tag(characters, ""))), "") << "characters count, not octets";
}

TEST(Tags, OtherDocumentsAreRefused) {
    for (const char* document :
         {"", "<Tagging/>", "<Other><TagSet/></Other>", "<Tagging><TagSet><Tag/></TagSet></Tagging>",
          "<Tagging><TagSet><Nonsense/></TagSet></Tagging>"}) {
        EXPECT_EQ(refused(document), "MalformedXML") << document;
    }
}

class TaggingTest : public ServiceTest {};

TEST_F(TaggingTest, OfAnObject) {
    store("garden", "a");
    EXPECT_TRUE(get("/garden/a?tagging").xml.child("TagSet")->children.empty());
    EXPECT_EQ(put("/garden/a?tagging", tagging(tag("zone", "1"))).status, 200u);
    const Answered answer = get("/garden/a?tagging");
    EXPECT_EQ(answer.xml.child("TagSet")->child("Tag")->text_of("Value"), "1");
    EXPECT_EQ(send("DELETE", "/garden/a?tagging").status, 204u);
    EXPECT_TRUE(get("/garden/a?tagging").xml.child("TagSet")->children.empty());
    EXPECT_TRUE(has("garden", "a"));
    EXPECT_EQ(put("/garden/absent?tagging", tagging("")).code(), "NoSuchKey");
    EXPECT_EQ(get("/garden/absent?tagging").code(), "NoSuchKey");
}

TEST_F(TaggingTest, OfABucket) {
    const Answered none = get("/garden?tagging");
    EXPECT_EQ(none.status, 404u);
    EXPECT_EQ(none.code(), "NoSuchTagSet");
    EXPECT_EQ(put("/garden?tagging", many(50)).status, 204u);
    EXPECT_EQ(put("/garden?tagging", many(51)).code(), "BadRequest");
    EXPECT_EQ(get("/garden?tagging").xml.child("TagSet")->children.size(), 50u);
    EXPECT_EQ(send("DELETE", "/garden?tagging").status, 204u);
    EXPECT_EQ(get("/garden?tagging").code(), "NoSuchTagSet");
}

}  // namespace
}  // namespace garden::s3
