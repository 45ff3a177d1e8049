#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "recommend/taste.h"

// How good the recommender is, as plain numbers over the latest slates that visitors were shown.
//
// The figures of rankings are prequential (Gama, Sebastião and Rodrigues, "On evaluating stream learning
// algorithms", 2013: first test, then train): before a slate is learned, the recommender is asked for its
// best 25 of the pictures with the search key and orientation of the slate's first, as if this visitor came
// now, and the pictures of the slate that the visitor likes are looked up there. The baseline is asked the
// same.
namespace garden::recommend {

// The depths k of NDCG@k and precision@k; MRR is that of the deepest.
inline constexpr std::array<std::size_t, 3> kDepths = {5, 10, 25};
inline constexpr std::size_t kDeepest = kDepths.back();

// Means over questions, each in [0, 1].
struct Quality {
    // Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002, with gains of 0 or
    // 1: the sum of 1 / log2(1 + rank) over the liked pictures within the depth, divided by the most that
    // this sum could be.
    std::array<double, kDepths.size()> ndcg{};
    // Liked pictures within the depth, divided by the depth.
    std::array<double, kDepths.size()> precision{};
    // Voorhees, "The TREC-8 question answering track report", 1999: 1 / the rank of the first liked picture;
    // 0 below the deepest depth.
    double mrr = 0;
};

struct Comparison {
    std::size_t questions = 0;  // those of which something was liked; 0: the qualities say nothing
    Quality recommender;
    Quality popularity;
};

// Pictures in places of slates.
struct Count {
    std::uint64_t shown = 0;
    std::uint64_t liked = 0;
};

// The same, and how many different visitors that were.
struct Audience : Count {
    std::uint64_t visitors = 0;
};

// Different pictures of the garden, in the window.
struct Coverage {
    std::size_t pictures = 0;     // that there are
    std::size_t shown = 0;        // in slates
    std::size_t recommended = 0;  // among the first three answers to a question
    std::size_t popular = 0;      // the same of the baseline
};

struct Figures {
    std::size_t slates = 0;           // in the window
    std::size_t asked = 0;            // those of them that asked a question
    std::optional<Timestamp> oldest;  // of the events that are in the window; nothing: none is

    Comparison all;
    Comparison new_visitors;  // who saw fewer than six pictures before
    Comparison new_pictures;  // only likes of pictures shown fewer than ten times before count

    Audience clicks;
    Count clicks_of_new_visitors;
    Count clicks_of_new_pictures;
    std::array<Count, kPlaces> places;  // on the screen; further ones count as the last of these

    Coverage coverage;
    std::uint64_t first_places = 0;     // the first three answers to each question
    std::uint64_t explored_places = 0;  // those of them that what is believed alone would give to others

    std::array<Audience, kEmotions> emotions;
    std::array<Audience, kGenerations> generations;
    std::array<Audience, kGenders> genders;
    std::array<Audience, 24> hours;  // in the time zone of this machine
};

}  // namespace garden::recommend
