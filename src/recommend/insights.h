#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "recommend/figures.h"
#include "recommend/recent.h"
#include "recommend/shelf.h"
#include "recommend/taste.h"

namespace garden::recommend {

// The pictures of the question that a slate asked (figures.h), best first, kDeepest at most.
struct Answers {
    std::vector<PictureNumber> recommender;
    std::vector<PictureNumber> popularity;
    std::size_t first = 0;     // of the recommender's places that a page shows first, those that there are
    std::size_t explored = 0;  // and those of them that what is believed alone would have given to others
};

// A slate before it is learned.
struct ShownSlate {
    struct Place {
        std::optional<PictureNumber> picture;  // nothing: an unknown key
        bool is_new = false;                   // shown fewer than kNewShowings times before
        bool is_asked = false;                 // one of the pictures that the question is about
    };
    Timestamp at;
    Mood mood;  // the emotion is that of its first picture
    bool visitor_is_new = false;
    std::vector<Place> places;  // those after kMostMeasured are left out
    std::optional<Answers> answers;
};

// Measures the recommender while it works: remembers the latest slates with what was liked of them and where
// two rankings had it before that was learned. Thread-safe. Memory: 8 octets a picture ever shown; for
// each of the latest kWindow slates some 120 octets and 16 for each of its pictures; some 200 octets beside
// the id for each of as many visitors.
class Insights {
  public:
    static constexpr std::size_t kWindow = 10'000;     // slates
    static constexpr std::size_t kMostMeasured = 50;   // pictures of a slate
    static constexpr std::size_t kFirstPlaces = 3;     // what pages show first of an answer
    static constexpr std::size_t kOpenSlates = 3;      // of a visitor: the latest; likes may be of any
    static constexpr std::uint32_t kNewShowings = 10;  // a picture shown fewer times is new
    static constexpr std::size_t kNewVisitorSaw = 6;   // a visitor who saw fewer pictures is new

    // Whether a slate may ask a question about so many pictures now. To rank many takes long: then the
    // slates after it ask nothing until that is made up for, so that slates take the same time on average
    // however many pictures there are, and which ones ask does not depend on how many they ask about.
    bool may_ask(std::size_t pictures);

    // The baseline: (likes + 1/2) / (showings + 4) of each picture of the shelf, in the order of its slots,
    // over the whole log. The fraction of a picture that nobody has seen is that of the garden's simulated
    // audiences' popularity policy: one in eight is liked.
    void popularity(const Shelf& shelf, std::vector<float>& scores) const;

    void note_slate(std::string_view visitor_id, const ShownSlate& slate);
    // Of the latest of this visitor's open slates that has this picture; of any other it means nothing.
    void note_like(std::string_view visitor_id, PictureNumber picture);

    // What was shown stays counted, of nobody in particular.
    void forget_visitor(std::string_view visitor_id);

    // All of it, to or from a snapshot.
    template <typename Archive>
    void serialize(Archive& archive) {
        const std::lock_guard lock(mutex_);
        archive(records_, first_record_, latest_, tallies_, allowance_);
    }

    // `is_there` tells whether a picture is among the `pictures` of the garden now.
    Figures figures(std::size_t pictures, const std::function<bool(PictureNumber)>& is_there) const;

  private:
    struct Place {
        std::optional<PictureNumber> picture;
        std::uint8_t recommended = 0;  // its rank, from 1; 0: below kDeepest
        std::uint8_t popular = 0;
        bool is_new = false;
        bool is_asked = false;
        bool is_liked = false;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(picture, recommended, popular, is_new, is_asked, is_liked);
        }
    };
    struct Record {
        std::uint64_t visitor = 0;  // a hash of the id; 0: nobody in particular
        Timestamp at;
        Mood mood;
        bool visitor_is_new = false;
        bool is_asked = false;
        std::uint8_t first = 0;
        std::uint8_t explored = 0;
        std::array<std::optional<PictureNumber>, kFirstPlaces> recommended;
        std::array<std::optional<PictureNumber>, kFirstPlaces> popular;
        std::vector<Place> places;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(visitor, at, mood, visitor_is_new, is_asked, first, explored, recommended, popular,
                    places);
        }
    };
    struct Tally {
        std::uint32_t showings = 0;
        std::uint32_t likes = 0;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(showings, likes);
        }
    };
    using RankOf = std::uint8_t Place::*;

    static Record record_of(const ShownSlate& slate);
    // Whom a record counts for.
    static std::array<Audience*, 5> audiences_of(const Record& record, Figures& figures);
    static void count(const Record& record, Figures& figures);
    static void count_visitors(std::vector<std::pair<Audience*, std::uint64_t>> seen);
    static void judge(const Record& record, bool only_new, Comparison& comparison);
    static void judge(const std::vector<const Place*>& liked, RankOf rank, Quality& sums);
    Tally& tally(PictureNumber picture);

    mutable std::mutex mutex_;  // guards all below
    std::deque<Record> records_;
    std::uint64_t first_record_ = 0;  // the number of the first of records_
    // The numbers of the latest records of each visitor, the latest last.
    Recent<std::vector<std::uint64_t>> latest_{kWindow};
    std::vector<Tally> tallies_;  // by picture
    double allowance_ = 0;        // below 0: what questions took in advance
};

}  // namespace garden::recommend
