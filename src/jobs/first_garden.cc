#include "jobs/first_garden.h"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/id.h"
#include "base/log.h"
#include "base/process.h"
#include "base/wait.h"
#include "jobs/paint_picture.h"
#include "store/settings.h"

namespace garden::jobs {
namespace {

using State = FirstGardenProgress::State;

constexpr std::string_view kSetting = "first_garden";
constexpr int kLongSide = 1280;
constexpr int kShortSide = 800;
constexpr std::chrono::seconds kRetryAfter(30);

// Of several servers that share a catalog one paints the first garden. It takes its turn anew for each
// picture, and keeps it while it paints.
constexpr std::string_view kTurn = "first_garden_turn";
constexpr std::chrono::seconds kTurnLasts(10);

constexpr std::array<std::string_view, 4> kSeasons = {"spring", "summer", "autumn", "winter"};
constexpr std::array<std::string_view, 7> kFlowers = {"tulips",     "roses",    "daisies",        "poppies",
                                                      "sunflowers", "lavender", "cherry blossoms"};

}  // namespace

// What the catalog remembers, as JSON.
struct FirstGarden::Record {
    int each = 0;
    int painted = 0;
    std::uint64_t seed = 0;
    std::int64_t begun_at = 0;  // microseconds since 1970 UTC; the time in the names
    bool asked_for = false;     // by an operator, and not begun by a start

    int total() const { return each * static_cast<int>(gallery::kEmotions.size()) * 2; }
    bool is_done() const { return painted >= total(); }
    std::string to_json() const {
        return nlohmann::json{{"each", each},
                              {"painted", painted},
                              {"seed", seed},
                              {"begunAt", begun_at},
                              {"askedFor", asked_for}}
            .dump();
    }
    static Result<Record> from_json(const std::string& text) {
        try {
            const auto json = nlohmann::json::parse(text);
            return Record{json.at("each"), json.at("painted"), json.at("seed"), json.at("begunAt"),
                          json.value("askedFor", false)};
        } catch (const nlohmann::json::exception& error) {
            return fail(ErrorCode::corrupt,
                        fmt::format("the record of the first garden cannot be read: {}", error.what()));
        }
    }
};

std::vector<Planting> plan_first_garden(int each) {
    std::vector<Planting> plan;
    for (int number = 0; number < each; ++number) {
        const auto turn = static_cast<std::size_t>(number);
        for (std::size_t e = 0; e < gallery::kEmotions.size(); ++e) {
            const auto season = kSeasons[(turn + e) % kSeasons.size()];
            for (const bool portrait : {false, true}) {
                const auto flower = kFlowers[(turn * 2 + e * 3 + (portrait ? 1 : 0)) % kFlowers.size()];
                plan.push_back({std::string(gallery::kEmotions[e]), number, portrait,
                                fmt::format("{} garden, {}, {}, flowers, highly detailed, digital art",
                                            gallery::kEmotions[e], flower, season)});
            }
        }
    }
    return plan;
}

std::string_view name(State state) {
    switch (state) {
        case State::none:
            return "none";
        case State::growing:
            return "growing";
        case State::grown:
            return "grown";
    }
    return "none";
}

Result<> FirstGarden::start(int each, bool paints) {
    const std::lock_guard lock(thread_mutex_);
    const auto record = load_or_begin(each);
    if (!record) return std::unexpected(record.error());
    {
        const std::lock_guard progress_lock(mutex_);
        each_ = each;
        paints_ = paints;
    }
    return go_on(*record);
}

Result<> FirstGarden::plant(int each) {
    if (each < 1 || each > kMostEach) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("a garden is planted with 1 to {} pictures of each emotion and orientation",
                                kMostEach));
    }
    const Record record{each, 0, random_seed(), to_micros(clock_.now()), true};
    const std::lock_guard lock(thread_mutex_);
    if (auto ordered = order(record); !ordered) return ordered;
    // It is ordered, whatever comes now.
    if (const auto begun = go_on(record); !begun)
        log::warning("the first garden is not begun yet", {{"reason", begun.error().message}});
    return {};
}

Result<> FirstGarden::look() {
    const std::lock_guard lock(thread_mutex_);
    bool paints = false;
    {
        const std::lock_guard progress_lock(mutex_);
        paints = is_painting_;
    }
    if (paints) return keep_turn();
    const auto record = look_up({});
    if (!record) return std::unexpected(record.error());
    return go_on(*record);
}

