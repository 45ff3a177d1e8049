#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gallery/gallery.h"
#include "gallery/looks.h"
#include "recommend/log_follower.h"
#include "recommend/recommender.h"
#include "recommend/snapshot_store.h"
#include "store/change_feed.h"
#include "store/objects.h"
#include "visitors/visitors.h"

// What a recommender is told of the garden around it.
namespace garden::recommend {

// A TasteRecommender that knows what was learned when the latest snapshot was made; a new one, with a warning
// in the log, where that cannot be used.
std::unique_ptr<Recommender> make_recommender(SnapshotStore& snapshots);

// Everything that it must know when it starts: pictures and their looks, visitors, and the log. First of all
// `listeners` get who tells it what other programs write to those tables, and the follower has to hear of all
// that was written since (its `prepare`): what is published and liked while the pictures are read is learned
// as everywhere else.
Result<> teach(Recommender& recommender, gallery::Gallery& gallery, gallery::Looks& looks,
               visitors::Visitors& visitors, LogFollower& follower, store::ChangeFeed::Listeners& listeners);

// A picture that came to the garden of this bucket, or went: `look_at` is called for one that came.
void pass_on(Recommender& recommender, const std::function<void(const std::string&)>& look_at,
             const std::string& bucket, const store::Change& change);

}  // namespace garden::recommend
