#include "store/objects.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "store/listing.h"
#include "store/object_rows.h"
#include "store/read_pieces.h"
#include "store/version_rows.h"

namespace garden::store {
namespace {

// Objects that are kept open, of so many pieces and octets at most: they hold file descriptors, and the room
// that files take which are removed meanwhile.
constexpr std::size_t kRecentObjects = 128;
constexpr std::size_t kRecentPieces = 2;
constexpr std::uint64_t kRecentOctets = std::uint64_t{2} << 20;
// Of a catalog that others write too nothing is kept open: what was read of an object stands in for the
// catalog while that does not answer. So many objects, and so many octets of words of each at most: with what
// holds them, 60 MB.
constexpr std::size_t kKnownObjects = 20'000;
constexpr std::size_t kKnownWords = 2048;
constexpr std::size_t kNode = 128;  // of a map, about
// Pieces of an object that are opened with it; the others when their turn comes, for 10,000 descriptors are
// too many.
constexpr std::size_t kOpenPieces = 16;

bool are_utf8(const std::map<std::string, std::string>& texts) {
    return std::ranges::all_of(
        texts, [](const auto& entry) { return is_utf8(entry.first) && is_utf8(entry.second); });
}

std::size_t octets_of(const std::map<std::string, std::string>& texts) {
    std::size_t octets = 0;
    for (const auto& [name, text] : texts) octets += kNode + name.size() + text.size();
    return octets;
}

// Its key is there three times: twice in the list of what is known.
std::size_t words_of(const ObjectInfo& object) {
    return 3 * object.key.size() + object.content_type.size() + octets_of(object.metadata) +
           octets_of(object.attributes.headers) + octets_of(object.attributes.tags) +
           object.attributes.grants.size() * kNode;
}

Result<> validate_said(const ObjectInfo& object) {
    if (auto valid = validate_key(object.key); !valid) return valid;
    if (is_utf8(object.content_type) && are_utf8(object.metadata) && are_utf8(object.attributes.headers) &&
        are_utf8(object.attributes.tags)) {
        return {};
    }
    return fail(ErrorCode::invalid_argument, "content type, headers, tags and metadata must be valid UTF-8");
}

// Asks the precondition about what has the key now.
Result<> ask(const Precondition& precondition, Transaction& transaction, std::string_view bucket,
             std::string_view key) {
    if (!precondition) return {};
    const auto current = read_object(transaction, bucket, key);
    if (!current) return std::unexpected(current.error());
    return precondition(*current ? &**current : nullptr);
}

// The version that is named; without one the current object, or the newest delete marker.
Result<std::optional<Version>> read_any(Transaction& transaction, const ObjectName& name) {
    auto current = read_object(transaction, name.bucket, name.key);
    if (!current) return std::unexpected(current.error());
    if (*current && (!name.version || (*current)->attributes.version_id == *name.version)) {
        return Version{std::move(**current), false, true};
    }
    return name.version ? read_version(transaction, name.bucket, name.key, *name.version)
                        : read_newest(transaction, name.bucket, name.key);
}

Result<std::vector<BlobPart>> read_any_parts(Transaction& transaction, const Version& version) {
    const ObjectInfo& object = version.object;
    if (version.latest) return read_parts(transaction, object.bucket, object.key);
    return read_version_parts(transaction, object.bucket, object.key, object.attributes.version_id);
}

std::unexpected<Error> no_object(std::string_view key) {
    return fail(ErrorCode::not_found, fmt::format("there is no object {}", json_quote(key)));
}

}  // namespace

Objects::Objects(Database& database, Blobs& blobs, const Clock& clock, IndexWork index, AfterChange after)
    : database_(database),
      blobs_(blobs),
      clock_(clock),
      index_(std::move(index)),
      after_(std::move(after)),
      recent_(database.is_shared() ? kKnownObjects : kRecentObjects) {
    if (!index_) index_ = [](Transaction&, const Change&) { return Result<>{}; };
    if (!after_) after_ = [](const Change&) {};
    if (!database.is_shared()) blobs_.when_full([this] { return recent_.forget_all(); });
}

Objects::~Objects() { blobs_.when_full({}); }

Objects::Locks Objects::lock_keys(std::string_view bucket, std::span<const std::string> keys) {
    std::set<std::size_t> stripes;  // in order, so that two callers never wait for each other
    for (const std::string& key : keys) {
        stripes.insert((std::hash<std::string_view>()(bucket) * 31 + std::hash<std::string>()(key)) %
                       key_locks_.size());
    }
    Locks locks;
    for (const std::size_t stripe : stripes) locks.emplace_back(key_locks_[stripe]);
    return locks;
}

Result<> Objects::write_change(Transaction& transaction, Change& change, const std::vector<BlobPart>& parts) {
    change.object.modified = clock_.now();
    return write_as_dated(transaction, change, parts);
}

Result<> Objects::write_as_dated(Transaction& transaction, Change& change,
                                 const std::vector<BlobPart>& parts) {
    if (auto valid = validate_said(change.object); !valid) return valid;
    const auto versioning = read_versioning(transaction, change.object.bucket);
    if (!versioning) return std::unexpected(versioning.error());
    if (auto ready = prepare_version(transaction, *versioning, change.object); !ready) return ready;
    if (auto written = write_object(transaction, change.object, parts); !written) return written;
    return index_(transaction, change);
}

// Runs `work`, which writes this object and says in `change` what it wrote, and tells of it.
Result<ObjectInfo> Objects::commit(const ObjectName& name, Change& change, const Work& work) {
    const auto locks = lock_keys(name.bucket, std::span(&name.key, 1));
    const RecentObjects<OpenObject>::Change changing(recent_, name.bucket, std::span(&name.key, 1));
    if (const auto written = database_.write(work); !written) return std::unexpected(written.error());
    after_(change);
    return std::move(change.object);
}

Result<ObjectInfo> Objects::put(std::string_view bucket, std::string_view key, const Content& content,
                                const PutOptions& options) {
    const ObjectName name{std::string(bucket), std::string(key)};
    Change change;
    return commit(name, change, [&](Transaction& transaction) -> Result<> {
        change = {Change::Kind::put,
                  {name.bucket,
                   name.key,
                   content.size,
                   content.etag,
                   options.content_type,
                   {},
                   options.metadata,
                   options.attributes}};
        if (auto held = ask(options.precondition, transaction, bucket, key); !held) return held;
        if (auto written = write_change(transaction, change, content.parts); !written) return written;
        return options.also ? options.also(transaction) : Result<>{};
    });
}

Result<ObjectInfo> Objects::put(std::string_view bucket, std::string_view key, BytesView octets,
                                const PutOptions& options) {
    if (auto valid = validate_key(key); !valid) return std::unexpected(valid.error());
    ContentWriter content = writer();
    if (auto added = content.add(octets); !added) return std::unexpected(added.error());
    const auto stored = content.store();
    if (!stored) return std::unexpected(stored.error());
    return put(bucket, key, *stored, options);
}

Result<ObjectInfo> Objects::head(std::string_view bucket, std::string_view key) {
    std::optional<ObjectInfo> found;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto info = read_object(transaction, bucket, key);
        if (!info) return std::unexpected(info.error());
        found = std::move(*info);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    if (!found) return no_object(key);
    return std::move(*found);
}

Result<Version> Objects::find(const ObjectName& name) {
    std::optional<Version> found;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        auto version = read_any(transaction, name);
        if (!version) return std::unexpected(version.error());
        found = std::move(*version);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    if (!found) return no_object(name.key);
    return std::move(*found);
}

Result<OpenObject> Objects::open(std::string_view bucket, std::string_view key) {
    std::uint64_t version = 0;
    const auto recent = recent_.find(bucket, key, version);
    if (recent && !database_.is_shared()) return *recent;
    bool is_read = false;
    auto opened = open_anew({std::string(bucket), std::string(key)}, is_read);
    if (opened) remember(*opened, version);
    // Another program may have changed it. While the catalog is gone, or has no time, what was read last is
    // better than nothing.
    if (opened || !recent) return opened;
    if (is_read) {
        recent_.forget(bucket, key);
        return opened;
    }
    if (opened.error().code != ErrorCode::unavailable && opened.error().code != ErrorCode::busy)
        return opened;
    auto known = reopen(*recent);
    return known ? std::move(known) : std::move(opened);
}

Result<OpenObject> Objects::open(const ObjectName& name) {
    bool is_read = false;
    return name.version ? open_anew(name, is_read) : open(name.bucket, name.key);
}

void Objects::remember(OpenObject opened, std::uint64_t version) {
    auto& [object, pieces] = opened;
    const bool is_shared = database_.is_shared();
    const bool fits = is_shared ? words_of(object) <= kKnownWords : object.size <= kRecentOctets;
    // Nobody is shown again what was there before it.
    if (!fits || pieces.size() > kRecentPieces) return recent_.forget(object.bucket, object.key);
    if (is_shared) {
        for (Piece& piece : pieces) piece.descriptor.reset();
    }
    const std::string bucket = object.bucket;
    const std::string key = object.key;
    recent_.remember(bucket, key, version, std::make_shared<const OpenObject>(std::move(opened)));
}

Result<OpenObject> Objects::reopen(OpenObject known) {
    for (Piece& piece : known.second) {
        auto descriptor = piece.open();
        if (!descriptor) return std::unexpected(descriptor.error());
        piece.descriptor = std::move(*descriptor);
    }
    return known;
}

Result<OpenObject> Objects::open_anew(const ObjectName& name, bool& is_read) {
    return open_rows(
        name.key,
        [&](Transaction& transaction, std::vector<BlobPart>& parts) -> Result<std::optional<ObjectInfo>> {
            auto version = read_any(transaction, name);
            if (!version) return std::unexpected(version.error());
            is_read = !*version || (*version)->marker;
            if (is_read) return std::nullopt;
            auto held = read_any_parts(transaction, **version);
            if (!held) return std::unexpected(held.error());
            is_read = true;
            parts = std::move(*held);
            return std::move((*version)->object);
        });
}

Result<OpenObject> Objects::open_rows(std::string_view key, const ReadRows& read_rows) {
    // A sweep may take the blobs of an object that was replaced after its rows were read: then read them
    // again.
    for (int attempt = 0;; ++attempt) {
        std::optional<ObjectInfo> found;
        std::vector<BlobPart> parts;
        const auto read = database_.read([&](Transaction& transaction) -> Result<> {
            auto object = read_rows(transaction, parts);
            if (!object) return std::unexpected(object.error());
            found = std::move(*object);
            return {};
        });
        if (!read) return std::unexpected(read.error());
        if (!found) return no_object(key);

        // Of many pieces that must be fetched, a range wants only some.
        const std::size_t most_open = blobs_.is_far() && parts.size() > 1 ? 0 : kOpenPieces;
        std::vector<Piece> pieces;
        for (const BlobPart& part : parts) {
            const auto open = [this, part] { return open_part(part); };
            if (pieces.size() >= most_open) {
                pieces.push_back({nullptr, part.size, open});
                continue;
            }
            auto descriptor = open();
            if (!descriptor && descriptor.error().code == ErrorCode::not_found) break;
            if (!descriptor) return fail_within("the object " + json_quote(key), descriptor.error());
            pieces.push_back({std::move(*descriptor), part.size, open});
        }
        if (pieces.size() == parts.size()) return std::pair(std::move(*found), std::move(pieces));
        if (attempt == 2) {
            return fail(ErrorCode::corrupt, fmt::format("a blob of object {} is missing", json_quote(key)));
        }
    }
}

Result<std::shared_ptr<const int>> Objects::open_part(const BlobPart& part) {
    const auto blob = blobs_.open(part.sha256);
    if (!blob) return std::unexpected(blob.error());
    if (blob->size == part.size) return blob->descriptor;
    return fail(ErrorCode::corrupt,
                fmt::format("the blob {} has {} octets instead of {}", part.sha256, blob->size, part.size));
}

Result<Bytes> Objects::read(std::string_view bucket, std::string_view key) {
    const auto opened = open(bucket, key);
    if (!opened) return std::unexpected(opened.error());
    return read_whole(opened->second, opened->first.size);
}

Result<ObjectInfo> Objects::copy(const ObjectName& from, const ObjectName& to, const CopyOptions& options) {
    Change change;
    return commit(to, change, [&](Transaction& transaction) -> Result<> {
        auto source = read_any(transaction, from);
        if (!source) return std::unexpected(source.error());
        if (!*source || (*source)->marker) return no_object(from.key);
        if (options.source) {
            if (auto held = options.source(&(*source)->object); !held) return held;
        }
        if (auto held = ask(options.target, transaction, to.bucket, to.key); !held) return held;
        const auto parts = read_any_parts(transaction, **source);
        if (!parts) return std::unexpected(parts.error());
        change = {Change::Kind::put, std::move((*source)->object)};
        become_copy(change.object.attributes);
        if (options.edit) options.edit(change.object);
        change.object.bucket = to.bucket;
        change.object.key = to.key;
        return write_change(transaction, change, *parts);
    });
}

Result<ObjectInfo> Objects::change(std::string_view bucket, std::string_view key,
                                   const std::function<void(Attributes&)>& edit,
                                   const Precondition& precondition) {
    const ObjectName name{std::string(bucket), std::string(key)};
    const auto locks = lock_keys(bucket, std::span(&name.key, 1));
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, std::span(&name.key, 1));
    ObjectInfo changed;
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        auto found = read_object(transaction, bucket, key);
        if (!found) return std::unexpected(found.error());
        if (!*found) return no_object(key);
        if (precondition) {
            if (auto held = precondition(&**found); !held) return held;
        }
        changed = std::move(**found);
        edit(changed.attributes);
        if (auto valid = validate_said(changed); !valid) return valid;
        return write_attributes(transaction, changed);
    });
    if (!written) return std::unexpected(written.error());
    return changed;
}

