#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "recommend/also_liked.h"
#include "recommend/insights.h"
#include "recommend/recent.h"
#include "recommend/recommender.h"
#include "recommend/shelf.h"
#include "recommend/taste.h"

namespace garden::recommend {

// Learns from each showing what visitors like (taste.h), and shows them what they will like, with some
// exploration.
//
// A view shows each picture of its impression. A like or dislike carries the slate it was given on: that
// counts as shown too, unless it is one of the latest slates that this visitor was counted for; there a like
// turns what counted as not liked. For clients of the old protocol, which report likes only: what they were
// given first is held back for this visitor until an event tells what was shown.
//
// No visitor counts more than a few times for a picture: showings after a like and after the fourth teach
// nothing, nor do those of a picture that they saw before the latest 512. Of these 8,192 are remembered;
// whoever saw more teaches nothing of pictures that are new to them.
//
// What is explored follows from the visitor's id and the number of events learned, so that the same state
// gives the same answers. Memory: about 900 octets a picture beside its key, and up to 550 more
// (also_liked.h) for one that was liked; 4.5 kB for each of the latest 10,000 visitors who did something,
// with 8 octets for each picture seen, up to 512, 4 for each seen before those, up to 8,192, and 56 for each
// picture of the latest three slates; 200 octets for each of the latest 50,000 who are only known; and what
// insights.h says.
class TasteRecommender final : public Recommender {
  public:
    Recommendation recommend(const Query& query) const override;
    std::vector<std::string> rank(const Query& query, std::span<const std::string> keys) const override;
    std::vector<std::string> separate_twins(std::span<const std::string> keys) const override;
    void note_given(const std::string& visitor_id, const Recommendation& given) override;
    std::vector<std::string> slate_with(std::string_view visitor_id, std::string_view key) const override;
    void record(const visitors::Event& event, bool is_measured) override;
    std::int64_t learned() const override;
    void picture_put(const Picture& picture) override;
    void picture_removed(std::string_view key) override;
    void picture_looks(std::string_view key, const image::Look& look, std::int64_t known_after) override;
    std::vector<std::vector<std::string>> take_unreported(const visitors::Event& event) override;
    void drop_unreported(std::string_view visitor_id, const std::vector<std::string>& impression) override;
    void visitor_known(const visitors::Visitor& visitor) override;
    void forget_visitor(std::string_view visitor_id) override;
    visitors::Visitor visitor(std::string_view visitor_id) const override;
    Result<Explanation> explain(std::string_view visitor_id, std::string_view key) const override;
    Snapshot snapshot() const override;
    Result<> restore(const Snapshot& snapshot) override;
    Figures figures() const override;

