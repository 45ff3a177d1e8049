// For the tests of this room alone: the service over a store in a temporary folder, without HTTP and
// signatures.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "http/target.h"
#include "s3/service.h"
#include "s3/xml.h"
#include "store/disk.h"
#include "store/disk_blobs.h"
#include "store/fake_disk.h"
#include "store/sqlite.h"
#include "store/test_folder.h"

namespace garden::s3 {

using Fields = std::vector<std::pair<std::string, std::string>>;

// What was answered, with its body as text and as XML.
struct Answered {
    unsigned status = 0;
    http::Headers headers;
    std::string body;
    XmlElement xml;  // empty where the body is none

    std::string code() const { return std::string(xml.text_of("Code")); }
    // The texts of all children of this name, or of their child.
    std::vector<std::string> all(std::string_view name, std::string_view child = {}) const {
        std::vector<std::string> texts;
        for (const XmlElement& element : xml.children) {
            if (element.name == name)
                texts.emplace_back(child.empty() ? element.text : element.text_of(child));
        }
        return texts;
    }
};

// The bucket "garden" is the garden's own; the keys EGOWNER and EGOTHER are full, EGREADER is read-only.
class ServiceTest : public testing::Test {
  protected:
    Answered send(std::string method, std::string_view target, std::string_view body = {},
                  const Fields& headers = {}, std::string_view key = "EGOWNER") {
        http::Request request;
        request.method = std::move(method);
        request.id = "0123456789ABCDEF";
        EXPECT_TRUE(http::parse_target(target, request)) << target;
        for (const auto& [name, value] : headers) request.headers.add(name, value);
        if (!body.empty()) request.headers.add("Content-Length", std::to_string(body.size()));
        aws::Identity identity;
        identity.access_key = key;
        identity.permission = key == "EGREADER" ? access::Permission::read : access::Permission::full;
        return answered(run(request, identity, body));
    }
    Answered get(std::string_view target) { return send("GET", target); }
    Answered put(std::string_view target, std::string_view body = {}, const Fields& headers = {}) {
        return send("PUT", target, body, headers);
    }

    // An object of the store, not by way of this service.
    void store(std::string_view bucket, std::string_view key, std::string_view octets = "octets") {
        const auto put = objects_.put(bucket, key, octets, {});
        ASSERT_TRUE(put) << put.error().message;
    }
    bool has(std::string_view bucket, std::string_view key) { return objects_.head(bucket, key).has_value(); }

    store::TestFolder folder_;
    std::shared_ptr<store::FakeDisk> disk_ = std::make_shared<store::FakeDisk>();
    FakeClock clock_;
    std::unique_ptr<store::Database> database_ = store::open_sqlite(folder_ / "catalog.sqlite").value();
    std::unique_ptr<store::Blobs> blobs_ = store::open_disk_blobs("/blobs", disk_).value();
    store::Buckets buckets_{*database_, clock_};
    const bool garden_ = buckets_.ensure("garden").has_value();
    store::Objects objects_{*database_, *blobs_, clock_,
                            [](store::Transaction&, const store::Change&) { return Result<>(); },
                            [](const store::Change&) {}};
    store::Uploads uploads_{*database_, objects_, clock_};
    Context context_{clock_, "garden", buckets_, objects_, uploads_};
    aws::Service service_ = make_service(context_);

  private:
    http::Response run(const http::Request& request, const aws::Identity& identity, std::string_view body) {
        http::Admission admission = service_.handle(request, identity);
        if (auto* response = std::get_if<http::Response>(&admission)) return std::move(*response);
        const auto sink = std::move(std::get<std::unique_ptr<http::BodySink>>(admission));
        if (!body.empty()) {
            if (auto early = sink->add(body)) return *std::move(early);
        }
        return sink->finish({});
    }

    static std::string read(const http::FileBody& files) {
        std::string octets;
        for (const http::FilePart& part : files.parts) {
            const auto descriptor = part.descriptor ? part.descriptor : part.open();
            std::string piece(part.length, '\0');
            EXPECT_EQ(store::read_at(*descriptor, part.offset, piece), part.length);
            octets += piece;
        }
        return octets;
    }

    static Answered answered(http::Response response) {
        Answered answer{
            .status = response.status, .headers = std::move(response.headers), .body = {}, .xml = {}};
        if (auto* octets = std::get_if<Bytes>(&response.body)) answer.body = std::move(*octets);
        if (const auto* files = std::get_if<http::FileBody>(&response.body)) answer.body = read(*files);
        if (answer.body.starts_with("<?xml")) {
            auto xml = read_xml(answer.body);
            EXPECT_TRUE(xml) << answer.body;
            if (xml) answer.xml = *std::move(xml);
        }
        return answer;
    }
};

}  // namespace garden::s3
