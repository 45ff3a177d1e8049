#include "store/s3_upload.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/markup.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/s3_xml.h"

namespace garden::store {
namespace {

// 10,000 parts at most are 625 GiB, far over the largest part of an upload.
constexpr std::uint64_t kPart = std::uint64_t{64} << 20;
// A store may put the parts together before it answers.
constexpr std::chrono::seconds kCompletionLimit(120);

Result<std::string> hash_of(const net::FileOctets& part) {
    Hasher hasher(HashKind::sha256);
    std::vector<char> buffer(std::size_t{1} << 18);
    for (std::uint64_t done = 0; done < part.length;) {
        const std::size_t wanted = std::min<std::uint64_t>(buffer.size(), part.length - done);
        const auto got = read_at(part.descriptor, part.offset + done, {buffer.data(), wanted});
        if (!got) return std::unexpected(got.error());
        if (*got != wanted) return fail(ErrorCode::io, "a temporary file is shorter than it was");
        hasher.add({buffer.data(), wanted});
        done += wanted;
    }
    return hasher.finish_hex();
}

// An upload in parts, which ends without a trace unless it was completed.
class PartedUpload {
  public:
    PartedUpload(S3Client& client, const std::string& key) : client_(client), key_(key) {}

    ~PartedUpload() {
        if (id_.empty()) return;
        const auto aborted = client_.send({.method = "DELETE", .key = key_, .query = query("")});
        if (!aborted && aborted.error().code != ErrorCode::not_found)
            log::warning("an upload to the store of the blobs stays", {{"reason", aborted.error().message}});
    }
    PartedUpload(const PartedUpload&) = delete;
    PartedUpload& operator=(const PartedUpload&) = delete;

    Result<> begin() {
        const auto answer = client_.send({.method = "POST", .key = key_, .query = "uploads="});
        if (!answer) return std::unexpected(answer.error());
        const auto document = read_s3_document(answer->body);
        if (!document) return std::unexpected(document.error());
        id_ = document->text("UploadId");
        if (id_.empty()) return fail(ErrorCode::unavailable, "the store begins no upload in parts");
        return {};
    }

    Result<> put(const net::FileOctets& part) {
        auto hash = hash_of(part);
        if (!hash) return std::unexpected(hash.error());
        const auto answer = client_.send({.method = "PUT",
                                          .key = key_,
                                          .query = query(fmt::format("partNumber={}&", etags_.size() + 1)),
                                          .file = part,
                                          .sha256 = std::move(*hash)});
        if (!answer) return std::unexpected(answer.error());
        etags_.emplace_back(answer->header("etag").value_or(""));
        return {};
    }

    Result<> complete(std::uint64_t size) {
        std::string list = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">";
        for (std::size_t i = 0; i < etags_.size(); ++i) {
            list += fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", i + 1,
                                escape_markup(etags_[i], Controls::referenced));
        }
        list += "</CompleteMultipartUpload>";
        const auto answer = client_.send({.method = "POST",
                                          .key = key_,
                                          .query = query(""),
                                          .body = std::move(list),
                                          .stall_limit = kCompletionLimit});
        // An upload that is not there may have been completed by a try whose answer was lost.
        if (!answer && answer.error().code != ErrorCode::not_found) return std::unexpected(answer.error());
        // Status 200 was sent before the store began, so it is no answer yet.
        const auto head = client_.send({.method = "HEAD", .key = key_});
        if (!head) return std::unexpected(head.error());
        if (head->header("content-length") != fmt::to_string(size))
            return fail(ErrorCode::unavailable, "the store did not complete an upload in parts");
        id_.clear();
        return {};
    }

  private:
    std::string query(std::string_view before) const {
        return fmt::format("{}uploadId={}", before, percent_encode_value(id_));
    }

    S3Client& client_;
    const std::string& key_;
    std::string id_;  // empty: nothing is to be aborted
    std::vector<std::string> etags_;
};

}  // namespace

Result<> upload(S3Client& client, const std::string& key, SpoolFile& file) {
    const std::string& sha256 = file.finish();
    const std::shared_ptr<const int> descriptor = file.descriptor();
    if (file.size() <= kPart) {
        const auto put = client.send({.method = "PUT",
                                      .key = key,
                                      .file = net::FileOctets{*descriptor, 0, file.size()},
                                      .sha256 = sha256});
        if (!put) return std::unexpected(put.error());
        return {};
    }
    PartedUpload parted(client, key);
    if (auto begun = parted.begin(); !begun) return begun;
    for (std::uint64_t offset = 0; offset < file.size(); offset += kPart) {
        if (auto put = parted.put({*descriptor, offset, std::min(kPart, file.size() - offset)}); !put)
            return put;
    }
    return parted.complete(file.size());
}

}  // namespace garden::store
