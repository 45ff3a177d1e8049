#include "store/s3_blobs.h"

#include <charconv>

#include <fmt/format.h>

#include "base/id.h"
#include "base/log.h"
#include "base/text.h"
#include "store/blob_cache.h"
#include "store/blob_name.h"
#include "store/s3_client.h"
#include "store/s3_upload.h"
#include "store/s3_xml.h"

namespace garden::store {
namespace {

// Objects are kept in blobs of this size: a range of a large one is there after as much was fetched.
constexpr std::uint64_t kLargest = std::uint64_t{16} << 20;
// Of smaller blobs asking whether the store has them takes as long as putting them.
constexpr std::uint64_t kWorthAsking = std::uint64_t{1} << 20;

constexpr std::chrono::seconds kAsked(3);  // for a sign of life

// What whoever asked for a picture may know; the rest is for the operator's log.
Error shown(const Error& error) {
    if (error.code != ErrorCode::unavailable && error.code != ErrorCode::not_found) return error;
    log::warning("the store of the blobs fails", {{"reason", error.message}});
    return {ErrorCode::unavailable, "the store of the pictures does not answer now; try again"};
}

using std::chrono::steady_clock;

class S3Blobs final : public Blobs {
  public:
    S3Blobs(S3Location location, S3BlobsOptions options, const Clock& clock)
        : client_(std::move(location), std::move(options.keys), options.at_once, clock,
                  std::move(options.stop)),
          keeps_(options.cache_octets > 0),
          cache_(std::move(options.folder), options.cache_octets) {
        if (keeps_) cache_.load();
    }

    // Whether the bucket can be listed, written to and emptied again.
    Result<> probe();

    Result<std::unique_ptr<BlobWriter>> create() override;
    Result<OpenBlob> open(std::string_view sha256) override;
    Result<> remove(std::string_view sha256, steady_clock::time_point asked) override;
    Result<> for_each(const std::function<Result<>(const std::string&)>& each) override;
    Result<> sweep_temporary() override;
    std::uint64_t largest() const override { return kLargest; }
    bool is_far() const override { return true; }
    void ask_again() override {
        if (client_.is_answered()) return;
        // Not for long: nobody else asks meanwhile. That there is no such key is an answer too.
        (void)client_.send({.method = "HEAD",
                            .key = client_.location().prefix + "probe",
                            .valid = {{.from = steady_clock::now(), .length = kAsked}}});
    }
    std::optional<FarStatus> far_status() const override {
        return FarStatus{client_.is_answered(), cache_.octets()};
    }
    void when_full(std::function<bool()> let_go) override { cache_.when_full(std::move(let_go)); }

    // Durable when it returns.
    Result<> put(SpoolFile& file);

  private:
    std::string key_of(std::string_view sha256) const {
        return fmt::format("{}{}/{}/{}", client_.location().prefix, sha256.substr(0, 2), sha256.substr(2, 2),
                           sha256);
    }
    // Of a listed key, or "" where it is no blob's.
    std::string_view name_in(std::string_view key) const {
        const std::string_view name = key.substr(std::min(key.size(), key.rfind('/') + 1));
        return is_blob_name(name) && key == key_of(name) ? name : std::string_view();
    }
    bool is_there(const std::string& key, std::uint64_t size);
    Result<> remove_key(const std::string& key, steady_clock::time_point asked);

    S3Client client_;
    const bool keeps_;
    BlobCache cache_;
};

class S3BlobWriter final : public BlobWriter {
  public:
    S3BlobWriter(S3Blobs& blobs, std::unique_ptr<SpoolFile> file) : blobs_(blobs), file_(std::move(file)) {}

    Result<> add(BytesView octets) override { return file_->add(octets); }
    std::string finish() override { return file_->finish(); }
    Result<> publish() override { return blobs_.put(*file_); }

