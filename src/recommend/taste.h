#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "recommend/gaussian.h"

namespace garden::recommend {

inline constexpr std::size_t kEmotions = 8;     // in the order of gallery::kEmotions
inline constexpr std::size_t kGenerations = 8;  // the seven of protocol.md in their order, then unknown
inline constexpr std::size_t kGenders = 3;      // Male, Female, unknown
inline constexpr std::size_t kPlaces = 8;       // on the screen; further ones count as the last of these
inline constexpr std::size_t kRepeats =
    8;  // times that a visitor saw a picture before; more count as the last

// Who is shown pictures of which emotion; each is below the count above.
struct Mood {
    std::size_t emotion = 0;
    std::size_t generation = kGenerations - 1;
    std::size_t gender = kGenders - 1;
};

// How much more a picture is liked than others that look like it: by all, by each generation, by each gender;
// log-odds. And what it has of the features beside what its look tells, each for itself.
struct Effects {
    Belief all;
    std::array<Belief, kGenerations> generations;
    std::array<Belief, kGenders> genders;
    Vector hidden{};
    Vector hidden_variances{};
};

// A picture's features, with what is believed of the hidden ones.
Vector whole_features(const Vector& features, const Effects& effects);

// What a visitor likes.
struct VisitorTaste {
    Gaussian weights;
    std::uint32_t prior = 0;   // which prior of visitors it began with or was brought to
    std::uint32_t drifts = 0;  // of all tastes that it knows of
};

// One picture before one visitor.
struct Showing {
    Mood mood;
    std::size_t place = 0;    // on the screen, from 0
    std::size_t repeats = 0;  // how often this visitor saw it before
    float nearness = 0;       // to what this visitor liked (also_liked.h)
    bool liked = false;
};

// What one showing told, so that it can be taken back: the factor of the likelihood as a normal distribution.
struct Evidence {
    float precision = 0;
    float shift = 0;          // mean · precision
    bool is_of_turn = false;  // told while it was found out what a drift has left, and learned by that alone
};

// What makes up the log-odds of a like.
struct Parts {
    float base = 0;                    // of any picture of this emotion
    float look = 0;                    // of a look, in this emotion
    float generation = 0, gender = 0;  // of a look, to these, in this emotion
    float visitor = 0;                 // of a look, to this visitor
    float picture = 0;                 // of the picture itself
    float also_liked = 0;              // of its nearness to what this visitor liked
    float variance = 0;                // of the sum

    float sum() const { return base + look + generation + gender + visitor + picture + also_liked; }
};

// The model: the log-odds that a picture is liked by who looks at it for the first time are
//
//   (features + hidden) · (w_emotion + w_emotion×generation + w_emotion×gender + w_visitor)
//     + picture + picture×generation + picture×gender + w_nearness · nearness,
//
// a Bayesian logistic regression with normal priors, updated showing by showing (gaussian.h). Pictures
// further down are looked at less, and seen again they are liked less: both factors are learned as the ratio
// of likes to those expected. While it is found out how tastes have drifted, all that depends on the look is
// multiplied by what is believed to be left of them. Features are a one and the look; nearness is that to
// what the visitor liked before (also_liked.h). Plain data and arithmetic; not thread-safe.
class Taste {
  public:
    Taste();

    // What is believed before anything was seen, of a picture, and of a visitor. `seed` tells pictures apart:
    // their hidden features begin with small numbers of chance, without which none could grow where looks
    // tell nothing.
    static Effects new_effects(std::uint64_t seed);
    VisitorTaste new_visitor() const;

    // Learns one showing; what is told is returned.
    Evidence learn(const Showing& showing, VisitorTaste& visitor, Effects& effects, const Vector& features);
    // The showing learned as not liked, with this evidence, was liked after all.
    void learn_late_like(const Showing& showing, const Evidence& evidence, VisitorTaste& visitor,
                         Effects& effects, const Vector& features);

    // Learns the priors, that of visitors from some that are known well; up to the first drift, what is
    // believed of generations and genders is brought to theirs.
    void learn_priors(const std::vector<VisitorTaste>& visitors);
    // Brings a visitor up to date with priors and drifts. Call it before learn().
    void update(VisitorTaste& visitor) const;

    // Carries out a drift of which enough is known by now. True: every picture's effects are to be loosened.
    // Call it between events, for what is open of one is of tastes as they were.
    bool settle();
    // How often tastes have drifted.
    std::uint32_t drifts() const { return static_cast<std::uint32_t>(turns_.size()); }
    static void loosen_effects(Effects& effects);

    // The weights of all features for a visitor in a mood, as believed.
    Vector mean_weights(const Mood& mood, const VisitorTaste& visitor) const;
    // The same with a draw of what they might be (Thompson sampling, at a fraction of the deviation).
    Vector weights(const Mood& mood, const VisitorTaste& visitor, std::mt19937_64& random) const;

    // `nearness`: that of the picture to what the visitor liked.
    Parts parts(const Mood& mood, const VisitorTaste& visitor, const Effects& effects, const Vector& features,
                float nearness) const;
    float nearness_weight() const { return nearness_.mean; }

    // The chance that a place is looked at, that of the first being 1; how much of the chance of a like is
    // left for a picture that was seen before.
    float place_factor(std::size_t place) const;
    float repeat_factor(std::size_t repeats) const;

    // All of it, to or from a snapshot.
    template <typename Archive>
    void serialize(Archive& archive) {
        archive(emotions_, generations_, genders_, nearness_, generation_prior_, gender_prior_,
                visitor_prior_, visitor_precisions_, turns_, turn_, turning_, surprise_, surprise_variance_,
                calm_, places_, repeats_);
    }

  private:
    // Likes, and those that would be expected in the first place or at first sight.
    struct Ratio {
        float likes = 0;
        float expected = 0;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(likes, expected);
        }
    };
    struct Sum;

    std::array<const Gaussian*, 4> parts_of(const Mood& mood, const VisitorTaste& visitor) const;
    Sum sum_of(const Mood& mood, const VisitorTaste& visitor, const Effects& effects, const Vector& features,
               float nearness) const;
    void note_surprise(float expected, bool liked);
    bool is_turning() const { return turn_.variance > 0; }
    void carry_to_all(const Change& change, const Showing& showing, VisitorTaste& visitor, Effects& effects,
                      const Sum& sum);

    std::array<Gaussian, kEmotions> emotions_;
    std::array<std::array<Gaussian, kGenerations>, kEmotions> generations_;
    std::array<std::array<Gaussian, kGenders>, kEmotions> genders_;
    Belief nearness_;
    Matrix generation_prior_;
    Matrix gender_prior_;
    Matrix visitor_prior_;
    std::vector<Precision>
        visitor_precisions_;    // of all priors of visitors so far; the last is visitor_prior_
    std::vector<float> turns_;  // what each drift has left of tastes
    // What is believed of what a drift has left, while that is found out, for so many showings more; with no
    // variance: tastes are as they were.
    Belief turn_{1, 0};
    int turning_ = 0;
    // Likes above those expected, and their variance, over the latest showings, which count the less the
    // longer ago.
    float surprise_ = 0;
    float surprise_variance_ = 0;
    int calm_ = 0;  // showings until another drift is looked for
    std::array<Ratio, kPlaces> places_;
    std::array<Ratio, kRepeats> repeats_;
};

}  // namespace garden::recommend
