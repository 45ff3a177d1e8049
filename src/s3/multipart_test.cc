// Uploads in parts over a store.
#include "s3/multipart.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/hash.h"
#include "base/text.h"
#include "s3/test_service.h"

namespace garden::s3 {
namespace {

std::string checksum(ChecksumKind kind, std::string_view octets) {
    ChecksumStream stream(kind);
    stream.add(octets);
    return encode_base64(stream.finish());
}

class MultipartTest : public ServiceTest {
  protected:
    Answered begin(const Fields& fields = {}) {
        Answered answer = send("POST", "/garden/whole?uploads", "", fields);
        id_ = answer.xml.text_of("UploadId");
        return answer;
    }
    std::string target(std::string_view rest = "") const {
        return fmt::format("/garden/whole?uploadId={}{}", id_, rest);
    }
    Answered part(int number, std::string_view octets, const Fields& fields = {}) {
        return put(target(fmt::format("&partNumber={}", number)), octets, fields);
    }
    struct Named {
        int number;
        std::string etag;
        std::string more = {};
    };
    Answered complete(const std::vector<Named>& parts, const Fields& fields = {}) {
        std::string document = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
        for (const auto& [number, etag, more] : parts) {
            document +=
                fmt::format("<Part><ETag>{}</ETag><PartNumber>{}</PartNumber>{}</Part>", etag, number, more);
        }
        return send("POST", target(), document + "</CompleteMultipartUpload>", fields);
    }

