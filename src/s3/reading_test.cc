// GetObject, HeadObject and GetObjectAttributes over a store; what their parts do.
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hash.h"
#include "s3/parts.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

class ReadingTest : public ServiceTest {
  protected:
    // An object of three parts of which the last is empty, as only the last can be; 20 octets.
    void put_parts() {
        store::Upload wanted;
        wanted.bucket = "garden";
        wanted.key = "parts";
        const auto upload = uploads_.create(wanted).value();
        for (const auto& [number, octets] :
             std::vector<std::pair<int, std::string>>{{1, "0123456789"}, {2, "abcdefghij"}, {3, ""}}) {
            store::ContentWriter writer = objects_.writer();
            ASSERT_TRUE(writer.add(octets));
            ASSERT_TRUE(uploads_.put_part(upload.id, number, writer.store().value(), {}));
        }
        ASSERT_TRUE(uploads_.complete(upload, uploads_.parts(upload.id, 0, 10).value(), {}, {}));
    }
    Answered range(std::string_view range, std::string_view target = "/garden/parts",
                   std::string method = "GET") {
        return send(std::move(method), target, "", {{"Range", std::string(range)}});
    }
};

TEST_F(ReadingTest, RangesReachAcrossPieces) {
    put_parts();
    EXPECT_EQ(get("/garden/parts").body, "0123456789abcdefghij");
    EXPECT_EQ(range("bytes=8-11").body, "89ab");
    EXPECT_EQ(range("bytes=8-11").status, 206u);
    EXPECT_EQ(range("bytes=8-11").headers.get("Content-Range"), "bytes 8-11/20");
    EXPECT_EQ(range("bytes=10-").body, "abcdefghij");
    EXPECT_EQ(range("bytes=-3").body, "hij");
    EXPECT_EQ(range("bytes=-99").body, "0123456789abcdefghij");
    EXPECT_EQ(range("bytes=19-99").body, "j");
}

TEST_F(ReadingTest, RangesThatAreNoneAreIgnored) {
    put_parts();
    for (const char* text : {"bytes=0-1,3-4", "bytes=b-a", "bytes=4-2", "octets=0-1", "bytes=-"}) {
        EXPECT_EQ(range(text).status, 200u) << text;
        EXPECT_EQ(range(text).body.size(), 20u) << text;
    }
}

TEST_F(ReadingTest, BeyondTheEndIsARefusalThatTellsTheSize) {
    put_parts();
    const Answered answer = range("bytes=20-");
    EXPECT_EQ(answer.status, 416u);
    EXPECT_EQ(answer.code(), "InvalidRange");
    EXPECT_EQ(answer.xml.text_of("ActualObjectSize"), "20");
    EXPECT_EQ(answer.xml.text_of("RangeRequested"), "bytes=20-");
    EXPECT_EQ(answer.headers.get("Content-Range"), "bytes */20");
    store("garden", "empty", "");
    EXPECT_EQ(range("bytes=40-50", "/garden/empty").code(), "InvalidRange");
    EXPECT_EQ(get("/garden/empty").status, 200u);
}

TEST_F(ReadingTest, HeadTellsWhatGetWouldSend) {
    put_parts();
    const Answered whole = send("HEAD", "/garden/parts");
    EXPECT_EQ(whole.headers.get("Content-Length"), "20");
    EXPECT_EQ(whole.headers.get("Accept-Ranges"), "bytes");
    EXPECT_EQ(whole.body, "");
    const Answered some = range("bytes=-5", "/garden/parts", "HEAD");
    EXPECT_EQ(some.status, 206u);
    EXPECT_EQ(some.headers.get("Content-Length"), "5");
    EXPECT_EQ(range("bytes=20-", "/garden/parts", "HEAD").status, 416u);
    EXPECT_EQ(send("HEAD", "/garden/absent").status, 404u);
}

