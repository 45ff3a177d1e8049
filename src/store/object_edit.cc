#include "store/object_edit.h"

#include <fmt/format.h>

#include "base/text.h"
#include "store/object_rows.h"
#include "store/trash_rows.h"
#include "store/version_rows.h"

namespace garden::store {

Result<std::optional<ObjectInfo>> ObjectEdit::read(const std::string& key) {
    return read_object(transaction_, bucket_, key);
}

Result<> ObjectEdit::copy_all(const std::vector<ObjectCopy>& copies) {
    std::vector<std::pair<Change, std::vector<BlobPart>>> puts;
    for (const auto& [from, to, more] : copies) {
        auto source = read(from);
        if (!source) return std::unexpected(source.error());
        if (!*source)
            return fail(ErrorCode::not_found, fmt::format("there is no object {}", json_quote(from)));
        auto parts = read_parts(transaction_, bucket_, from);
        if (!parts) return std::unexpected(parts.error());
        Change change{Change::Kind::put, std::move(**source)};
        become_copy(change.object.attributes);
        change.object.key = to;
        for (const auto& [name, value] : more) change.object.metadata.insert_or_assign(name, value);
        puts.emplace_back(std::move(change), std::move(*parts));
    }
    for (auto& [change, parts] : puts) {
        if (auto written = objects_.write_change(transaction_, change, parts); !written) return written;
        changes_.push_back(std::move(change));
    }
    return {};
}

Result<> ObjectEdit::remove_current(const ObjectInfo& current) {
    const auto removed =
        objects_.remove_key(transaction_, versioning_, {bucket_, current.key}, &current, changes_);
    if (!removed) return std::unexpected(removed.error());
    return {};
}

Result<bool> ObjectEdit::remove(const std::string& key) {
    const auto current = read(key);
    if (!current) return std::unexpected(current.error());
    if (!*current) return false;
    if (const auto removed = remove_current(**current); !removed) return std::unexpected(removed.error());
    return true;
}

Result<std::optional<Discarded>> ObjectEdit::discard(const std::string& key) {
    auto current = read(key);
    if (!current) return std::unexpected(current.error());
    if (!*current) return std::nullopt;
    auto id = keep_in_trash(transaction_, **current, objects_.clock_.now());
    if (!id) return std::unexpected(id.error());
    if (const auto removed = remove_current(**current); !removed) return std::unexpected(removed.error());
    return Discarded{std::move(*id), std::move(**current)};
}

Result<> ObjectEdit::restore(const std::string& id) {
    auto object = read_trashed(transaction_, bucket_, id);
    if (!object) return std::unexpected(object.error());
    if (!*object) return fail(ErrorCode::not_found, "this is no longer in the trash");
    const auto parts = read_trashed_parts(transaction_, id);
    if (!parts) return std::unexpected(parts.error());
    Change change{Change::Kind::put, std::move(**object)};
    if (auto written = objects_.write_as_dated(transaction_, change, *parts); !written) return written;
    if (auto gone = delete_trashed(transaction_, id, objects_.clock_.now()); !gone) return gone;
    changes_.push_back(std::move(change));
    return {};
}

Result<> Objects::edit(std::string_view bucket, const std::vector<std::string>& keys,
                       const std::function<Result<>(ObjectEdit&)>& work) {
    const auto locks = lock_keys(bucket, keys);
    const RecentObjects<OpenObject>::Change changing(recent_, bucket, keys);
    std::vector<Change> changes;
    const auto written = database_.write([&](Transaction& transaction) -> Result<> {
        const auto versioning = read_versioning(transaction, bucket);
        if (!versioning) return std::unexpected(versioning.error());
        ObjectEdit edit(*this, transaction, std::string(bucket), *versioning);
        if (auto edited = work(edit); !edited) return edited;
        changes = std::move(edit.changes_);
        return {};
    });
    if (!written) return written;
    for (const Change& change : changes) after_(change);
    return {};
}

Result<OpenObject> Objects::open_discarded(std::string_view bucket, const std::string& id) {
    return open_rows(
        id, [&](Transaction& transaction, std::vector<BlobPart>& parts) -> Result<std::optional<ObjectInfo>> {
            auto object = read_trashed(transaction, bucket, id);
            if (!object || !*object) return object;
            auto held = read_trashed_parts(transaction, id);
            if (!held) return std::unexpected(held.error());
            parts = std::move(*held);
            return object;
        });
}

Result<std::size_t> Objects::empty_trash(std::string_view bucket, Timestamp before) {
    std::size_t emptied = 0;
    while (true) {
        // Not all at once: other writers wait for each of these transactions.
        constexpr std::size_t batch = 500;
        Result<std::size_t> deleted = 0;
        const auto written = database_.write([&](Transaction& transaction) -> Result<> {
            deleted = delete_trashed_before(transaction, bucket, before, batch, clock_.now());
            if (!deleted) return std::unexpected(deleted.error());
            return {};
        });
        if (!written) return std::unexpected(written.error());
        emptied += *deleted;
        if (*deleted < batch) return emptied;
    }
}

}  // namespace garden::store
