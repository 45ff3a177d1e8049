#include "s3/xml.h"

#include <gtest/gtest.h>

namespace garden::s3 {
namespace {

std::string nested(std::size_t levels) {
    std::string document;
    for (std::size_t i = 0; i < levels; ++i) document += "<a>";
    for (std::size_t i = 0; i < levels; ++i) document += "</a>";
    return document;
}

void expect_refused(const std::string& document) {
    const auto read = read_xml(document);
    ASSERT_FALSE(read) << document.substr(0, 60);
    EXPECT_EQ(read.error().code, ErrorCode::invalid_argument);
}

TEST(XmlWriter, WritesADocument) {
    XmlWriter xml("ListBucketResult");
    xml.text("Name", "b");
    xml.open("Contents");
    xml.text("Key", "a<b>&\"'");
    xml.number("Size", 7);
    xml.close();
    xml.flag("IsTruncated", false);
    EXPECT_EQ(xml.finish(),
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
              "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
              "<Contents><Key>a&lt;b&gt;&amp;&quot;'</Key><Size>7</Size></Contents>"
              "<IsTruncated>false</IsTruncated></ListBucketResult>");
}

TEST(XmlWriter, ErrorsHaveNoNamespace) {
    EXPECT_EQ(XmlWriter("Error").finish(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error></Error>");
}

TEST(XmlWriter, ControlCharactersBecomeReferences) {
    XmlWriter xml("Error");
    xml.text("Key", "a\r\n\x01");
    EXPECT_NE(xml.finish().find("<Key>a&#xD;&#xA;&#x1;</Key>"), std::string::npos);
}

TEST(XmlWriter, AttributesAreNotRepeatedAtTheEnd) {
    XmlWriter xml("Error");
    xml.open("Grantee xsi:type=\"Group\"");
    xml.close();
    EXPECT_NE(xml.finish().find("<Grantee xsi:type=\"Group\"></Grantee>"), std::string::npos);
}

TEST(ReadXml, ReadsElementsAndTheirText) {
    const auto read = read_xml(R"(<?xml version="1.0" encoding="UTF-8"?>
        <s3:Delete xmlns:s3="http://s3.amazonaws.com/doc/2006-03-01/"><!-- two -->
            <Object><Key>a&amp;b</Key></Object><Object><Key>&#xACE0;&#x20;</Key></Object><Quiet/>
        </s3:Delete>)");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, "Delete");
    ASSERT_EQ(read->children.size(), 3U);
    EXPECT_EQ(read->children[0].text_of("Key"), "a&b");
    EXPECT_EQ(read->children[1].text_of("Key"), "고 ");
    EXPECT_NE(read->child("Quiet"), nullptr);
    EXPECT_EQ(read->child("None"), nullptr);
    EXPECT_EQ(read->text_of("None"), "");
}

TEST(ReadXml, ANameIsNeverEmpty) {
    const auto read = read_xml("<D:/>");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->name, "D:");
}

TEST(ReadXml, WhatTheWriterWroteComesBack) {
    XmlWriter xml("Tag");
    xml.text("Key", "a\r\n\t<&>\"' 봄");
    const auto read = read_xml(xml.finish());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->text_of("Key"), "a\r\n\t<&>\"' 봄");
}

TEST(ReadXml, RefusesWhatIsNotWellFormed) {
    for (const char* document :
         {"", " ", "<a>", "<a></b>", "<a/><b/>", "a", "<a>&none;</a>", "<a>\xFF</a>", "{}"}) {
        expect_refused(document);
    }
}

TEST(ReadXml, RefusesDocumentTypesAndSoEntityBombs) {
    expect_refused("<!DOCTYPE a><a/>");
    expect_refused(R"(<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>)");
    expect_refused(R"(<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/passwd">]><a>&file;</a>)");
}

TEST(ReadXml, RefusesDeepNesting) {
    EXPECT_TRUE(read_xml(nested(8)));
    expect_refused(nested(9));
    expect_refused(nested(100'000));
    expect_refused("<a><a><a><a><a><a><a><a><a/></a></a></a></a></a></a></a></a>");
}

TEST(ReadXml, RefusesManyElements) {
    std::string children;
    for (int i = 0; i < 59'999; ++i) children += "<b/>";
    EXPECT_TRUE(read_xml("<a>" + children + "</a>"));
    expect_refused("<a>" + children + "<b/></a>");
}

TEST(ReadXml, RefusesMoreThanTwoMebibytes) {
    const std::string text((std::size_t{2} << 20) - 7, 'x');
    EXPECT_TRUE(read_xml("<a>" + text + "</a>"));
    expect_refused("<a>" + text + "x</a>");
}

}  // namespace
}  // namespace garden::s3
