#include "store/s3_xml.h"

#include <gtest/gtest.h>

namespace garden::store {
namespace {

TEST(S3Xml, TextsAreFoundByTheirPath) {
    const auto document = read_s3_document(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        "<Name>bucket</Name><IsTruncated>true</IsTruncated>\n"
        "  <Contents><Key>ab/cd/1</Key><ETag>&#34;e&#34;</ETag></Contents>\n"
        "  <Contents><Key>ab/cd/2</Key></Contents><Empty/></ListBucketResult>");
    ASSERT_TRUE(document) << document.error().message;
    EXPECT_EQ(document->root, "ListBucketResult");
    EXPECT_EQ(document->text("IsTruncated"), "true");
    EXPECT_EQ(document->text("Contents/ETag"), "\"e\"");
    EXPECT_EQ(document->text("Empty"), "");
    EXPECT_EQ(document->text("NotThere"), "");
    const std::vector<std::pair<std::string, std::string>> wanted = {
        {"Name", "bucket"},         {"IsTruncated", "true"},     {"Contents/Key", "ab/cd/1"},
        {"Contents/ETag", "\"e\""}, {"Contents/Key", "ab/cd/2"}, {"Empty", ""}};
    EXPECT_EQ(document->leaves, wanted);
}

TEST(S3Xml, WhatIsNoAnswerOfAStoreIsCorrupt) {
    EXPECT_FALSE(read_s3_document(""));
    EXPECT_FALSE(read_s3_document("<html><body>"));
    EXPECT_FALSE(read_s3_document("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>"));
}

}  // namespace
}  // namespace garden::store
