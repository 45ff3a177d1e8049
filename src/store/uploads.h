#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/objects.h"

namespace garden::store {

// An upload in parts: what the object will be, before it is.
struct Upload {
    std::string id;
    std::string bucket;
    std::string key;
    std::string owner;  // the access key that began it
    Timestamp initiated;
    std::string content_type;
    std::map<std::string, std::string> metadata;
    // Of its checksum only `algorithm` and `composite` are known before the end; `upload_id` is empty.
    Attributes attributes;
};

struct UploadPart {
    int number = 0;   // 1–10,000
    Content content;  // of at most one blob
    Timestamp modified;
    std::optional<Checksum> checksum;
};

// Which uploads, in the order of key, then of the time they began.
struct UploadQuery {
    std::string bucket;
    std::string prefix{};
    std::string delimiter{};
    std::string after_key{};  // those of greater keys, and with `after_id` those of this key begun later
    std::string after_id{};
    std::size_t most = 1000;
};

struct UploadPage {
    std::vector<Upload> uploads;
    std::vector<std::string> prefixes;
    bool truncated = false;
    std::string last_key;  // of what was listed last: the upload's key, or the prefix
    std::string last_id;
};

// Objects that come in parts. Their parts are durable, and count as held until the upload ends. Thread-safe.
class Uploads {
  public:
    Uploads(Database& database, Objects& objects, const Clock& clock)
        : database_(database), objects_(objects), clock_(clock) {}

    // `id` and `initiated` are made here. `not_found`: no such bucket.
    Result<Upload> create(Upload upload);
    Result<Upload> find(std::string_view bucket, std::string_view key, std::string_view id);  // `not_found`
    // Replaces a part of this number. `not_found`: the upload ended meanwhile.
    Result<UploadPart> put_part(std::string_view id, int number, const Content& content,
                                const std::optional<Checksum>& checksum);
    // In order of their numbers, those after `after`, at most `most`.
    Result<std::vector<UploadPart>> parts(std::string_view id, int after, std::size_t most);
    Result<UploadPage> list(const UploadQuery& query);

    // Makes the object of these parts, which must be as parts() gave them, and ends the upload; rows only, in
    // one transaction. `not_found`: the upload ended meanwhile; `conflict`: a part was replaced or is gone.
    Result<ObjectInfo> complete(const Upload& upload, const std::vector<UploadPart>& chosen,
                                const std::optional<Checksum>& checksum, const Precondition& precondition);
    Result<> abort(std::string_view bucket, std::string_view key, std::string_view id);  // `not_found`
    // Aborts those that began so long ago; answers how many.
    Result<std::size_t> abandon(std::chrono::seconds age);

  private:
    Database& database_;
    Objects& objects_;
    const Clock& clock_;
};

}  // namespace garden::store
