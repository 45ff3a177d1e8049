// What the recommender costs without the server: memory a picture, time of an answer, time of an event.
//
//   recommend_load PICTURES SEARCH_KEYS
//
// Prints one line of JSON: octets_a_picture; then microseconds of the thread's processor time, which other
// programs of a busy machine do not lengthen: answer_p50, answer_p99, event_mean, event_p50,
// event_p99, event_longest.

#include <algorithm>
#include <charconv>
#include <ctime>
#include <fstream>
#include <numeric>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "gallery/key.h"
#include "recommend/taste_recommender.h"

namespace {

using garden::recommend::TasteRecommender;
using garden::visitors::Event;
using garden::visitors::EventType;

constexpr std::size_t kRounds = 20'000;
constexpr std::size_t kWarmUp = 2'000;  // rounds that are not counted
constexpr std::size_t kSession = 8;     // rounds of one visitor in a row
constexpr std::size_t kSlate = 3;
constexpr std::size_t kAnswer = 25;

double processor_microseconds() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

double resident_octets() {
    std::ifstream statm("/proc/self/statm");
    double all = 0, resident = 0;
    statm >> all >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// How long `work` takes this thread.
template <typename Work>
double timed(const Work& work) {
    const double begin = processor_microseconds();
    work();
    return processor_microseconds() - begin;
}

void plant(TasteRecommender& recommender, std::size_t pictures, std::size_t keys, std::mt19937_64& random) {
    std::normal_distribution<float> normal;
    for (std::size_t i = 0; i < pictures; ++i) {
        const std::string search_key(garden::gallery::kEmotions.at(i % keys));
        const bool portrait = i / keys % 2 == 1;
        const std::string key =
            fmt::format("emotions/{}/img_20260101-000000_{}{}.jpeg", search_key, i, portrait ? 'v' : 'h');
        recommender.picture_put({key, search_key, portrait, {}});
        garden::image::Look look;
        for (float& number : look) number = normal(random);
        recommender.picture_looks(key, look, 0);
    }
}

struct Times {
    std::vector<double> answers, events;
};

// Sessions, half of them of somebody new. What is shown lies anywhere in the answer, so that most of it is
// new to the visitor and teaches something; the first picture of every other slate is liked.
Times visit(TasteRecommender& recommender, std::size_t keys, std::mt19937_64& random) {
    Times times;
    std::size_t visitors = 0, visitor = 0, key = 0;
    for (std::size_t round = 0; round < kRounds; ++round) {
        if (round % kSession == 0) {
            const bool is_new = visitors == 0 || random() % 2 == 0;
            visitor = is_new ? visitors++ : random() % visitors;
            key = random() % keys;
        }
        const std::string id = fmt::format("visitor {}", visitor);
        garden::recommend::Recommendation given;
        const double answer = timed([&] {
            given = recommender.recommend(
                {{id, "adult", "Male", ""}, std::string(garden::gallery::kEmotions.at(key)), kAnswer, {}});
            recommender.note_given(id, {given.landscape, {}});
        });
        const auto shown = given.landscape.begin() +
                           static_cast<std::ptrdiff_t>(random() % (given.landscape.size() - kSlate + 1));
        Event event{.visitor_id = id,
                    .type = round % 2 == 0 ? EventType::like : EventType::view,
                    .item = round % 2 == 0 ? *shown : "",
                    .impression = {shown, shown + kSlate},
                    .at = {},
                    .event_id = "",
                    .generation = "adult",
                    .gender = "Male"};
        const double learned = timed([&] { recommender.record(event, true); });
        if (round < kWarmUp) continue;
        times.answers.push_back(answer);
        times.events.push_back(learned);
    }
    return times;
}

// `values` are sorted.
double quantile(std::span<const double> values, double share) {
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// 0: no number.
std::size_t number_of(std::string_view text) {
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::span arguments(argv, static_cast<std::size_t>(argc));
    const std::size_t pictures = argc == 3 ? number_of(arguments[1]) : 0;
    const std::size_t keys = argc == 3 ? number_of(arguments[2]) : 0;
    if (keys == 0 || keys > garden::gallery::kEmotions.size() || pictures < keys * 2 * kSlate) {
        fmt::print(stderr,
                   "usage: recommend_load PICTURES SEARCH_KEYS (1 to 8, six pictures each at least)\n");
        return 2;
    }
    std::mt19937_64 random(1);
    TasteRecommender recommender;
    const double before = resident_octets();
    plant(recommender, pictures, keys, random);
    const double memory = (resident_octets() - before) / static_cast<double>(pictures);
    Times times = visit(recommender, keys, random);
    std::ranges::sort(times.answers);
    std::ranges::sort(times.events);
    const double mean = std::accumulate(times.events.begin(), times.events.end(), 0.0) /
                        static_cast<double>(times.events.size());
    fmt::print(R"({{"octets_a_picture":{:.0f},"answer_p50":{:.0f},"answer_p99":{:.0f},)"
               R"("event_mean":{:.1f},"event_p50":{:.1f},"event_p99":{:.1f},"event_longest":{:.0f}}})"
               "\n",
               memory, quantile(times.answers, 0.5), quantile(times.answers, 0.99), mean,
               quantile(times.events, 0.5), quantile(times.events, 0.99), times.events.back());
    return 0;
}
