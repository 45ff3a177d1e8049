#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "image/look.h"
#include "recommend/figures.h"
#include "visitors/visitor.h"

namespace garden::recommend {

// A published picture, as the gallery knows it.
struct Picture {
    std::string key;         // emotions/<search key>/<name>.jpeg
    std::string search_key;  // <emotion> or <emotion>/<favorite>
    bool portrait = false;
    Timestamp added_at;
};

struct Query {
    visitors::Visitor visitor;
    std::string search_key;  // exact
    std::size_t limit = 25;  // pictures of each orientation at most
};

// Keys, best first.
struct Recommendation {
    std::vector<std::string> landscape;
    std::vector<std::string> portrait;
};

// Why a picture stands where it does.
struct Explanation {
    std::string words;                                    // one or two sentences in English
    std::vector<std::pair<std::string, double>> numbers;  // what the order rests on, by name
};

// Decides which pictures a visitor is shown, and learns from what they do. Thread-safe; recommend() touches
// memory only and takes microseconds. Its whole state follows from the pictures, their looks and the log
// of events: nothing else is stored.
class Recommender {
  public:
    virtual ~Recommender() = default;

    virtual Recommendation recommend(const Query& query) = 0;

    // These keys in the order in which this visitor should see them, best first, both orientations and all
    // search keys together; doubles are left out. Those that are unknown come last, in the order given.
    // `query.search_key` and `query.limit` say nothing here.
    virtual std::vector<std::string> rank(const Query& query, std::span<const std::string> keys) = 0;

    // Learns one event that is in the log already.
    virtual void record(const visitors::Event& event) = 0;

    // A picture is there, new or replaced; or is there no longer. Keys that are unknown are fine.
    virtual void picture_put(const Picture& picture) = 0;
    virtual void picture_removed(std::string_view key) = 0;

    // What a picture looks like: of one that is there, or that the log tells of. Events up to the number
    // `known_after` in the log are learned as if nothing was known of its look, as they were when they
    // happened.
    virtual void picture_looks(std::string_view key, const image::Look& look, std::int64_t known_after) = 0;

    // The slates that this visitor was given first, and of which no event told: what was shown by a client
    // that reports likes only. Each is handed out once. What `impression` tells of now is none of them.
    virtual std::vector<std::vector<std::string>> take_unreported(
        std::string_view visitor_id, const std::vector<std::string>& impression) = 0;

    // What is known of a visitor, before or between their events; fields that are empty leave what was known.
    virtual void visitor_known(const visitors::Visitor& visitor) = 0;
    // The same the other way; without a field where nothing is known, as of visitors who were forgotten
    // because many came since.
    virtual visitors::Visitor visitor(std::string_view visitor_id) const = 0;
    // Forgets a visitor: what they are, saw and like. What others' recommendations owe to them goes with the
    // next rebuild from a log without them.
    virtual void forget_visitor(std::string_view visitor_id) = 0;

    // `not_found`: no such picture.
    virtual Result<Explanation> explain(std::string_view visitor_id, std::string_view key) const = 0;

    // Hands every event of the log, in order, to the function that it is given.
    using Replay = std::function<Result<>(const std::function<void(const visitors::Event&)>&)>;

    // Forgets all that was learned (not the pictures) and learns the log anew. Events up to the number
    // `measured_after` are learned only: measuring with them would take longer, and what comes after them
    // fills the window of figures().
    virtual Result<> rebuild(const Replay& replay, std::int64_t measured_after) = 0;

    // How good it is. Takes up to 20 ms, during which no event is learned.
    virtual Figures figures() const = 0;
};

}  // namespace garden::recommend
