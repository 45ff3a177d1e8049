#pragma once

#include <functional>

#include "aws/listener.h"
#include "base/clock.h"
#include "gallery/gallery.h"
#include "personalize/shown_lists.h"
#include "recommend/recommender.h"
#include "visitors/visitors.h"

namespace garden::personalize {

struct Context {
    const Clock& clock;
    gallery::Gallery& gallery;
    visitors::Visitors& visitors;
    recommend::Recommender& recommender;
    // Writes an event to the log and lets the recommender learn it, as every other way to send one does.
    // False: an event with its id is there already.
    std::function<Result<bool>(const visitors::Event&)> record;
    ShownLists shown{};
};

// Amazon Personalize on the AWS listener: PutEvents, PutUsers, PutItems, GetRecommendations and
// GetPersonalizedRanking, at the garden's own recommender. A pair that may only read may not put. `context`
// must outlive it.
aws::DocumentService make_service(Context& context);

}  // namespace garden::personalize