TEST_F(ReadingTest, APartIsReadByItsNumber) {
    put_parts();
    const Answered second = get("/garden/parts?partNumber=2");
    EXPECT_EQ(second.status, 206u);
    EXPECT_EQ(second.body, "abcdefghij");
    EXPECT_EQ(second.headers.get("Content-Range"), "bytes 10-19/20");
    EXPECT_EQ(second.headers.get("x-amz-mp-parts-count"), "3");
    const Answered third = send("HEAD", "/garden/parts?partNumber=3");
    EXPECT_EQ(third.status, 206u);
    EXPECT_EQ(third.headers.get("Content-Length"), "0");
    EXPECT_EQ(get("/garden/parts?partNumber=4").code(), "InvalidPartNumber");
    EXPECT_EQ(get("/garden/parts?partNumber=0").code(), "InvalidArgument");
    EXPECT_EQ(range("bytes=0-1", "/garden/parts?partNumber=1").code(), "InvalidRequest");

    store("garden", "whole", "octets");
    EXPECT_EQ(get("/garden/whole?partNumber=1").body, "octets");
    EXPECT_EQ(get("/garden/whole?partNumber=1").status, 206u);
    EXPECT_FALSE(get("/garden/whole?partNumber=1").headers.has("x-amz-mp-parts-count"));
    EXPECT_EQ(get("/garden/whole?partNumber=2").code(), "InvalidPartNumber");
}