FirstGardenProgress FirstGarden::progress_of(const Record& record) const {
    const int total = record.total();
    const bool waits = each_ <= 0 && !record.asked_for && !record.is_done();
    const State state = total == 0 || waits ? State::none : record.is_done() ? State::grown : State::growing;
    return {state, record.painted, total};
}

Result<> FirstGarden::order(const Record& record) {
    if (stop_.stop_requested()) return fail(ErrorCode::unavailable, "the server is about to end");
    const auto conflict = [] {
        return fail(ErrorCode::conflict, "the garden is growing already: wait until that is done");
    };
    if (progress().state == State::growing) return conflict();
    return database_.write([&](store::Transaction& transaction) -> Result<> {
        // Another server may have been asked for one meanwhile.
        const auto theirs = read_record(transaction);
        if (!theirs) return std::unexpected(theirs.error());
        {
            const std::lock_guard progress_lock(mutex_);
            if (progress_of(*theirs).state == State::growing) return conflict();
        }
        return store::write_setting(transaction, kSetting, record.to_json());
    });
}

Result<> FirstGarden::go_on(const Record& record) {
    {
        const std::lock_guard progress_lock(mutex_);
        if (is_painting_) return {};  // and knows better
        progress_ = progress_of(record);
        if (progress_.state != State::growing || !paints_) return {};
    }
    if (stop_.stop_requested()) return {};
    const auto ours = take_turn();
    if (!ours) return std::unexpected(ours.error());
    if (*ours) paint_in_background(record);
    return {};
}

void FirstGarden::paint_in_background(const Record& record) {
    if (thread_.joinable()) thread_.join();  // it has ended but for its last words
    {
        const std::lock_guard lock(mutex_);
        is_painting_ = true;
    }
    thread_ = std::thread([this, record] { paint_all(record); });
}

Result<FirstGarden::Record> FirstGarden::load_or_begin(int each) {
    const auto known = store::read_setting(database_, kSetting);
    if (!known) return std::unexpected(known.error());
    if (*known) return Record::from_json(**known);

    const auto empty = gallery_.is_empty();
    if (!empty) return std::unexpected(empty.error());
    if (*empty && each <= 0) return Record{};
    // A garden that has objects already has had its beginning: it stays empty when it is emptied later.
    Record record{*empty ? each : 0, 0, random_seed(), to_micros(clock_.now())};
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        const auto begun = store::read_setting(transaction, kSetting);
        if (!begun) return std::unexpected(begun.error());
        if (!*begun) return store::write_setting(transaction, kSetting, record.to_json());
        // Another server that shares the catalog was quicker.
        const auto theirs = Record::from_json(**begun);
        if (!theirs) return std::unexpected(theirs.error());
        record = *theirs;
        return {};
    });
    if (!written) return std::unexpected(written.error());
    return record;
}

Result<bool> FirstGarden::is_others_turn(store::Transaction& transaction) const {
    const auto turn = store::read_setting(transaction, kTurn);
    if (!turn) return std::unexpected(turn.error());
    const auto json = nlohmann::json::parse(turn->value_or("{}"), nullptr, false);
    return json.is_object() && json.value("painter", node_) != node_ &&
           json.value("until", 0LL) >= to_micros(clock_.now());
}

Result<bool> FirstGarden::take_turn() {
    if (!database_.is_shared()) return true;
    bool ours = false;
    const store::Work look = [&](store::Transaction& transaction) -> Result<> {
        const auto others = is_others_turn(transaction);
        if (!others) return std::unexpected(others.error());
        ours = !*others;
        return {};
    };
    // Whoever only looks on takes no place among the writers.
    if (const auto read = database_.read(look); !read) return std::unexpected(read.error());
    if (!ours) return false;
    const auto written = database_.write([&](store::Transaction& transaction) -> Result<> {
        if (auto looked = look(transaction); !looked) return looked;
        // Whoever does not know yet that all is done must not keep the turn from those who plant the next.
        const auto record = read_record(transaction);
        if (!record) return std::unexpected(record.error());
        ours = ours && !record->is_done();
        if (!ours) return {};
        const std::int64_t until = to_micros(clock_.now() + kTurnLasts);
        return store::write_setting(transaction, kTurn,
                                    nlohmann::json{{"painter", node_}, {"until", until}}.dump());
    });
    if (!written) return std::unexpected(written.error());
    return ours;
}