    const std::string big_ = std::string(std::size_t{5} << 20, 'b');
    const std::string small_ = "the rest";
    const std::string big_etag_ = md5_hex(big_);
    const std::string small_etag_ = md5_hex(small_);
    std::string id_;
};

TEST_F(MultipartTest, PartsInAnyOrderBecomeAnObject) {
    const Answered began = begin({{"Content-Type", "image/png"}, {"x-amz-meta-a", "b"}});
    EXPECT_EQ(began.xml.name, "InitiateMultipartUploadResult");
    EXPECT_EQ(part(2, small_).headers.get("ETag"), '"' + small_etag_ + '"');
    part(1, "sent again");
    part(1, big_);
    EXPECT_FALSE(has("garden", "whole"));
    const Answered done =
        complete({{1, big_etag_}, {2, "&quot;" + small_etag_ + "&quot;"}}, {{"Host", "garden:9000"}});
    EXPECT_EQ(done.xml.name, "CompleteMultipartUploadResult");
    const std::string etag =
        '"' + md5_hex(from_hex(big_etag_).value() + from_hex(small_etag_).value()) + "-2\"";
    EXPECT_EQ(done.xml.text_of("ETag"), etag);
    EXPECT_EQ(done.xml.text_of("Location"), "http://garden:9000/garden/whole");
    const Answered read = get("/garden/whole");
    EXPECT_EQ(read.body, big_ + small_);
    EXPECT_EQ(read.headers.get("ETag"), etag);
    EXPECT_EQ(read.headers.get("Content-Type"), "image/png");
    EXPECT_EQ(read.headers.get("x-amz-meta-a"), "b");
    EXPECT_EQ(get(target()).code(), "NoSuchUpload");
}

TEST_F(MultipartTest, CompletedAgainItAnswersTheSame) {
    begin();
    part(1, small_);
    const Answered first = complete({{1, small_etag_}});
    const Answered second = complete({{1, small_etag_}});
    EXPECT_EQ(second.status, 200u);
    EXPECT_EQ(second.body, first.body);
    put("/garden/whole", "replaced");
    EXPECT_EQ(complete({{1, small_etag_}}).code(), "NoSuchUpload");
}

TEST_F(MultipartTest, WhatCannotBeCompletedStaysAnUpload) {
    begin();
    part(1, small_);
    part(2, small_);
    part(3, small_);
    EXPECT_EQ(complete({}).code(), "MalformedXML");
    EXPECT_EQ(send("POST", target(), "<CompleteMultipartUpload>").code(), "MalformedXML");
    EXPECT_EQ(send("POST", target(), "<Other/>").code(), "MalformedXML");
    EXPECT_EQ(complete({{0, small_etag_}}).code(), "InvalidArgument");
    EXPECT_EQ(complete({{1, big_etag_}}).code(), "InvalidPart");
    EXPECT_EQ(complete({{4, small_etag_}}).xml.text_of("PartNumber"), "4");
    EXPECT_EQ(complete({{2, small_etag_}, {1, small_etag_}}).code(), "InvalidPartOrder");
    EXPECT_EQ(complete({{1, small_etag_}, {1, small_etag_}}).code(), "InvalidPartOrder");
    const Answered small = complete({{1, small_etag_}, {3, small_etag_}});
    EXPECT_EQ(small.code(), "EntityTooSmall");
    EXPECT_EQ(small.xml.text_of("ProposedSize"), "8");
    EXPECT_EQ(complete({{1, small_etag_}}, {{"x-amz-mp-object-size", "9"}}).code(), "InvalidRequest");
    EXPECT_EQ(complete({{1, small_etag_}}, {{"If-Match", "\"x\""}}).code(), "NoSuchKey");
    EXPECT_FALSE(has("garden", "whole"));
    EXPECT_EQ(complete({{3, small_etag_}}, {{"x-amz-mp-object-size", "8"}, {"If-None-Match", "*"}}).status,
              200u);
}

TEST_F(MultipartTest, PartsAreNumberedTo10000) {
    begin();
    EXPECT_EQ(part(0, small_).code(), "InvalidArgument");
    EXPECT_EQ(part(10'001, small_).code(), "InvalidArgument");
    EXPECT_EQ(part(10'000, small_).status, 200u);
    EXPECT_EQ(put(target("&partNumber=x"), small_).code(), "InvalidArgument");
    EXPECT_EQ(part(1, small_, {{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}}).code(), "BadDigest");
    EXPECT_EQ(get(target()).all("Part", "PartNumber"), std::vector<std::string>{"10000"});
}

TEST_F(MultipartTest, ChecksumsOfPartsMakeOneOfTheWhole) {
    EXPECT_EQ(begin({{"x-amz-checksum-algorithm", "CRC32C"}, {"x-amz-checksum-type", "FULL_OBJECT"}})
                  .headers.get("x-amz-checksum-type"),
              "FULL_OBJECT");
    EXPECT_EQ(part(1, big_).headers.get("x-amz-checksum-crc32c"), checksum(ChecksumKind::crc32c, big_));
    EXPECT_EQ(part(2, small_, {{"x-amz-checksum-sha1", checksum(ChecksumKind::sha1, small_)}}).code(),
              "InvalidRequest")
        << "another algorithm than the upload's";
    part(2, small_, {{"x-amz-checksum-crc32c", checksum(ChecksumKind::crc32c, small_)}});
    const std::string whole = checksum(ChecksumKind::crc32c, big_ + small_);
    EXPECT_EQ(complete({{1, big_etag_}, {2, small_etag_}}, {{"x-amz-checksum-crc32c", "AAAAAA=="}}).code(),
              "BadDigest");
    EXPECT_EQ(complete({{1, big_etag_}, {2, small_etag_}}, {{"x-amz-checksum-type", "COMPOSITE"}}).code(),
              "InvalidRequest");
    const Answered done = complete({{1, big_etag_}, {2, small_etag_}}, {{"x-amz-checksum-crc32c", whole}});
    EXPECT_EQ(done.xml.text_of("ChecksumCRC32C"), whole);
    EXPECT_EQ(done.xml.text_of("ChecksumType"), "FULL_OBJECT");
}

TEST_F(MultipartTest, ACompositeChecksumIsOfChecksums) {
    begin({{"x-amz-checksum-algorithm", "SHA256"}});
    const std::string first = checksum(ChecksumKind::sha256, big_);
    const std::string second = checksum(ChecksumKind::sha256, small_);
    part(1, big_, {{"x-amz-checksum-sha256", first}});
    part(2, small_, {{"x-amz-checksum-sha256", second}});
    EXPECT_EQ(complete({{1, big_etag_}, {2, small_etag_}}).code(), "InvalidRequest")
        << "without the parts' checksums";
    const auto named = [](const std::string& value) {
        return "<ChecksumSHA256>" + value + "</ChecksumSHA256>";
    };
    EXPECT_EQ(complete({{1, big_etag_, named(first)}, {2, small_etag_, named(first)}}).code(), "InvalidPart");
    const Answered done = complete({{1, big_etag_, named(first)}, {2, small_etag_, named(second)}});
    const std::string whole =
        checksum(ChecksumKind::sha256, decode_base64(first).value() + decode_base64(second).value()) + "-2";
    EXPECT_EQ(done.xml.text_of("ChecksumSHA256"), whole);
    EXPECT_EQ(done.xml.text_of("ChecksumType"), "COMPOSITE");
    EXPECT_EQ(send("HEAD", "/garden/whole", "", {{"x-amz-checksum-mode", "ENABLED"}})
                  .headers.get("x-amz-checksum-sha256"),
              whole);
}

TEST_F(MultipartTest, WithoutAWishTheCrcsOfThePartsMakeTheWholes) {
    begin();
    part(1, big_);
    part(2, small_);
    EXPECT_EQ(complete({{1, big_etag_}, {2, small_etag_}}).xml.text_of("ChecksumCRC64NVME"),
              checksum(ChecksumKind::crc64nvme, big_ + small_));
    begin();
    part(1, small_, {{"x-amz-checksum-sha1", checksum(ChecksumKind::sha1, small_)}});
    EXPECT_EQ(complete({{1, small_etag_}}).xml.text_of("ChecksumType"), "") << "SHA-1 of parts tells nothing";
}

TEST_F(MultipartTest, SomeChecksumsCannotBeHad) {
    const auto refused = [&](std::string algorithm, std::string type) {
        Fields fields;
        if (!algorithm.empty()) fields.emplace_back("x-amz-checksum-algorithm", algorithm);
        if (!type.empty()) fields.emplace_back("x-amz-checksum-type", type);
        return begin(fields).code();
    };
    EXPECT_EQ(refused("SHA256", "FULL_OBJECT"), "InvalidRequest");
    EXPECT_EQ(refused("CRC64NVME", "COMPOSITE"), "InvalidRequest");
    EXPECT_EQ(refused("MD4", ""), "InvalidRequest");
    EXPECT_EQ(refused("", "COMPOSITE"), "InvalidRequest");
    EXPECT_EQ(refused("CRC32", "HALF"), "InvalidRequest");
    EXPECT_EQ(refused("CRC64NVME", ""), "");
    EXPECT_EQ(refused("CRC32", "COMPOSITE"), "");
}

TEST_F(MultipartTest, PartsAreListedInPages) {
    begin();
    for (const int number : {5, 1, 3}) part(number, small_);
    const Answered first = get(target("&max-parts=2"));
    EXPECT_EQ(first.all("Part", "PartNumber"), (std::vector<std::string>{"1", "3"}));
    EXPECT_EQ(first.xml.text_of("IsTruncated"), "true");
    EXPECT_EQ(first.xml.text_of("NextPartNumberMarker"), "3");
    const Answered second = get(target("&max-parts=2&part-number-marker=3"));
    EXPECT_EQ(second.all("Part", "PartNumber"), (std::vector<std::string>{"5"}));
    EXPECT_EQ(second.xml.text_of("IsTruncated"), "false");
    EXPECT_EQ(get(target("&max-parts=0")).xml.text_of("IsTruncated"), "false");
    EXPECT_EQ(get(target("&max-parts=x")).code(), "InvalidArgument");
}

TEST_F(MultipartTest, AbortedItIsGone) {
    begin();
    part(1, small_);
    EXPECT_EQ(send("DELETE", target()).status, 204u);
    EXPECT_EQ(send("DELETE", target()).code(), "NoSuchUpload");
    EXPECT_EQ(part(1, small_).code(), "NoSuchUpload");
    EXPECT_EQ(complete({{1, small_etag_}}).code(), "NoSuchUpload");
    EXPECT_EQ(get("/garden?uploads").all("Upload", "Key"), std::vector<std::string>{});
}

TEST_F(MultipartTest, AnUploadIsItsInitiatorsAndTheBucketsOwners) {
    ASSERT_EQ(put("/shared-bucket", "",
                  {{"x-amz-grant-write", "id=EGOTHER, id=EGTHIRD"}, {"x-amz-grant-read", "id=EGTHIRD"}})
                  .status,
              200u);
    store("shared-bucket", "source", small_);
    id_ = send("POST", "/shared-bucket/whole?uploads", "", {}, "EGOTHER").xml.text_of("UploadId");
    const std::string upload = "/shared-bucket/whole?uploadId=" + id_;
    const std::string document = "<CompleteMultipartUpload><Part><ETag>" + small_etag_ +
                                 "</ETag><PartNumber>1</PartNumber></Part></CompleteMultipartUpload>";
    ASSERT_EQ(send("PUT", upload + "&partNumber=1", small_, {}, "EGOTHER").status, 200u);
    const auto third = [&](std::string method, const std::string& target, std::string_view body = {},
                           const Fields& headers = {}) {
        return send(std::move(method), target, body, headers, "EGTHIRD").code();
    };
    EXPECT_EQ(third("GET", upload), "AccessDenied");
    EXPECT_EQ(third("PUT", upload + "&partNumber=1", "other"), "AccessDenied");
    EXPECT_EQ(third("PUT", upload + "&partNumber=1", "", {{"x-amz-copy-source", "/shared-bucket/source"}}),
              "AccessDenied");
    EXPECT_EQ(third("POST", upload, document), "AccessDenied");
    EXPECT_EQ(third("DELETE", upload), "AccessDenied");
    EXPECT_EQ(send("GET", "/shared-bucket?uploads", "", {}, "EGTHIRD").all("Upload", "Key"),
              std::vector<std::string>{"whole"});
    EXPECT_EQ(send("GET", upload, "", {}, "EGOTHER").all("Part", "PartNumber"),
              std::vector<std::string>{"1"});
    EXPECT_EQ(get(upload).status, 200u) << "the bucket's owner";
    EXPECT_EQ(send("POST", upload, document, {}, "EGOTHER").status, 200u);
    EXPECT_EQ(objects_.read("shared-bucket", "whole"), small_);
}

TEST_F(MultipartTest, InTheGardenEveryKeyOwnsAnUpload) {
    begin();
    EXPECT_EQ(send("DELETE", target(), "", {}, "EGOTHER").status, 204u);
}

TEST_F(MultipartTest, UploadsAreListed) {
    for (const char* key : {"b/1", "a 1", "b/2", "c"}) {
        send("POST", "/garden/" + percent_encode_path(key) + "?uploads");
    }
    EXPECT_EQ(get("/garden?uploads").all("Upload", "Key"),
              (std::vector<std::string>{"a 1", "b/1", "b/2", "c"}));
    const Answered rolled = get("/garden?uploads&delimiter=/&encoding-type=url");
    EXPECT_EQ(rolled.all("Upload", "Key"), (std::vector<std::string>{"a%201", "c"}));
    EXPECT_EQ(rolled.all("CommonPrefixes", "Prefix"), (std::vector<std::string>{"b/"}));
    const Answered page = get("/garden?uploads&max-uploads=2");
    EXPECT_EQ(page.xml.text_of("IsTruncated"), "true");
    EXPECT_EQ(page.xml.text_of("NextKeyMarker"), "b/1");
    EXPECT_EQ(get(fmt::format("/garden?uploads&key-marker=b/1&upload-id-marker={}",
                              page.xml.text_of("NextUploadIdMarker")))
                  .all("Upload", "Key"),
              (std::vector<std::string>{"b/2", "c"}));
    EXPECT_EQ(get("/garden?uploads&encoding-type=x").code(), "InvalidArgument");
}

}  // namespace
}  // namespace garden::s3
