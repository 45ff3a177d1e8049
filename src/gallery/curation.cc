#include "gallery/curation.h"

#include "gallery/index.h"
#include "store/trash_rows.h"

namespace garden::gallery {
namespace {

bool are_same(const store::ObjectInfo& a, const store::ObjectInfo& b) {
    return a.etag == b.etag && a.size == b.size && a.metadata == b.metadata;
}

Result<bool> is_listed(store::ObjectEdit& edit, const std::string& key) {
    const auto rows = edit.transaction().run("SELECT 1 FROM pictures WHERE key = $1", {key});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

// To the trash, with what the listing of the trash asks for. False: there was nothing.
Result<bool> discard(store::ObjectEdit& edit, const std::string& key) {
    const auto discarded = edit.discard(key);
    if (!discarded) return std::unexpected(discarded.error());
    if (!*discarded) return false;
    const auto parts = parse_picture_key(key);
    const SearchKey search_key = parts ? parts->search_key : SearchKey{};
    const std::string orientation = parts ? std::string(1, letter(parts->orientation)) : "";
    const auto origin = write_origin(edit.transaction(), (*discarded)->object);
    if (!origin) return std::unexpected(origin.error());
    const auto rows = edit.transaction().run(
        "INSERT INTO trashed_pictures (id, bucket, removed_at, emotion, favorite, orientation, painter, "
        "prompt) "
        "SELECT id, bucket, removed_at, $2, $3, $4, $5, $6 FROM trash WHERE id = $1",
        {(*discarded)->id, search_key.emotion, search_key.favorite, orientation, origin->painter,
         origin->prompt});
    if (!rows) return std::unexpected(rows.error());
    return true;
}

// Where there is nothing to move: it is there already, or there is none.
Result<Outcome> without_source(store::ObjectEdit& edit, const std::string& key, const std::string& target) {
    const auto there = edit.read(target);
    if (!there) return std::unexpected(there.error());
    return Outcome{key, *there ? Fate::unchanged : Fate::missing};
}

// Makes `target` what `source` is; false: it was already.
Result<bool> put_copy(store::ObjectEdit& edit, const store::ObjectInfo& source, const std::string& target) {
    const auto current = edit.read(target);
    if (!current) return std::unexpected(current.error());
    if (*current && are_same(source, **current)) {
        const auto listed = is_listed(edit, target);
        if (!listed) return listed;
        if (*listed) return false;
    } else if (*current) {
        if (const auto displaced = discard(edit, target); !displaced) return displaced;
    }
    if (auto copied = edit.copy(source.key, target); !copied) return std::unexpected(copied.error());
    return true;
}

// True: it was otherwise before. `mark` is the ETag of what is disliked; empty: it is not.
Result<bool> write_mark(store::ObjectEdit& edit, const std::string& key, const std::string& mark) {
    const auto rows = edit.transaction().run(
        "UPDATE pictures SET disliked = $2 WHERE key = $1 AND disliked <> $2 RETURNING key", {key, mark});
    if (!rows) return std::unexpected(rows.error());
    return !rows->empty();
}

Result<Outcome> mark_one(store::ObjectEdit& edit, const std::string& key, bool disliked) {
    const auto object = edit.read(key);
    if (!object) return std::unexpected(object.error());
    if (!*object) return Outcome{key, Fate::missing};
    const auto listed = is_listed(edit, key);
    if (!listed) return std::unexpected(listed.error());
    if (!*listed)
        return Outcome{key, Fate::refused, "only what pool or garden list as a picture can be disliked"};
    const auto changed = write_mark(edit, key, disliked ? (*object)->etag : "");
    if (!changed) return std::unexpected(changed.error());
    return Outcome{key, *changed ? Fate::done : Fate::unchanged};
}

// Who publishes a picture likes it, wherever it was disliked before.
Result<> forgive(store::ObjectEdit& edit, const std::string& source, const std::string& target) {
    for (const std::string& key : {source, target})
        if (const auto changed = write_mark(edit, key, ""); !changed) return std::unexpected(changed.error());
    return {};
}

Result<Outcome> publish_one(store::ObjectEdit& edit, const std::string& key) {
    const auto target = counterpart(key, Place::pool);
    if (!target) {
        return Outcome{key, Fate::refused,
                       "only a picture of the pool can be published: imgPool/<emotion>/… .jpeg"};
    }
    const auto source = edit.read(key);
    if (!source) return std::unexpected(source.error());
    if (!*source) return without_source(edit, key, *target);
    const auto changed = put_copy(edit, **source, *target);
    if (!changed) return std::unexpected(changed.error());
    if (const auto forgiven = forgive(edit, key, *target); !forgiven)
        return std::unexpected(forgiven.error());
    return Outcome{key, *changed ? Fate::done : Fate::unchanged};
}

Result<Outcome> unpublish_one(store::ObjectEdit& edit, const std::string& key) {
    const auto target = counterpart(key, Place::garden);
    if (!target) {
        return Outcome{key, Fate::refused,
                       "only a picture of the garden can be unpublished: emotions/<emotion>/… .jpeg"};
    }
    const auto source = edit.read(key);
    if (!source) return std::unexpected(source.error());
    if (!*source) return without_source(edit, key, *target);
    if (const auto put = put_copy(edit, **source, *target); !put) return std::unexpected(put.error());
    if (const auto removed = edit.remove(key); !removed) return std::unexpected(removed.error());
    return Outcome{key};
}

std::vector<std::string> with_counterparts(const std::vector<std::string>& keys, Place place) {
    std::vector<std::string> all = keys;
    for (const std::string& key : keys) {
        if (auto other = counterpart(key, place)) all.push_back(std::move(*other));
    }
    return all;
}

}  // namespace

Result<std::vector<Outcome>> Curation::each(const std::vector<std::string>& keys,
                                            const std::vector<std::string>& locked, const Step& step) {
    std::vector<Outcome> outcomes;
    const auto edited = objects_.edit(bucket_, locked, [&](store::ObjectEdit& edit) -> Result<> {
        outcomes.clear();
        outcomes.reserve(keys.size());
        for (const std::string& key : keys) {
            auto outcome = step(edit, key);
            if (!outcome) return std::unexpected(outcome.error());
            outcomes.push_back(std::move(*outcome));
        }
        return {};
    });
    if (!edited) return std::unexpected(edited.error());
    return outcomes;
}

Result<std::vector<Outcome>> Curation::remove(const std::vector<std::string>& sent) {
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    return each(*keys, *keys, [](store::ObjectEdit& edit, const std::string& key) -> Result<Outcome> {
        const auto removed = discard(edit, key);
        if (!removed) return std::unexpected(removed.error());
        return Outcome{key, *removed ? Fate::done : Fate::missing};
    });
}

Result<std::vector<Outcome>> Curation::publish(const std::vector<std::string>& sent) {
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    return each(*keys, with_counterparts(*keys, Place::pool), publish_one);
}

Result<std::vector<Outcome>> Curation::unpublish(const std::vector<std::string>& sent) {
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    return each(*keys, with_counterparts(*keys, Place::garden), unpublish_one);
}

Result<std::vector<Outcome>> Curation::dislike(const std::vector<std::string>& sent) {
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    return each(*keys, *keys,
                [](store::ObjectEdit& edit, const std::string& key) { return mark_one(edit, key, true); });
}

Result<std::vector<Outcome>> Curation::undislike(const std::vector<std::string>& sent) {
    const auto keys = gallery_.resolve(sent);
    if (!keys) return std::unexpected(keys.error());
    return each(*keys, *keys,
                [](store::ObjectEdit& edit, const std::string& key) { return mark_one(edit, key, false); });
}

Result<std::vector<Outcome>> Curation::restore(const std::vector<std::string>& sent) {
    std::vector<std::string> locked;
    for (const std::string& each : sent) {
        for (std::string& key : client_keys(each)) locked.push_back(std::move(key));
    }
    return each(sent, locked, [this](store::ObjectEdit& edit, const std::string& name) {
        return restore_one(edit, client_keys(name));
    });
}

// The names of what is in the trash cannot be resolved by what exists: the first that the trash knows counts.
Result<Outcome> Curation::restore_one(store::ObjectEdit& edit, const std::vector<std::string>& candidates) {
    for (const std::string& key : candidates) {
        const auto id = store::find_trashed(edit.transaction(), bucket_, key);
        if (!id) return std::unexpected(id.error());
        if (!*id) continue;
        const auto current = edit.read(key);
        if (!current) return std::unexpected(current.error());
        if (*current) {
            return Outcome{key, Fate::refused,
                           "another picture has this key now: remove that one first, then restore it"};
        }
        if (const auto restored = edit.restore(**id); !restored) return std::unexpected(restored.error());
        return Outcome{key};
    }
    for (const std::string& key : candidates) {
        const auto current = edit.read(key);
        if (!current) return std::unexpected(current.error());
        if (*current) return Outcome{key, Fate::unchanged};
    }
    return Outcome{candidates.back(), Fate::missing};
}

Result<std::size_t> Curation::empty_trash() { return objects_.empty_trash(bucket_, Timestamp::max()); }

Result<std::size_t> Curation::empty_trash(std::chrono::days age) {
    return objects_.empty_trash(bucket_, clock_.now() - age);
}

}  // namespace garden::gallery
