#include "recommend/teaching.h"

#include <set>
#include <string_view>

#include "base/log.h"
#include "gallery/index.h"
#include "recommend/taste_recommender.h"

namespace garden::recommend {
namespace {

Picture to_recommended(const gallery::Picture& picture) {
    return {.key = picture.key,
            .search_key = picture.parts.search_key.text(),
            .portrait = picture.parts.orientation == gallery::Orientation::portrait,
            .added_at = picture.added_at};
}

using Keys = store::ChangeFeed::Keys;

Result<> look_up_pictures(Recommender& recommender, gallery::Gallery& gallery, Keys keys) {
    const auto pictures = gallery.find(keys);
    if (!pictures) return std::unexpected(pictures.error());
    std::set<std::string_view> gone(keys.begin(), keys.end());
    for (const gallery::Picture& picture : *pictures) {
        if (picture.parts.place != gallery::Place::garden) continue;
        recommender.picture_put(to_recommended(picture));
        gone.erase(picture.key);
    }
    for (const std::string_view key : gone) recommender.picture_removed(key);
    return {};
}

Result<> look_up_looks(Recommender& recommender, gallery::Looks& looks, Keys keys) {
    const auto found = looks.find(keys);
    if (!found) return std::unexpected(found.error());
    for (const gallery::PictureLook& picture : *found)
        recommender.picture_looks(picture.key, picture.look, picture.known_after);
    return {};
}

Result<> look_up_visitors(Recommender& recommender, visitors::Visitors& visitors, Keys ids) {
    const auto found = visitors.find(ids);
    if (!found) return std::unexpected(found.error());
    std::set<std::string_view> gone(ids.begin(), ids.end());
    for (const visitors::Visitor& visitor : *found) {
        recommender.visitor_known(visitor);
        gone.erase(visitor.id);
    }
    for (const std::string_view id : gone) recommender.forget_visitor(id);
    return {};
}

// Of what other programs wrote to the catalog, by the tables that they changed.
store::ChangeFeed::Listeners listeners_of(Recommender& recommender, gallery::Gallery& gallery,
                                          gallery::Looks& looks, visitors::Visitors& visitors,
                                          LogFollower& follower) {
    return {{"pictures", [&](Keys keys) { return look_up_pictures(recommender, gallery, keys); }},
            {"looks", [&](Keys keys) { return look_up_looks(recommender, looks, keys); }},
            {"visitors", [&](Keys ids) { return look_up_visitors(recommender, visitors, ids); }},
            {"interactions",  // of visitors whose events were erased
             [&](Keys ids) -> Result<> {
                 for (const std::string& id : ids) recommender.forget_visitor(id);
                 follower.note_erased();
                 return {};
             }}};
}

}  // namespace

std::unique_ptr<Recommender> make_recommender(SnapshotStore& snapshots) {
    auto recommender = std::make_unique<TasteRecommender>();
    auto snapshot = snapshots.load();
    if (snapshot && !*snapshot) return recommender;
    const auto restored =
        snapshot ? recommender->restore(**snapshot) : Result<>(std::unexpected(snapshot.error()));
    if (restored) return recommender;
    log::warning("the snapshot cannot be used, so the whole log is learned anew",
                 {{"reason", restored.error().message}});
    return std::make_unique<TasteRecommender>();
}

Result<> teach(Recommender& recommender, gallery::Gallery& gallery, gallery::Looks& looks,
               visitors::Visitors& visitors, LogFollower& follower, store::ChangeFeed::Listeners& listeners) {
    listeners = listeners_of(recommender, gallery, looks, visitors, follower);
    const auto pictures = gallery.for_each_picture(
        gallery::Place::garden,
        [&](const gallery::Picture& picture) { recommender.picture_put(to_recommended(picture)); });
    if (!pictures) return pictures;
    const auto seen = looks.for_each([&](const gallery::PictureLook& picture) {
        recommender.picture_looks(picture.key, picture.look, picture.known_after);
    });
    if (!seen) return seen;
    // The latest last, for those are the ones that it remembers.
    const auto known = visitors.for_each_latest(
        kMostKnown, [&](const visitors::Visitor& visitor) { recommender.visitor_known(visitor); });
    // It is in the catalog all the same, and comes with whoever comes.
    if (!known) log::warning("what is known of visitors cannot be read", {{"reason", known.error().message}});
    return follower.follow();
}

void pass_on(Recommender& recommender, const std::function<void(const std::string&)>& look_at,
             const std::string& bucket, const store::Change& change) {
    if (change.object.bucket != bucket) return;
    const auto picture = gallery::picture_of(change.object);
    if (!picture || picture->parts.place != gallery::Place::garden) return;
    if (change.kind == store::Change::Kind::removed) {
        recommender.picture_removed(picture->key);
    } else {
        recommender.picture_put(to_recommended(*picture));
        look_at(picture->key);
    }
}

}  // namespace garden::recommend