  private:
    struct Item {
        std::string key;
        std::size_t emotion = 0;
        Effects effects;
        Vector features{};             // a one and the look
        std::int64_t known_after = 0;  // events up to this one were learned without the look
        std::uint32_t showings = 0;
        Shelf* shelf = nullptr;  // null: the picture is not there
        std::size_t slot = 0;
    };
    // A picture that a visitor saw.
    struct Seen {
        PictureNumber picture = 0;
        std::uint16_t times = 0;
        bool liked = false;
        bool teaches = true;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(picture, times, liked, teaches);
        }
    };
    // A showing of a slate that was counted.
    struct Shown {
        PictureNumber picture = 0;
        Showing showing;
        std::optional<Evidence> evidence;  // nothing: it taught nothing

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(picture, showing, evidence);
        }
    };
    struct Slate {
        std::uint64_t impression = 0;  // its hash
        bool viewed = false;           // a view told of it
        std::vector<Shown> shown;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(impression, viewed, shown);
        }
    };
    // What was learned of a visitor: follows from the log.
    struct Learned {
        VisitorTaste taste;
        std::vector<Seen> seen;             // the latest last
        std::vector<PictureNumber> before;  // seen before those, by their numbers
        AlsoLiked::Likes likes;
        std::vector<Slate> slates;  // the latest last

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(taste, seen, before, likes, slates);
        }
    };
    struct Given {
        std::vector<PictureNumber> slate;
        bool is_told = false;  // by an event that is not learned yet
    };
    // What a visitor is, and what they were given first that was not learned yet.
    struct Known {
        std::size_t generation = kGenerations - 1;
        std::size_t gender = kGenders - 1;
        std::vector<Given> given;  // the latest last
    };
    using ShelfName = std::pair<std::string, bool>;  // search key, portrait
    // Of a picture in an order.
    struct Place {
        float score = 0;
        std::size_t slot = 0;
    };
    // Who asks.
    struct Asking {
        Mood mood;
        Vector weights{};
        std::optional<std::uint64_t> seed;  // of what is explored; nothing: only what is believed counts
        AlsoLiked::Likes likes;
        std::vector<Seen> seen;  // or given, by their numbers; several entries may be of one picture
    };

    VisitorTaste taste_of(const Learned* learned) const;  // nullptr: of a new visitor
    AlsoLiked::Likes likes_of(const Learned& learned) const;
    // As the log has them.
    Asking learned_of(const visitors::Visitor& visitor, std::size_t emotion) const;
    // What they were given counts as seen.
    Asking asking(const visitors::Visitor& visitor, std::size_t emotion) const;
    static std::size_t times_seen(const Asking& asking, PictureNumber picture);
    // The log-odds of a like by a visitor who saw the picture so often before; `first`: at first sight.
    float faded(float first, std::size_t times) const;
    float score(const Item& item, PictureNumber number, const Asking& asking, float nearness) const;
    void add_nearness(const Shelf& shelf, const Asking& asking, std::vector<float>& scores) const;
    std::vector<std::pair<std::size_t, std::size_t>> seen_on(const Shelf& shelf, const Asking& asking) const;
    static std::vector<Place> best_places(const Shelf& shelf, const std::vector<float>& scores,
                                          std::size_t wanted);
    // `behind`: what a page shows before these.
    std::vector<PictureNumber> best_of(const Shelf* shelf, const Asking& asking, std::size_t limit,
                                       std::span<const PictureNumber> behind = {}) const;
    // Without those that were forgotten.
    std::vector<PictureNumber> remembered(std::vector<PictureNumber> pictures) const;
    std::vector<std::string> keys_of(const std::vector<PictureNumber>& pictures) const;
    // One for each key, though it be of no picture.
    std::vector<PictureNumber> numbers_of(std::span<const std::string> keys) const;
    bool are_twins(PictureNumber one, PictureNumber other) const;
    void move_twins(std::span<const PictureNumber> behind, std::vector<PictureNumber>& pictures) const;
    void offer_unseen(const Shelf& shelf, const Asking& asking, const std::vector<float>& scores,
                      std::vector<Place>& places) const;
    const Shelf* find_shelf(const std::string& search_key, bool portrait) const;
    Item* find_item(std::string_view key);
    Item& make_item(std::string_view key, std::size_t emotion);
    void take_off_shelf(Item& item);
    void keep_absent(const Item& item);

    // Call it before learn(); `may_ask`: the event may ask a question.
    void measure(const visitors::Event& event, bool may_ask);
    void measure_slate(const visitors::Event& event, bool may_ask);
    Answers answers(const visitors::Event& event, const Mood& mood, const Shelf& shelf) const;

    void learn(const visitors::Event& event);
    static std::uint64_t hash_of(const std::vector<std::string>& impression);
    // Whether an event is of one of the latest slates that its visitor was counted for.
    bool is_counted(const visitors::Event& event) const;
    // Of the latest slates of its visitor the one that an event is of; the end: of none of them.
    std::vector<Slate>::const_iterator slate_of(const visitors::Event& event,
                                                const std::vector<Slate>& slates) const;
    // Whether an event shows its impression, after those slates.
    bool shows_anew(const visitors::Event& event, const std::vector<Slate>& slates) const;
    static Mood mood_of(const visitors::Event& event, const Item& item);
    static const Vector& features_at(const visitors::Event& event, const Item& item);
    void bring_through_drifts(Learned& visitor);
    void show_slate(const visitors::Event& event, Learned& visitor);
    void show(const visitors::Event& event, const std::string& key, std::size_t place, Learned& visitor,
              Slate& slate);
    static Seen& note_seen(Learned& visitor, PictureNumber picture);
    void note_like(Seen& seen, Learned& visitor);
    void like_late(const visitors::Event& event, Learned& visitor, Slate& slate);
    void learn_priors();
    void loosen_pictures();
    void update_shelf(const Item& item);
    void forget_given(const visitors::Event& event);

    static constexpr std::size_t kSlate = 3;  // pages show so many at a time
    static constexpr std::size_t kMostLearned = 10'000;

    mutable std::shared_mutex mutex_;  // guards all below but known_
    Taste taste_;
    AlsoLiked also_liked_;
    std::vector<std::unique_ptr<Item>> items_;                     // by number; null: forgotten
    std::unordered_map<std::string_view, PictureNumber> numbers_;  // by the keys of items_
    std::deque<PictureNumber> absent_;  // once taken off a shelf, or on none yet; the oldest first
    std::map<ShelfName, Shelf> shelves_;
    Recent<Learned> learned_{kMostLearned};
    std::uint64_t events_ = 0;     // learned
    std::int64_t last_event_ = 0;  // its number in the log
    Insights insights_;            // thread-safe; fed under mutex_

    mutable std::mutex known_mutex_;  // taken after mutex_; guards known_
    Recent<Known> known_{kMostKnown};
};

}  // namespace garden::recommend
