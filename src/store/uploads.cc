#include "store/uploads.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/attributes_json.h"
#include "store/delimiter.h"
#include "store/object_rows.h"
#include "store/statement.h"

namespace garden::store {
namespace {

Result<Upload> to_upload(const Row& row) {
    auto metadata = texts_from_json(row.text(6));
    if (!metadata) return std::unexpected(metadata.error());
    auto attributes = attributes_from_json(row.text(7));
    if (!attributes) return std::unexpected(attributes.error());
    return Upload{
        row.text(0), row.text(1),          row.text(2),           row.text(3), from_micros(row.integer(4)),
        row.text(5), std::move(*metadata), std::move(*attributes)};
}

Result<UploadPart> to_part(const Row& row) {
    auto checksum = checksum_from_json(row.text(4));
    if (!checksum) return std::unexpected(checksum.error());
    const auto size = static_cast<std::uint64_t>(row.integer(2));
    UploadPart part{static_cast<int>(row.integer(0)),
                    {{}, size, row.text(3)},
                    from_micros(row.integer(5)),
                    std::move(*checksum)};
    if (size > 0) part.content.parts.push_back({row.text(1), size});
    return part;
}

Result<std::vector<UploadPart>> read_upload_parts(Transaction& transaction, const std::string& id, int after,
                                                  std::size_t most) {
    const auto rows = transaction.run(
        "SELECT part, sha256, size, etag, checksum, modified_at FROM upload_parts "
        "WHERE upload_id = $1 AND part > $2 ORDER BY part LIMIT $3",
        {id, static_cast<std::int64_t>(after), static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(rows.error());
    std::vector<UploadPart> parts;
    for (const Row& row : *rows) {
        auto part = to_part(row);
        if (!part) return std::unexpected(part.error());
        parts.push_back(std::move(*part));
    }
    return parts;
}

std::unexpected<Error> no_upload(std::string_view id) {
    return fail(ErrorCode::not_found, fmt::format("there is no upload {}", json_quote(id)));
}

// The ETag of an object in parts: the MD5 of its parts' MD5s, and their number, as S3 makes it.
Result<Content> join(const std::vector<UploadPart>& chosen) {
    Content whole;
    std::string digests;
    for (const UploadPart& part : chosen) {
        const auto digest = from_hex(part.content.etag);
        if (!digest) return fail(ErrorCode::corrupt, "the ETag of a part is not its MD5");
        digests += *digest;
        whole.size += part.content.size;
        whole.parts.insert(whole.parts.end(), part.content.parts.begin(), part.content.parts.end());
    }
    whole.etag = fmt::format("{}-{}", md5_hex(digests), chosen.size());
    return whole;
}

// Fails unless every chosen part is still what it was.
Result<> verify_chosen(const std::vector<UploadPart>& present, const std::vector<UploadPart>& chosen) {
    auto at = present.begin();
    for (const UploadPart& part : chosen) {
        while (at != present.end() && at->number < part.number) ++at;
        const bool same = at != present.end() && at->number == part.number &&
                          at->content.etag == part.content.etag && at->content.parts == part.content.parts;
        if (!same)
            return fail(ErrorCode::conflict, fmt::format("part {} was replaced or is gone", part.number));
    }
    return {};
}

Result<> release_part(Transaction& transaction, const std::string& id, int number, Timestamp now) {
    return transaction.post(
        "UPDATE blobs SET claimed_at = $3 WHERE sha256 IN "
        "(SELECT sha256 FROM upload_parts WHERE upload_id = $1 AND part = $2)",
        {id, static_cast<std::int64_t>(number), to_micros(now)});
}

// Walks the uploads of one listing in their order, and jumps over what is rolled up already.
class UploadLister {
  public:
    UploadLister(Transaction& transaction, const UploadQuery& query)
        : transaction_(transaction),
          query_(query),
          key_(query.after_key),
          id_(query.after_id),
          roll_(query.prefix, query.delimiter, query.after_key) {}

    Result<UploadPage> page() {
        while (!roll_.ended()) {
            const auto rows = transaction_.run(
                "SELECT id, bucket, key, owner, initiated_at, content_type, metadata, attributes FROM "
                "uploads "
                "WHERE bucket = $1 AND key >= $2 AND (key > $3 OR (key = $3 AND $4 <> '' AND id > $4)) "
                "ORDER BY key, id LIMIT $5",
                {query_.bucket, std::max(roll_.first(), key_), key_, id_,
                 static_cast<std::int64_t>(roll_.batch_size(left()))});
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) roll_.end();
            for (const Row& row : *rows) {
                auto upload = to_upload(row);
                if (!upload) return std::unexpected(upload.error());
                if (!take(std::move(*upload))) break;
            }
        }
        page_.truncated = roll_.truncated();
        return std::move(page_);
    }

  private:
    std::size_t left() const { return query_.most - page_.uploads.size() - page_.prefixes.size(); }

    // False: the batch is no longer of use.
    bool take(Upload upload) {
        const Roll::Fate fate = roll_.take(upload.key, left());
        if (fate == Roll::Fate::rolled_up) {
            page_.prefixes.push_back(page_.last_key = roll_.prefix());
            page_.last_id.clear();
        }
        if (fate != Roll::Fate::listed) return false;
        page_.last_key = key_ = upload.key;
        page_.last_id = id_ = upload.id;
        page_.uploads.push_back(std::move(upload));
        return true;
    }

    Transaction& transaction_;
    const UploadQuery& query_;
    std::string key_;
    std::string id_;
    Roll roll_;
    UploadPage page_;
};

}  // namespace

Result<Upload> Uploads::create(Upload upload) {
    if (auto valid = validate_key(upload.key); !valid) return std::unexpected(valid.error());
    upload.initiated = clock_.now();
    upload.id = new_ordered_id(upload.initiated);
    const auto rows = write_returning(
        database_,
        "INSERT INTO uploads (id, bucket, key, owner, initiated_at, content_type, metadata, attributes) "
        "SELECT $1, name, $3, $4, $5, $6, $7, $8 FROM buckets WHERE name = $2 RETURNING id",
        {upload.id, upload.bucket, upload.key, upload.owner, to_micros(upload.initiated), upload.content_type,
         to_json(upload.metadata), to_json(upload.attributes)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty())
        return fail(ErrorCode::not_found, fmt::format("there is no bucket {}", json_quote(upload.bucket)));
    return upload;
}

Result<Upload> Uploads::find(std::string_view bucket, std::string_view key, std::string_view id) {
    const auto rows = read_one(
        database_,
        "SELECT id, bucket, key, owner, initiated_at, content_type, metadata, attributes FROM uploads "
        "WHERE id = $1 AND bucket = $2 AND key = $3",
        {std::string(id), std::string(bucket), std::string(key)});
    if (!rows) return std::unexpected(rows.error());
    if (rows->empty()) return no_upload(id);
    return to_upload(rows->front());
}

Result<UploadPart> Uploads::put_part(std::string_view id, int number, const Content& content,
                                     const std::optional<Checksum>& checksum) {
    const std::string upload(id);
    UploadPart part{number, content, {}, checksum};
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        part.modified = clock_.now();
        const auto known = transaction.run("SELECT 1 FROM uploads WHERE id = $1", {upload});
        if (!known) return std::unexpected(known.error());
        if (known->empty()) return no_upload(id);
        if (auto released = release_part(transaction, upload, number, part.modified); !released)
            return released;
        const Value blob = content.parts.empty() ? Value() : Value(content.parts.front().sha256);
        const auto rows = transaction.run(
            "INSERT INTO upload_parts (upload_id, part, sha256, size, etag, checksum, modified_at) "
            "SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $4 = 0 OR EXISTS "
            "(SELECT 1 FROM blobs WHERE sha256 = $3 AND size = $4 AND deleting = 0) "
            "ON CONFLICT (upload_id, part) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, "
            "etag = excluded.etag, checksum = excluded.checksum, modified_at = excluded.modified_at "
            "RETURNING part",
            {upload, static_cast<std::int64_t>(number), blob, static_cast<std::int64_t>(content.size),
             content.etag, to_json(checksum), to_micros(part.modified)});
        if (!rows) return std::unexpected(rows.error());
        if (!rows->empty()) return {};
        return fail(ErrorCode::busy, "the same octets were removed from the store meanwhile; try again");
    });
    if (!written) return std::unexpected(written.error());
    return part;
}

Result<std::vector<UploadPart>> Uploads::parts(std::string_view id, int after, std::size_t most) {
    Result<std::vector<UploadPart>> parts;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        parts = read_upload_parts(transaction, std::string(id), after, most);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return parts;
}

Result<UploadPage> Uploads::list(const UploadQuery& query) {
    Result<UploadPage> page = UploadPage{};
    if (query.most == 0) return page;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        page = UploadLister(transaction, query).page();
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return page;
}

Result<ObjectInfo> Uploads::complete(const Upload& upload, const std::vector<UploadPart>& chosen,
                                     const std::optional<Checksum>& checksum,
                                     const Precondition& precondition) {
    const auto content = join(chosen);
    if (!content) return std::unexpected(content.error());
    PutOptions options{upload.content_type, upload.metadata, upload.attributes, precondition, {}};
    options.attributes.checksum = checksum;
    options.attributes.upload_id = upload.id;
    // After the object's rows, which hold the blobs by then.
    options.also = [&](Transaction& transaction) -> Result<> {
        const auto known = transaction.run("SELECT 1 FROM uploads WHERE id = $1", {upload.id});
        if (!known) return std::unexpected(known.error());
        if (known->empty()) return no_upload(upload.id);
        const auto present =
            read_upload_parts(transaction, upload.id, 0, std::numeric_limits<std::int32_t>::max());
        if (!present) return std::unexpected(present.error());
        if (auto same = verify_chosen(*present, chosen); !same) return same;
        return delete_upload(transaction, upload.id, clock_.now());
    };
    return objects_.put(upload.bucket, upload.key, *content, options);
}

Result<> Uploads::abort(std::string_view bucket, std::string_view key, std::string_view id) {
    return database_.write([&](Transaction& transaction) -> Result<> {
        const auto rows = transaction.run("SELECT 1 FROM uploads WHERE id = $1 AND bucket = $2 AND key = $3",
                                          {std::string(id), std::string(bucket), std::string(key)});
        if (!rows) return std::unexpected(rows.error());
        if (rows->empty()) return no_upload(id);
        return delete_upload(transaction, std::string(id), clock_.now());
    });
}

Result<std::size_t> Uploads::abandon(std::chrono::seconds age) {
    const auto rows = read_one(database_, "SELECT id FROM uploads WHERE initiated_at < $1",
                               {to_micros(clock_.now() - age)});
    if (!rows) return std::unexpected(rows.error());
    // One a transaction: an upload may have 10,000 parts, and others wait for the writer.
    for (const Row& row : *rows) {
        const auto ended = database_.write(
            [&](Transaction& transaction) { return delete_upload(transaction, row.text(0), clock_.now()); });
        if (!ended) return std::unexpected(ended.error());
    }
    return rows->size();
}

}  // namespace garden::store
