#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "gallery/key.h"
#include "image/look.h"
#include "recommend/figures.h"
#include "visitors/visitor.h"

namespace garden::recommend {

// Of so many visitors, the latest, a recommender remembers who they are.
inline constexpr std::size_t kMostKnown = 50'000;

// A published picture, as the gallery knows it.
struct Picture {
    std::string key;         // emotions/<search key>/<name>.jpeg
    std::string search_key;  // <emotion> or <emotion>/<favorite>
    bool portrait = false;
    Timestamp added_at;
};

struct Query {
    visitors::Visitor visitor;
    std::string search_key;                           // exact
    std::size_t limit = 25;                           // pictures of each orientation at most
    std::optional<gallery::Orientation> orientation;  // nothing: both
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

// What was learned of the log up to an event.
struct Snapshot {
    std::int64_t number = 0;  // of that event
    std::int64_t events = 0;  // that were learned
    std::string octets;
};

// Decides which pictures a visitor is shown, and learns from what they do. Thread-safe; recommend() touches
// memory only and takes microseconds. Pages show three pictures at a time, landscape before portrait: while
// there are others, no three of those have two that look alike. Its whole state follows from the pictures,
// their looks and the log of events: a snapshot only saves the time to learn.
class Recommender {
  public:
    virtual ~Recommender() = default;

    virtual Recommendation recommend(const Query& query) const = 0;

    // These keys in the order in which this visitor should see them, best first, both orientations and all
    // search keys together; doubles are left out. Those that are unknown come last, in the order given. Of
    // the query the visitor alone counts here.
    virtual std::vector<std::string> rank(const Query& query, std::span<const std::string> keys) const = 0;

    // The same keys, of which no two that look alike are among the same three of a page while there are
    // others; those that are unknown come last.
    virtual std::vector<std::string> separate_twins(std::span<const std::string> keys) const = 0;

    // This visitor was given these. A page joins landscape and portrait: the first three of that count as
    // seen until an event tells what was shown.
    virtual void note_given(const std::string& visitor_id, const Recommendation& given) = 0;

    // The latest slate that this visitor was given first, of which an event is to tell yet, with this
    // picture in it; empty: there is none.
    virtual std::vector<std::string> slate_with(std::string_view visitor_id, std::string_view key) const = 0;

    // Learns one event of the log; each once, in the log's order. `is_measured`: it counts in figures(). For
    // events long past it need not: that takes longer, and what comes after them fills the window.
    virtual void record(const visitors::Event& event, bool is_measured) = 0;

    // The number of the event that was learned last; 0: none was.
    virtual std::int64_t learned() const = 0;

    // A picture is there, new or replaced; or is there no longer. Keys that are unknown are fine.
    virtual void picture_put(const Picture& picture) = 0;
    virtual void picture_removed(std::string_view key) = 0;

    // What a picture looks like: of one that is there, or that the log tells of. Events up to the number
    // `known_after` in the log are learned as if nothing was known of its look, as they were when they
    // happened.
    virtual void picture_looks(std::string_view key, const image::Look& look, std::int64_t known_after) = 0;

    // The slates that this visitor was given first, and of which no event told: what was shown by a client
    // that reports likes only, to be recorded as views. Each is handed out once, and counts as seen until
    // that is learned. What the event tells of now is none of them, nor what was given after that: the
    // visitor has not come to it.
    virtual std::vector<std::vector<std::string>> take_unreported(const visitors::Event& event) = 0;

    // A client that reports what was shown has reported this impression: other slates, of which it never
    // told, were not shown.
    virtual void drop_unreported(std::string_view visitor_id, const std::vector<std::string>& impression) = 0;

    // What is known of a visitor, before or between their events; fields that are empty leave what was known.
    virtual void visitor_known(const visitors::Visitor& visitor) = 0;
    // The same the other way; without a field where nothing is known, as of visitors who were forgotten
    // because many came since.
    virtual visitors::Visitor visitor(std::string_view visitor_id) const = 0;
    // Forgets a visitor: what they are, saw and like. What others' recommendations owe to them goes when the
    // log without them is learned anew.
    virtual void forget_visitor(std::string_view visitor_id) = 0;

    // `not_found`: no such picture.
    virtual Result<Explanation> explain(std::string_view visitor_id, std::string_view key) const = 0;

    // All that was learned, so that whoever restores it need not learn the log up to there anew: the answers
    // are the same. Events wait meanwhile.
    virtual Snapshot snapshot() const = 0;
    // Before any picture is known. `corrupt`: it is none, or of another format; then nothing was restored.
    virtual Result<> restore(const Snapshot& snapshot) = 0;

    // How good it is. Takes up to 20 ms, during which no event is learned.
    virtual Figures figures() const = 0;
};

}  // namespace garden::recommend
