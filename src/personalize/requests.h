#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "personalize/filter.h"
#include "visitors/visitor.h"

// The requests that are understood, as plain data. Each read_… takes the body and answers as of the service
// model: SerializationException for no JSON or a member of another type, InvalidInputException for one that
// is missing or out of its range, ResourceNotFoundException for a filter or dataset that is not there. Items
// are as sent: keys, or URLs of them. Members that nobody here knows are ignored.
namespace garden::personalize {

struct SentEvent {
    visitors::Event event;
    std::string recommendation_id;  // of the list that was shown where the impression is empty; may be empty
};

// PutEvents. The visitor is the user, or the session of one who is unknown. A type is click, like, dislike or
// view. A time later than `now` becomes `now`. Of a view the item is one that was seen.
Or<std::vector<SentEvent>> read_put_events(std::string_view body, Timestamp now);

// PutUsers, of the properties GENERATION, GENDER and EMOTION.
Or<std::vector<visitors::Visitor>> read_put_users(std::string_view body);

struct SentItem {
    std::string item;
    std::string emotion;  // the search key; may be empty
};

// PutItems, of the properties EMOTION and TIMESTAMP; of the latter only that it is a number of seconds.
Or<std::vector<SentItem>> read_put_items(std::string_view body);

// GetRecommendations.
struct RecommendationsRequest {
    visitors::Visitor visitor;  // what the context tells of them; the id may be empty
    std::string item;           // others like it are wanted; may be empty
    std::size_t most = 0;       // 0–500
    Filter filter;
};
Or<RecommendationsRequest> read_get_recommendations(std::string_view body);

// GetPersonalizedRanking.
struct RankingRequest {
    visitors::Visitor visitor;
    std::vector<std::string> items;  // 1–500
    Filter filter;
};
Or<RankingRequest> read_get_personalized_ranking(std::string_view body);

}  // namespace garden::personalize