Result<> Objects::remove_current(Transaction& transaction, const ObjectInfo& current,
                                 std::vector<Change>& changes) {
    changes.push_back({Change::Kind::removed, current});
    if (auto done = index_(transaction, changes.back()); !done) return done;
    return delete_object(transaction, current.bucket, current.key, clock_.now());
}

Result<Removal> Objects::remove_key(Transaction& transaction, Versioning versioning, const ObjectName& name,
                                    const ObjectInfo* current, std::vector<Change>& changes) {
    Removal removal;
    removal.existed = current != nullptr;
    if (versioning != Versioning::off) {
        auto marker = write_marker(transaction, versioning, current, name.bucket, name.key, clock_.now());
        if (!marker) return std::unexpected(marker.error());
        removal.marker = true;
        removal.version_id = std::move(*marker);
    }
    if (current == nullptr) return removal;
    if (auto done = remove_current(transaction, *current, changes); !done)
        return std::unexpected(done.error());
    return removal;
}

Result<std::vector<Removal>> Objects::remove(std::string_view bucket, const std::vector<std::string>& keys,
                                             const Precondition& precondition) {
    std::vector<Removal> removals;
    std::vector<Change> changes;
    const auto locks = lock_keys(bucket, keys);
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, keys);
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        changes.clear();
        removals.assign(keys.size(), {});
        const auto versioning = read_versioning(transaction, bucket);
        if (!versioning) return std::unexpected(versioning.error());
        for (std::size_t i = 0; i < keys.size(); ++i) {
            auto info = read_object(transaction, bucket, keys[i]);
            if (!info) return std::unexpected(info.error());
            const ObjectInfo* const current = *info ? &**info : nullptr;
            if (precondition) {
                if (auto held = precondition(current); !held) return held;
            }
            auto removal =
                remove_key(transaction, *versioning, {std::string(bucket), keys[i]}, current, changes);
            if (!removal) return std::unexpected(removal.error());
            removals[i] = std::move(*removal);
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    for (const Change& change : changes) after_(change);
    return removals;
}

