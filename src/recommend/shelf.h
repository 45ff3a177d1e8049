#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "recommend/taste.h"

namespace garden::recommend {

// A picture of the garden by a number of its own.
using PictureNumber = std::uint32_t;

// The pictures of one search key and orientation, laid out for scoring all of them at once: arrays in the
// order of their slots. 196 octets a picture. Not thread-safe.
class Shelf {
  public:
    // Its slot; those of others stay.
    std::size_t add(PictureNumber picture, std::uint32_t salt, Timestamp added_at);
    // The last picture moves to the slot that becomes free: who that is; the removed one itself where it was
    // the last.
    PictureNumber remove(std::size_t slot);
    // What is known of the picture now.
    void set(std::size_t slot, const Vector& features, const Effects& effects, bool is_shown);

    std::size_t size() const { return pictures_.size(); }
    PictureNumber picture(std::size_t slot) const { return pictures_[slot]; }
    // The picture that waits longest of those that were never shown; nothing: all were.
    std::optional<std::size_t> longest_unseen() const;
    // Whether `a` comes before `b` where nothing else decides: by their salts.
    bool comes_first(std::size_t a, std::size_t b) const { return salts_[a] < salts_[b]; }

    // The log-odds of each picture, as these weights and the pictures' own effects give them, each with a
    // part of its uncertainty, which `seed` decides, so that pictures of which little is known have their
    // chance. Without a seed: as they are believed to be.
    void score(const Mood& mood, const Vector& weights, std::optional<std::uint64_t> seed,
               std::vector<float>& scores) const;

  private:
    std::vector<PictureNumber> pictures_;
    std::vector<std::uint32_t>
        salts_;  // hashes of keys, which a restart does not change, as it does numbers and slots
    std::vector<Timestamp> added_;
    std::vector<Vector> features_;  // whole
    std::vector<float> all_;
    std::array<std::vector<float>, kGenerations> generations_;
    std::array<std::vector<float>, kGenders> genders_;
    std::vector<float> deviations_;  // of all effects together
    std::vector<std::uint8_t> shown_;
};

}  // namespace garden::recommend
