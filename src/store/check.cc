#include <map>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/disk.h"
#include "store/held.h"
#include "store/objects.h"

namespace garden::store {
namespace {

struct KnownBlob {
    std::uint64_t size = 0;
    bool referenced = false;
    std::string md5;  // of its content, once read
};
using KnownBlobs = std::map<std::string, KnownBlob>;

// What an object says of itself and what its parts add up to.
struct KnownObject {
    std::string key;
    std::uint64_t size = 0;
    std::string etag;
    std::uint64_t held = 0;
    std::size_t parts = 0;
    std::string sha256;  // of the only part, when there is one
};

struct Digests {
    std::uint64_t size = 0;
    std::string sha256;
    std::string md5;
};

Result<Digests> digest(int descriptor) {
    Hasher sha256(HashKind::sha256);
    Hasher md5(HashKind::md5);
    std::vector<char> buffer(1 << 20);
    std::uint64_t offset = 0;
    while (true) {
        const auto got = read_at(descriptor, offset, buffer);
        if (!got) return std::unexpected(got.error());
        if (*got == 0) return Digests{offset, sha256.finish_hex(), md5.finish_hex()};
        sha256.add({buffer.data(), *got});
        md5.add({buffer.data(), *got});
        offset += *got;
    }
}

constexpr std::string_view kObjects =
    "SELECT objects.key, objects.size, objects.etag, coalesce(sum(object_blobs.size), 0), "
    "count(object_blobs.part), min(object_blobs.sha256) FROM objects LEFT JOIN object_blobs "
    "ON object_blobs.bucket = objects.bucket AND object_blobs.key = objects.key "
    "GROUP BY objects.bucket, objects.key, objects.size, objects.etag ORDER BY objects.bucket, objects.key";
// But delete markers, which have no octets.
constexpr std::string_view kVersions =
    "SELECT versions.key, versions.size, versions.etag, coalesce(sum(version_blobs.size), 0), "
    "count(version_blobs.part), min(version_blobs.sha256) FROM versions LEFT JOIN version_blobs "
    "ON version_blobs.bucket = versions.bucket AND version_blobs.key = versions.key "
    "AND version_blobs.version_id = versions.version_id WHERE versions.marker = 0 "
    "GROUP BY versions.bucket, versions.key, versions.version_id, versions.size, versions.etag "
    "ORDER BY versions.bucket, versions.key";
constexpr std::string_view kTrash =
    "SELECT trash.key, trash.size, trash.etag, coalesce(sum(trash_blobs.size), 0), "
    "count(trash_blobs.part), min(trash_blobs.sha256) FROM trash LEFT JOIN trash_blobs "
    "ON trash_blobs.trash_id = trash.id GROUP BY trash.id, trash.key, trash.size, trash.etag "
    "ORDER BY trash.id";

Result<> read_objects(Transaction& transaction, std::string_view sql, std::vector<KnownObject>& objects) {
    const auto rows = transaction.run(sql);
    if (!rows) return std::unexpected(rows.error());
    for (const Row& row : *rows) {
        objects.push_back({row.text(0), static_cast<std::uint64_t>(row.integer(1)), row.text(2),
                           static_cast<std::uint64_t>(row.integer(3)),
                           static_cast<std::size_t>(row.integer(4)), row.text(5)});
    }
    return {};
}

Result<> read_rows(Transaction& transaction, KnownBlobs& blobs, std::vector<KnownObject>& objects) {
    static const std::string sql = fmt::format("SELECT sha256, size, {} FROM blobs", kIsHeld);
    const auto blob_rows = transaction.run(sql);
    if (!blob_rows) return std::unexpected(blob_rows.error());
    for (const Row& row : *blob_rows) {
        blobs[row.text(0)] = {static_cast<std::uint64_t>(row.integer(1)), row.integer(2) != 0, {}};
    }
    if (auto read = read_objects(transaction, kObjects, objects); !read) return read;
    if (auto read = read_objects(transaction, kVersions, objects); !read) return read;
    return read_objects(transaction, kTrash, objects);
}

// Rows that only a damaged or edited catalog holds: the schema forbids them.
Result<> check_references(Transaction& transaction, CheckReport& report) {
    const auto rows = transaction.run(
        "SELECT object_blobs.key, blobs.sha256 IS NULL, blobs.deleting FROM object_blobs "
        "LEFT JOIN blobs ON blobs.sha256 = object_blobs.sha256 AND blobs.size = object_blobs.size "
        "LEFT JOIN objects ON objects.bucket = object_blobs.bucket AND objects.key = object_blobs.key "
        "WHERE blobs.sha256 IS NULL OR blobs.deleting <> 0 OR objects.key IS NULL");
    if (!rows) return std::unexpected(rows.error());
    for (const Row& row : *rows) {
        const std::string_view what = row.integer(1) != 0
                                          ? "refers to a blob that the catalog does not know so"
                                      : row.integer(2) != 0 ? "refers to a blob that is being removed"
                                                            : "has blobs but no row of its own";
        report.problems.push_back(fmt::format("the object {} {}", json_quote(row.text(0)), what));
    }
    const auto parts = transaction.run(
        "SELECT upload_id, part FROM upload_parts LEFT JOIN blobs ON blobs.sha256 = upload_parts.sha256 AND "
        "blobs.size = upload_parts.size WHERE upload_parts.size > 0 AND (blobs.sha256 IS NULL OR "
        "blobs.deleting <> 0)");
    if (!parts) return std::unexpected(parts.error());
    for (const Row& row : *parts) {
        report.problems.push_back(fmt::format("part {} of the upload {} refers to a blob that is not there",
                                              row.integer(1), row.text(0)));
    }
    return {};
}

// Whether an object, a version, an upload or the trash still holds the blob: one that vanished while the
// check ran may have been removed and swept.
Result<bool> still_held(Database& database, const std::string& sha256) {
    bool held = false;
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        static const std::string sql = fmt::format("SELECT 1 FROM blobs WHERE sha256 = $1 AND {}", kIsHeld);
        const auto rows = transaction.run(sql, {sha256});
        if (!rows) return std::unexpected(rows.error());
        held = !rows->empty();
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return held;
}

Result<> check_blob(Database& database, Blobs& blobs, const std::string& sha256, KnownBlob& known,
                    CheckReport& report) {
    const auto opened = blobs.open(sha256);
    if (!opened && opened.error().code == ErrorCode::not_found) {
        // Without an object, it is a put that was cut short before its file was in place, or a sweep before
        // its end.
        if (!known.referenced) return {};
        const auto held = still_held(database, sha256);
        if (!held) return std::unexpected(held.error());
        if (*held) report.problems.push_back(fmt::format("the blob {} is missing", sha256));
        return {};
    }
    const auto digests =
        opened ? digest(*opened->descriptor) : Result<Digests>(std::unexpected(opened.error()));
    if (!digests) {
        report.problems.push_back(
            fmt::format("the blob {} cannot be read: {}", sha256, digests.error().message));
        return {};
    }
    known.md5 = digests->md5;
    report.octets += digests->size;
    if (digests->size != known.size) {
        report.problems.push_back(
            fmt::format("the blob {} has {} octets instead of {}", sha256, digests->size, known.size));
    } else if (digests->sha256 != sha256) {
        report.problems.push_back(fmt::format("the blob {} is altered", sha256));
    }
    return {};
}

void check_object(const KnownObject& object, const KnownBlobs& blobs, CheckReport& report) {
    if (object.held != object.size) {
        report.problems.push_back(fmt::format("the object {} has {} octets, its blobs {}",
                                              json_quote(object.key), object.size, object.held));
        return;
    }
    // The ETag of an upload in parts is no digest of the octets.
    if (object.parts > 1 || object.etag.find('-') != std::string::npos) return;
    std::string md5 = md5_hex("");
    if (object.parts == 1) {
        const auto blob = blobs.find(object.sha256);
        if (blob == blobs.end() || blob->second.md5.empty()) return;  // said already
        md5 = blob->second.md5;
    }
    if (md5 != object.etag) {
        report.problems.push_back(
            fmt::format("the ETag of the object {} is not its content's MD5", json_quote(object.key)));
    }
}

}  // namespace

Result<CheckReport> check(Database& database, Blobs& blobs, const ExtraCheck& extra) {
    CheckReport report;
    auto damage = database.verify();
    if (!damage) return std::unexpected(damage.error());
    report.problems = std::move(*damage);
    KnownBlobs known;
    std::vector<KnownObject> objects;
    // The rows at one moment; the files are read after it, so that the catalog is not held for as long as
    // that takes.
    const auto read = database.read([&](Transaction& transaction) -> Result<> {
        if (auto rows = read_rows(transaction, known, objects); !rows) return rows;
        if (auto checked = check_references(transaction, report); !checked) return checked;
        return extra ? extra(transaction, report) : Result<>{};
    });
    if (!read) return std::unexpected(read.error());
    report.objects = objects.size();
    report.blobs = known.size();
    for (auto& [sha256, blob] : known) {
        if (!blob.referenced) ++report.unreferenced;
        if (auto checked = check_blob(database, blobs, sha256, blob, report); !checked) {
            return std::unexpected(checked.error());
        }
    }
    for (const KnownObject& object : objects) check_object(object, known, report);
    const auto listed = blobs.for_each([&](const std::string& sha256) -> Result<> {
        if (!known.contains(sha256)) ++report.orphans;
        return {};
    });
    if (!listed) return std::unexpected(listed.error());
    return report;
}

}  // namespace garden::store