Result<Removal> Objects::remove_version(Transaction& transaction, const ObjectName& name,
                                        std::vector<Change>& changes) {
    Removal removal{.version_id = name.version.value_or("")};
    const std::string& version = removal.version_id;
    const auto current = read_object(transaction, name.bucket, name.key);
    if (!current) return std::unexpected(current.error());
    const bool is_current = *current && (*current)->attributes.version_id == version;
    if (is_current) {
        if (auto done = remove_current(transaction, **current, changes); !done)
            return std::unexpected(done.error());
    } else {
        const auto kept = read_version(transaction, name.bucket, name.key, version);
        if (!kept) return std::unexpected(kept.error());
        if (!*kept) return removal;
        removal.marker = (*kept)->marker;
        if (auto done = delete_version(transaction, name.bucket, name.key, version, clock_.now()); !done)
            return std::unexpected(done.error());
    }
    removal.existed = true;
    if (*current && !is_current) return removal;
    auto promoted = promote(transaction, name.bucket, name.key);
    if (!promoted) return std::unexpected(promoted.error());
    if (!*promoted) return removal;
    changes.push_back({Change::Kind::put, std::move(**promoted)});
    if (auto done = index_(transaction, changes.back()); !done) return std::unexpected(done.error());
    return removal;
}

Result<std::vector<Removal>> Objects::remove_versions(std::string_view bucket,
                                                      const std::vector<ObjectName>& names) {
    std::vector<std::string> keys;
    for (const ObjectName& name : names) keys.push_back(name.key);
    std::vector<Removal> removals;
    std::vector<Change> changes;
    const auto locks = lock_keys(bucket, keys);
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, keys);
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        changes.clear();
        removals.clear();
        for (const ObjectName& name : names) {
            auto removal = remove_version(transaction, name, changes);
            if (!removal) return std::unexpected(removal.error());
            removals.push_back(std::move(*removal));
        }
        return {};
    });
    if (!written) return std::unexpected(written.error());
    for (const Change& change : changes) after_(change);
    return removals;
}

Result<VersionPage> Objects::versions(const VersionQuery& query) {
    Result<VersionPage> page = VersionPage{};
    if (query.most == 0) return page;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        page = list_versions(transaction, query);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return page;
}

Result<ListPage> Objects::list(const ListQuery& query) {
    Result<ListPage> page = ListPage{};
    if (query.most == 0) return page;
    const auto read = database_.read([&](Transaction& transaction) -> Result<> {
        page = list_page(transaction, query);
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return page;
}

}  // namespace garden::store