  private:
    S3Blobs& blobs_;
    const std::unique_ptr<SpoolFile> file_;
};

Result<> S3Blobs::probe() {
    const std::string query =
        "list-type=2&max-keys=1&prefix=" + percent_encode_value(client_.location().prefix);
    if (const auto listed = client_.send({.query = query}); !listed) return std::unexpected(listed.error());
    const std::string key = fmt::format("{}probe-{}", client_.location().prefix, make_uuid());
    const auto put = client_.send(
        {.method = "PUT", .key = key, .body = "Emotion Garden looks whether it may write here."});
    if (!put) return std::unexpected(put.error());
    return remove_key(key, steady_clock::now());
}

Result<std::unique_ptr<BlobWriter>> S3Blobs::create() {
    auto file = cache_.spool();
    if (!file) return std::unexpected(file.error());
    return std::make_unique<S3BlobWriter>(*this, std::move(*file));
}

bool S3Blobs::is_there(const std::string& key, std::uint64_t size) {
    const auto head = client_.send({.method = "HEAD", .key = key});
    return head && head->header("content-length") == fmt::to_string(size);
}

Result<> S3Blobs::sweep_temporary() {
    // Only a server sweeps: commands keep nothing either, and leave what a server that runs keeps as it is.
    if (!keeps_) cache_.load();
    return cache_.sweep_temporary();
}

Result<> S3Blobs::put(SpoolFile& file) {
    const std::string key = key_of(file.finish());
    if (file.size() < kWorthAsking || !is_there(key, file.size())) {
        if (auto put = upload(client_, key, file); !put) return std::unexpected(shown(put.error()));
    }
    cache_.keep(file);
    return {};
}

Result<OpenBlob> S3Blobs::open(std::string_view sha256) {
    if (!is_blob_name(sha256)) return fail(ErrorCode::not_found, "this is no SHA-256 of a blob");
    return cache_.open(std::string(sha256), [&](SpoolFile& file) -> Result<> {
        Result<> written;
        const auto fetched =
            client_.send({.key = key_of(sha256),
                          .take = [&](BytesView octets) { return written = file.add(octets); },
                          .restart = [&] { return written = file.restart(); }});
        if (!written) return written;
        if (!fetched && fetched.error().code == ErrorCode::not_found) return std::unexpected(fetched.error());
        if (!fetched) return std::unexpected(shown(fetched.error()));
        return {};
    });
}

// One that is late could arrive after the same octets were put anew.
Result<> S3Blobs::remove_key(const std::string& key, steady_clock::time_point asked) {
    const auto removed =
        client_.send({.method = "DELETE", .key = key, .valid = {{.from = asked, .length = kRemovedWithin}}});
    if (!removed && removed.error().code != ErrorCode::not_found) return std::unexpected(removed.error());
    return {};
}

Result<> S3Blobs::remove(std::string_view sha256, steady_clock::time_point asked) {
    if (!is_blob_name(sha256)) return {};
    if (auto removed = remove_key(key_of(sha256), asked); !removed) return removed;
    cache_.forget(std::string(sha256));
    return {};
}

Result<> S3Blobs::for_each(const std::function<Result<>(const std::string&)>& each) {
    std::string next;
    do {
        std::string query = "list-type=2&prefix=" + percent_encode_value(client_.location().prefix);
        if (!next.empty()) query += "&continuation-token=" + percent_encode_value(next);
        const auto answer = client_.send({.query = query});
        if (!answer) return std::unexpected(answer.error());
        const auto page = read_s3_document(answer->body);
        if (!page) return std::unexpected(page.error());
        for (const auto& [path, text] : page->leaves) {
            if (path != "Contents/Key" || name_in(text).empty()) continue;
            if (auto done = each(std::string(name_in(text))); !done) return done;
        }
        next = page->text("IsTruncated") == "true" ? page->text("NextContinuationToken") : "";
    } while (!next.empty());
    return {};
}

}  // namespace

Result<std::unique_ptr<Blobs>> open_s3_blobs(S3BlobsOptions options, const Clock& clock) {
    if (options.keys.access_key.empty() || options.keys.secret_key.empty()) {
        return fail(ErrorCode::unavailable,
                    "the blobs are in an S3 store, which wants a key: set AWS_ACCESS_KEY_ID and "
                    "AWS_SECRET_ACCESS_KEY");
    }
    auto location = parse_s3_location(options.location);
    if (!location) return std::unexpected(location.error());
    auto blobs = std::make_unique<S3Blobs>(std::move(*location), std::move(options), clock);
    if (const auto usable = blobs->probe(); !usable)
        return fail_within("the store of the blobs", usable.error());
    return blobs;
}

}  // namespace garden::store
