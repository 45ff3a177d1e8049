#include "recommend/also_liked.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace garden::recommend {
namespace {

// Chosen by what MovieLens-100k and simulated visitors liked best (docs/recommendations.md).
constexpr std::size_t kNeighbours = 64;  // remembered of a picture
constexpr float kKeptBetween = 0.95F;    // of what two likes count for each other, for each like between them
constexpr float kKeptSince = 0.98F;      // of a picture's likes so far, with each further one
constexpr float kNext = 0.8F;            // of what a visitor's like counts, for each later one
constexpr float kShrinkage = 3;          // likes

}  // namespace

void AlsoLiked::learn(Likes& likes, PictureNumber liked) {
    const PictureNumber last = likes.empty() ? liked : std::max(liked, std::ranges::max(likes));
    if (rows_.size() <= last) rows_.resize(last + 1);
    Row& row = rows_[liked];
    row.likes = kKeptSince * row.likes + 1;
    for (Neighbour& neighbour : row.neighbours) neighbour.together *= kKeptSince;
    float weight = 1;
    for (const PictureNumber other : likes | std::views::reverse) {
        count(row, other, weight);
        count(rows_[other], liked, weight);
        weight *= kKeptBetween;
    }
    if (likes.size() == kRemembered) likes.erase(likes.begin());
    likes.push_back(liked);
}

// Where there is no room the one that counts least gives way.
void AlsoLiked::count(Row& row, PictureNumber other, float weight) {
    const auto found = std::ranges::find(row.neighbours, other, &Neighbour::picture);
    if (found != row.neighbours.end()) {
        found->together += weight;
    } else if (row.neighbours.size() < kNeighbours) {
        row.neighbours.push_back({other, weight});
    } else {
        *std::ranges::min_element(row.neighbours, {}, &Neighbour::together) = {other, weight};
    }
}

void AlsoLiked::forget(PictureNumber picture) {
    if (picture < rows_.size()) rows_[picture] = {};
}

float AlsoLiked::similarity(const Row& row, const Neighbour& neighbour) const {
    const float others = rows_[neighbour.picture].likes;
    return neighbour.together / std::sqrt((row.likes + kShrinkage) * (others + kShrinkage));
}

float AlsoLiked::nearness(const Likes& likes, PictureNumber picture) const {
    float sum = 0, weight = 1;
    for (const PictureNumber liked : likes | std::views::reverse) {
        const Row& row = rows_[liked];
        const auto found = std::ranges::find(row.neighbours, picture, &Neighbour::picture);
        if (found != row.neighbours.end()) sum += weight * similarity(row, *found);
        weight *= kNext;
    }
    return sum;
}

void AlsoLiked::for_each_near(const Likes& likes,
                              const std::function<void(PictureNumber picture, float part)>& each) const {
    float weight = 1;
    for (const PictureNumber liked : likes | std::views::reverse) {
        const Row& row = rows_[liked];
        for (const Neighbour& neighbour : row.neighbours)
            each(neighbour.picture, weight * similarity(row, neighbour));
        weight *= kNext;
    }
}

}  // namespace garden::recommend