// A picture may take longer than a turn on a busy machine.
Result<> FirstGarden::keep_turn() {
    const auto now = std::chrono::steady_clock::now();
    if (now - kept_at_ < kTurnLasts / 5) return {};
    kept_at_ = now;
    return only_error(take_turn());
}

Result<FirstGarden::Record> FirstGarden::read_record(store::Transaction& transaction) {
    const auto known = store::read_setting(transaction, kSetting);
    if (!known) return std::unexpected(known.error());
    return *known ? Record::from_json(**known) : Record{};
}

Result<FirstGarden::Record> FirstGarden::look_up(const Record& record) {
    const auto known = store::read_setting(database_, kSetting);
    if (!known) return std::unexpected(known.error());
    return *known ? Record::from_json(**known) : record;
}

void FirstGarden::stop() {
    stop_.request_stop();
    const std::lock_guard lock(thread_mutex_);
    if (thread_.joinable()) thread_.join();
}

FirstGardenProgress FirstGarden::progress() const {
    const std::lock_guard lock(mutex_);
    return progress_;
}

void FirstGarden::paint_all(Record record) {
    // An operator who asked for it waits for it: then as the queue's workers.
    lower_thread_priority(record.asked_for ? 10 : 19);
    log::info("the first garden grows", {{"painted", record.painted}, {"total", record.total()}});
    while (!record.is_done()) {
        const auto ours = take_turn();
        if (ours && !*ours) break;  // this one was away for longer than its turn
        const auto painted = ours ? paint_one(record) : std::unexpected(ours.error());
        if (stop_.stop_requested()) break;
        if (painted) {
            note(record);
        } else {
            log::error("a picture of the first garden failed; trying again later",
                       {{"reason", painted.error().message}});
            if (!sleep_for(kRetryAfter, stop_.get_token())) break;
        }
    }
    const std::lock_guard lock(mutex_);
    is_painting_ = false;
}

void FirstGarden::note(const Record& record) {
    const bool done = record.is_done();
    {
        const std::lock_guard lock(mutex_);
        progress_ = progress_of(record);
        is_painting_ = !done;
    }
    if (done || record.painted % 16 == 0) {
        log::info(done ? "the first garden has grown" : "the first garden grows",
                  {{"painted", record.painted}, {"total", record.total()}});
    }
}

Result<> FirstGarden::paint_one(Record& record) {
    const Planting planting = plan_first_garden(record.each)[static_cast<std::size_t>(record.painted)];
    const painting::Order order{.prompt = planting.prompt,
                                .negative_prompt = {},
                                .width = planting.portrait ? kShortSide : kLongSide,
                                .height = planting.portrait ? kLongSide : kShortSide,
                                .seed = record.seed + static_cast<std::uint64_t>(record.painted),
                                .steps = {},
                                .guidance = {},
                                .options = {}};
    const std::string key = gallery::new_picture_key(
        gallery::Place::garden, {planting.emotion, ""}, from_micros(record.begun_at), planting.number,
        planting.portrait ? gallery::Orientation::portrait : gallery::Orientation::landscape);
    Record next = record;
    ++next.painted;
    const store::Work remember = [&](store::Transaction& transaction) -> Result<> {
        const auto known = store::read_setting(transaction, kSetting);
        if (!known) return std::unexpected(known.error());
        // Whoever was away for longer than a turn finds that others went on.
        if (*known && **known != record.to_json())
            return fail(ErrorCode::precondition, "another server painted it meanwhile");
        const auto written = store::write_setting(transaction, kSetting, next.to_json());
        return written && next.is_done() ? store::write_setting(transaction, kTurn, "{}") : written;
    };
    const auto painted =
        paint_picture(painter_, order, {.on_progress = {}, .cancel = stop_.get_token()}, key, judge_);
    Result<> stored;
    if (painted) {
        const auto put = gallery_.put_picture(key, painted->jpeg, {{"recipe", painted->recipe}}, remember);
        if (!put) stored = std::unexpected(put.error());
    } else if (painted.error().code == ErrorCode::forbidden) {
        log::info("a picture of the first garden is left out", {{"reason", painted.error().message}});
        stored = database_.write(remember);
    } else {
        return std::unexpected(painted.error());
    }
    if (!stored && stored.error().code == ErrorCode::precondition) {
        const auto further = look_up(record);
        if (!further) return std::unexpected(further.error());
        next = *further;
    } else if (!stored) {
        return stored;
    }
    record = next;
    return {};
}

}  // namespace garden::jobs
