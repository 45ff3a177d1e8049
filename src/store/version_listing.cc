#include <charconv>
#include <limits>

#include "store/delimiter.h"
#include "store/listing.h"
#include "store/object_rows.h"
#include "store/version_rows.h"

namespace garden::store {
namespace {

constexpr std::size_t kTimeDigits = 16;  // hexadecimal, of the microseconds that an id begins with

// When the version of this id began. Of "null", and of what is no id, the end of time: where a listing goes
// on from a version that is gone, rather twice than never.
std::int64_t time_of_id(std::string_view id) {
    std::int64_t micros = 0;
    const std::string_view digits = id.substr(0, kTimeDigits);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), micros, 16);
    const bool is_time =
        error == std::errc() && digits.size() == kTimeDigits && end == digits.data() + digits.size();
    return is_time ? micros : std::numeric_limits<std::int64_t>::max();
}

// Walks the versions of one listing, and jumps over what is rolled up already.
class VersionLister {
  public:
    VersionLister(Transaction& transaction, const VersionQuery& query)
        : transaction_(transaction),
          query_(query),
          key_(query.after_key),
          roll_(query.prefix, query.delimiter, query.after_key) {}

    Result<VersionPage> page() {
        if (auto found = find_start(); !found) return std::unexpected(found.error());
        while (!roll_.ended()) {
            const auto rows = next_rows();
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) roll_.end();
            for (const Row& row : *rows) {
                auto version = to_version(query_.bucket, row);
                if (!version) return std::unexpected(version.error());
                if (!take(std::move(*version))) break;
            }
        }
        page_.truncated = roll_.truncated();
        return std::move(page_);
    }

  private:
    std::size_t left() const { return query_.most - page_.versions.size() - page_.prefixes.size(); }

    // The listing goes on within a key where a version of it was named.
    Result<> find_start() {
        if (!query_.after_version) return {};
        const auto current = read_object(transaction_, query_.bucket, query_.after_key);
        if (!current) return std::unexpected(current.error());
        const auto kept = read_version(transaction_, query_.bucket, query_.after_key, *query_.after_version);
        if (!kept) return std::unexpected(kept.error());
        seen_key_ = query_.after_key;
        if (*current && (*current)->attributes.version_id == *query_.after_version) {
            before_ = to_micros((*current)->modified);
        } else {
            before_ = *kept ? to_micros((*kept)->object.modified) : time_of_id(*query_.after_version);
        }
        return {};
    }

    // Rows of keys from first_ on that are greater than key_, and of key_ those older than before_.
    Result<std::vector<Row>> next_rows() {
        return transaction_.run(
            "SELECT * FROM (SELECT * FROM (SELECT key, size, etag, content_type, modified_at, metadata, "
            "attributes, "
            "0 AS marker, '' AS version_id FROM objects WHERE bucket = $1 AND key >= $2 AND "
            "(key > $3 OR modified_at < $4) ORDER BY key, modified_at DESC LIMIT $5) AS present "
            "UNION ALL SELECT * FROM (SELECT key, size, etag, content_type, modified_at, metadata, "
            "attributes, "
            "marker, version_id FROM versions WHERE bucket = $1 AND key >= $2 AND "
            "(key > $3 OR modified_at < $4) ORDER BY key, modified_at DESC LIMIT $5) AS past) AS every "
            "ORDER BY key, modified_at DESC LIMIT $5",
            {query_.bucket, std::max(roll_.first(), key_), key_, before_,
             static_cast<std::int64_t>(roll_.batch_size(left()))});
    }

    // False: the batch is no longer of use.
    bool take(Version version) {
        const Roll::Fate fate = roll_.take(version.object.key, left());
        if (fate == Roll::Fate::rolled_up) {
            page_.prefixes.push_back(page_.last_key = roll_.prefix());
            page_.last_version.reset();
        }
        if (fate != Roll::Fate::listed) return false;
        version.latest = version.object.key != seen_key_;
        page_.last_key = key_ = seen_key_ = version.object.key;
        page_.last_version = version.object.attributes.version_id;
        before_ = to_micros(version.object.modified);
        page_.versions.push_back(std::move(version));
        return true;
    }

    Transaction& transaction_;
    const VersionQuery& query_;
    std::string key_;
    std::string seen_key_;
    std::int64_t before_ = 0;
    Roll roll_;
    VersionPage page_;
};

}  // namespace

Result<VersionPage> list_versions(Transaction& transaction, const VersionQuery& query) {
    return VersionLister(transaction, query).page();
}

}  // namespace garden::store
