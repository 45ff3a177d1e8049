// Lets the recommender see MovieLens in the order of time, and asks it before each like what it would have
// shown.
//
//   movielens_replay ITEMS USERS RATINGS
//
// Files of lines of numbers and words: an item and its genres as 0 or 1 (up to 31); a user, a generation and
// a gender; a user, an item, and 1 for liked or 0. A like is an event whose impression is the item and some
// that the user never rated so far, drawn by chance, in an order of chance, for the data says nothing of what
// was shown: so it is learned what is picked rather than others. What was not liked is a view. The first line
// of the answer is how many likes there were, the second NDCG@10: one relevant item each time, among all that
// the user has not rated yet; before anything is known it is asked too.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include <fmt/format.h>

#include "recommend/taste_recommender.h"

namespace {

using garden::recommend::TasteRecommender;
using garden::visitors::Event;
using garden::visitors::EventType;
using garden::visitors::Visitor;

constexpr std::ptrdiff_t kRanked = 10;
constexpr std::size_t kUnrated = 4;  // beside what was liked

std::string key_of(int item) { return fmt::format("emotions/happy/img_{}h.jpeg", item); }

std::vector<std::string> read_items(TasteRecommender& recommender, const char* path) {
    std::vector<std::string> keys;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        int item = 0;
        words >> item;
        garden::image::Look genres{};
        for (float& genre : genres) {
            if (!(words >> genre)) break;
        }
        keys.push_back(key_of(item));
        recommender.picture_put({keys.back(), "happy", false, {}});
        recommender.picture_looks(keys.back(), genres, 0);
    }
    return keys;
}

std::unordered_map<std::string, Visitor> read_users(const char* path) {
    std::unordered_map<std::string, Visitor> users;
    std::ifstream file(path);
    for (Visitor user; file >> user.id >> user.generation >> user.gender;) users.emplace(user.id, user);
    return users;
}

// 1 / log2(1 + rank) of the item among what the user has not rated.
double gain(TasteRecommender& recommender, const Visitor& user, const std::vector<std::string>& keys,
            const std::set<std::string>& rated, const std::string& item) {
    std::vector<std::string> others;
    for (const std::string& key : keys) {
        if (!rated.contains(key)) others.push_back(key);
    }
    const auto order = recommender.rank({user, "", 0, {}}, others);
    const auto rank = std::ranges::find(order, item) - order.begin() + 1;
    return rank > kRanked ? 0 : 1 / std::log2(1 + static_cast<double>(rank));
}

}  // namespace

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    if (argc != 4) {
        fmt::print(stderr, "usage: movielens_replay ITEMS USERS RATINGS\n");
        return 2;
    }
    TasteRecommender recommender;
    const auto keys = read_items(recommender, arguments[1]);
    const auto users = read_users(arguments[2]);
    std::ifstream ratings(arguments[3]);
    std::unordered_map<std::string, std::set<std::string>> rated;
    std::mt19937_64 random(1);
    std::size_t likes = 0;
    double gains = 0;
    int item = 0, liked = 0;
    for (std::string id; ratings >> id >> item >> liked;) {
        const auto user = users.find(id);
        if (user == users.end() || keys.size() < 2 * kUnrated) continue;
        std::set<std::string>& known = rated[id];
        const std::string key = key_of(item);
        Event event{.visitor_id = id,
                    .type = EventType::view,
                    .item = "",
                    .impression = {key},
                    .at = {},
                    .event_id = "",
                    .generation = user->second.generation,
                    .gender = user->second.gender};
        if (liked != 0) {
            gains += gain(recommender, user->second, keys, known, key);
            ++likes;
            event.type = EventType::like;
            event.item = key;
            for (std::size_t i = 0; i < kUnrated; ++i) {
                const std::string& other = keys[random() % keys.size()];
                if (other != key && !known.contains(other)) event.impression.push_back(other);
            }
            std::ranges::shuffle(event.impression, random);
        }
        known.insert(key);
        recommender.record(event, true);
    }
    fmt::print("{}\n{:.4f}\n", likes, likes == 0 ? 0 : gains / static_cast<double>(likes));
    return 0;
}