TEST_F(ReadingTest, ConditionsAreAnsweredInXmlOrWithout) {
    store("garden", "a");
    const std::string etag = md5_hex("octets");
    const auto with = [&](std::string name, std::string value) {
        return send("GET", "/garden/a", "", {{std::move(name), std::move(value)}});
    };
    const Answered fresh = with("If-None-Match", etag);
    EXPECT_EQ(fresh.status, 304u) << "without quotes too";
    EXPECT_EQ(fresh.headers.get("ETag"), '"' + etag + '"');
    EXPECT_EQ(fresh.headers.get("Last-Modified"), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_EQ(with("If-Modified-Since", "Tue, 14 Nov 2023 22:13:20 GMT").status, 304u);
    EXPECT_EQ(with("If-Match", "\"" + etag + "\"").status, 200u);
    const Answered failed = with("If-Match", "\"other\"");
    EXPECT_EQ(failed.status, 412u);
    EXPECT_EQ(failed.code(), "PreconditionFailed");
    EXPECT_EQ(failed.xml.text_of("Condition"), "If-Match");
    EXPECT_EQ(with("If-Unmodified-Since", "Tue, 14 Nov 2023 22:13:19 GMT").xml.text_of("Condition"),
              "If-Unmodified-Since");
}

TEST_F(ReadingTest, TheQueryOverridesFieldsButCannotForgeThem) {
    store("garden", "a");
    const Answered answer =
        get("/garden/a?response-content-type=foo/bar&response-expires=123&"
            "response-cache-control=no-cache&response-content-disposition=bla");
    EXPECT_EQ(answer.headers.get("Content-Type"), "foo/bar");
    EXPECT_EQ(answer.headers.get("Expires"), "123");
    EXPECT_EQ(answer.headers.get("Cache-Control"), "no-cache");
    EXPECT_EQ(answer.headers.get("Content-Disposition"), "bla");
    EXPECT_EQ(get("/garden/a?response-content-type=a%0D%0AX-Other:%20b").code(), "InvalidArgument");
}

TEST_F(ReadingTest, MetadataThatFitsInNoFieldIsCounted) {
    store::PutOptions options;
    options.metadata = {{"seed", "7"}, {"prompt", "two\nlines"}, {"not a token", "x"}};
    ASSERT_TRUE(objects_.put("garden", "a", "octets", options));
    const Answered answer = get("/garden/a");
    EXPECT_EQ(answer.headers.get("x-amz-meta-seed"), "7");
    EXPECT_EQ(answer.headers.get("x-amz-missing-meta"), "2");
}

TEST_F(ReadingTest, OnlyOneVersionIsThere) {
    store("garden", "a");
    EXPECT_EQ(get("/garden/a?versionId=null").status, 200u);
    EXPECT_EQ(get("/garden/a?versionId=other").code(), "NoSuchVersion");
}

TEST_F(ReadingTest, VersionsThatWereReplacedCanBeRead) {
    ASSERT_EQ(put("/kept-bucket").status, 200u);
    ASSERT_EQ(put("/kept-bucket?versioning",
                  "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
                  .status,
              200u);
    const std::string first(put("/kept-bucket/a", "1").headers.get("x-amz-version-id"));
    const std::string second(put("/kept-bucket/a", "2").headers.get("x-amz-version-id"));
    EXPECT_NE(first, second);
    EXPECT_EQ(get("/kept-bucket/a").body, "2");
    EXPECT_EQ(get("/kept-bucket/a").headers.get("x-amz-version-id"), second);
    EXPECT_EQ(get("/kept-bucket/a?versionId=" + first).body, "1");
    EXPECT_EQ(send("HEAD", "/kept-bucket/a?versionId=" + first).headers.get("x-amz-version-id"), first);
    EXPECT_EQ(get("/kept-bucket/a?versionId=other").code(), "NoSuchVersion");
    // The way back to a version that was replaced.
    const Answered restored =
        send("PUT", "/kept-bucket/a", "", {{"x-amz-copy-source", "kept-bucket/a?versionId=" + first}});
    EXPECT_EQ(restored.status, 200u);
    EXPECT_EQ(restored.headers.get("x-amz-copy-source-version-id"), first);
    EXPECT_EQ(get("/kept-bucket/a").body, "1");

    const std::string marker(send("DELETE", "/kept-bucket/a").headers.get("x-amz-version-id"));
    const Answered gone = get("/kept-bucket/a");
    EXPECT_EQ(gone.code(), "NoSuchKey");
    EXPECT_EQ(gone.headers.get("x-amz-delete-marker"), "true");
    EXPECT_EQ(get("/kept-bucket/a?versionId=" + marker).code(), "MethodNotAllowed");
}

TEST_F(ReadingTest, AChecksumIsToldOfTheWholeAndOnRequest) {
    ASSERT_EQ(put("/garden/a", "abc", {{"x-amz-checksum-crc32", "NSRBwg=="}}).status, 200u);
    EXPECT_FALSE(get("/garden/a").headers.has("x-amz-checksum-crc32"));
    const auto with = [&](std::string range) {
        return send("GET", "/garden/a", "",
                    {{"x-amz-checksum-mode", "ENABLED"}, {"Range", std::move(range)}});
    };
    EXPECT_EQ(with("").headers.get("x-amz-checksum-crc32"), "NSRBwg==");
    EXPECT_EQ(with("").headers.get("x-amz-checksum-type"), "FULL_OBJECT");
    EXPECT_EQ(with("bytes=0-2").headers.get("x-amz-checksum-crc32"), "NSRBwg==");
    EXPECT_FALSE(with("bytes=0-1").headers.has("x-amz-checksum-crc32"));
}

TEST_F(ReadingTest, AttributesOfAnObjectInParts) {
    put_parts();
    const auto attributes = [&](std::string wishes, Fields more = {}) {
        more.emplace_back("x-amz-object-attributes", std::move(wishes));
        return send("GET", "/garden/parts?attributes", "", more);
    };
    const Answered all =
        attributes("ETag,ObjectParts, StorageClass,ObjectSize,Checksum", {{"x-amz-max-parts", "1"}});
    EXPECT_EQ(all.xml.name, "GetObjectAttributesResponse");
    EXPECT_EQ(all.xml.text_of("ObjectSize"), "20");
    EXPECT_EQ(all.xml.text_of("StorageClass"), "STANDARD");
    EXPECT_TRUE(all.xml.text_of("ETag").ends_with("-3"));
    const XmlElement* parts = all.xml.child("ObjectParts");
    ASSERT_NE(parts, nullptr);
    EXPECT_EQ(parts->text_of("PartsCount"), "3");
    EXPECT_EQ(parts->text_of("IsTruncated"), "true");
    EXPECT_EQ(parts->text_of("NextPartNumberMarker"), "1");
    EXPECT_EQ(parts->child("Part")->text_of("Size"), "10");
    EXPECT_EQ(attributes("ETag").xml.children.size(), 1u);
    EXPECT_EQ(attributes("Colour").code(), "InvalidArgument");
    EXPECT_EQ(attributes("").code(), "InvalidRequest");
}

}  // namespace
}  // namespace garden::s3
