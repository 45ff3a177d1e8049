#include "gallery/looks.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "base/failure_log.h"
#include "base/log.h"
#include "gallery/index.h"
#include "gallery/limits.h"
#include "image/codec.h"
#include "store/key_list.h"
#include "store/object_rows.h"
#include "store/statement.h"

namespace garden::gallery {
namespace {

// Rows of one read.
constexpr std::int64_t kPage = 500;
// Numbers of a look are kept as whole thousandths: text that any database takes, and exact.
constexpr float kUnit = 1000;
constexpr std::chrono::hours kLongestPause{1};

std::string text_of(const image::Look& look) {
    nlohmann::json numbers = nlohmann::json::array();
    for (const float number : look) numbers.push_back(std::lround(number * kUnit));
    return numbers.dump();
}

// What text_of() wrote; what is no such text is the look of which nothing is known.
image::Look look_of_text(const std::string& text) {
    const auto numbers = nlohmann::json::parse(text, nullptr, false);
    image::Look look{};
    if (!numbers.is_array() || numbers.size() != look.size()) return look;
    for (std::size_t i = 0; i < look.size(); ++i) {
        if (numbers[i].is_number_integer()) look[i] = static_cast<float>(numbers[i].get<int>()) / kUnit;
    }
    return look;
}

// Of its key, its text and the event after which it was known.
PictureLook picture_look_of(const store::Row& row) {
    return {row.text(0), look_of_text(row.text(1)), row.integer(2)};
}

image::Look measure_octets(BytesView octets, const std::string& key) {
    const auto picture = image::decode(octets, {.longest_side = image::kLookSide});
    const auto look = picture ? image::look_of(*picture) : std::unexpected(picture.error());
    if (look) return *look;
    log::info("a picture cannot be looked at, and is recommended as one of which nothing is known",
              {{"key", key}, {"reason", look.error().message}});
    return {};
}

// Writes the look of what has this ETag; the time from which an earlier measure of the same octets was known
// stays, unless nothing was known by that: what came until now was learned so. False: the picture has other
// octets by now, or is gone.
Result<bool> write_look(store::Transaction& transaction, const std::string& bucket, const std::string& etag,
                        PictureLook& look) {
    // Written first, so that whoever numbers events or writes a look at the same time comes before or after.
    const auto end = transaction.run("UPDATE log_end SET last = last RETURNING last");
    if (!end) return std::unexpected(end.error());
    const auto current = store::read_object(transaction, bucket, look.key);
    if (!current) return std::unexpected(current.error());
    if (!*current || (*current)->etag != etag) return false;
    const auto rows = transaction.run(
        "INSERT INTO looks (key, content, version, look, known_after) "
        "VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (key) DO UPDATE SET version = excluded.version, look = excluded.look, "
        "known_after = CASE WHEN looks.content = excluded.content AND looks.look <> $6 THEN "
        "looks.known_after "
        "ELSE excluded.known_after END, content = excluded.content RETURNING known_after",
        {look.key, etag, std::int64_t{image::kLookVersion}, text_of(look.look), end->front().integer(0),
         text_of({})});
    if (!rows) return std::unexpected(rows.error());
    look.known_after = rows->front().integer(0);
    return true;
}

}  // namespace

Looks::Looks(store::Database& database, store::Objects& objects, std::string bucket, Tell tell,
             std::chrono::milliseconds pause)
    : database_(database),
      objects_(objects),
      bucket_(std::move(bucket)),
      tell_(std::move(tell)),
      pause_(pause) {}

Result<> Looks::for_each(const Tell& each) {
    std::string last;
    while (true) {
        const auto page = store::read_one(
            database_,
            "SELECT key, look, known_after FROM looks WHERE version = $1 AND key > $2 ORDER BY key LIMIT $3",
            {std::int64_t{image::kLookVersion}, last, kPage});
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return {};
        for (const store::Row& row : *page) each(picture_look_of(row));
        last = page->back().text(0);
    }
}

Result<std::vector<PictureLook>> Looks::find(std::span<const std::string> keys) {
    const auto rows = store::read_listed(
        database_, "SELECT key, look, known_after FROM looks WHERE version = $1 AND key IN ({}) ORDER BY key",
        {std::int64_t{image::kLookVersion}}, keys);
    if (!rows) return std::unexpected(rows.error());
    std::vector<PictureLook> looks;
    for (const store::Row& row : *rows) looks.push_back(picture_look_of(row));
    return looks;
}

void Looks::start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void Looks::stop() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
}

void Looks::note_put(std::string key) {
    {
        const std::lock_guard lock(mutex_);
        waiting_.push_back(std::move(key));
    }
    noted_.notify_one();
}

// When what failed is tried again.
class Looks::Retry {
  public:
    using Clock = std::chrono::steady_clock;

    explicit Retry(std::chrono::milliseconds pause) : pause_(pause), next_pause_(pause) {}

    // After all that was missing was tried.
    void tried(bool done) {
        at_.reset();
        if (done) {
            next_pause_ = pause_;
            return;
        }
        at_ = Clock::now() + next_pause_;
        next_pause_ = std::min<std::chrono::milliseconds>(2 * next_pause_, kLongestPause);
    }
    // One that was put failed: it waits no longer than if it were the first that did.
    void one_failed() {
        next_pause_ = pause_;
        at_ = std::min(at_.value_or(Clock::time_point::max()), Clock::now() + pause_);
    }

    // Nothing: nothing failed.
    const std::optional<Clock::time_point>& at() const { return at_; }
    bool is_due() const { return at_ && *at_ <= Clock::now(); }

  private:
    const std::chrono::milliseconds pause_;
    std::chrono::milliseconds next_pause_;
    std::optional<Clock::time_point> at_;
};

void Looks::work(const std::stop_token& stop) {
    FailureLog log("measuring what the pictures look like");
    Retry retry(pause_);
    const auto try_all = [&](Blanks blanks) {
        const auto measured = measure_missing(stop, blanks);
        if (stop.stop_requested()) return;
        log.note(measured);
        retry.tried(measured.has_value());
    };
    try_all(Blanks::again);
    while (!stop.stop_requested()) {
        // Also while so much is put that there is always a next one.
        if (retry.is_due()) try_all(Blanks::stay);
        const auto key = next(stop, retry);
        if (!key) continue;
        const auto measured = measure(*key);
        if (measured) continue;
        log::warning("what a picture looks like cannot be measured now",
                     {{"key", *key}, {"reason", measured.error().message}});
        retry.one_failed();
    }
}

std::optional<std::string> Looks::next(const std::stop_token& stop, const Retry& retry) {
    std::unique_lock lock(mutex_);
    const auto is_noted = [this] { return !waiting_.empty(); };
    const bool noted =
        retry.at() ? noted_.wait_until(lock, stop, *retry.at(), is_noted) : noted_.wait(lock, stop, is_noted);
    if (!noted || stop.stop_requested()) return std::nullopt;
    std::string key = std::move(waiting_.front());
    waiting_.pop_front();
    return key;
}

Result<> Looks::measure_missing(const std::stop_token& stop) { return measure_missing(stop, Blanks::stay); }

Result<> Looks::measure_missing(const std::stop_token& stop, Blanks blanks) {
    Result<> all;
    std::string last;
    while (true) {
        const auto page = store::read_one(
            database_,
            "SELECT pictures.key FROM pictures "
            "JOIN objects ON objects.bucket = $1 AND objects.key = pictures.key "
            "LEFT JOIN looks ON looks.key = pictures.key AND looks.content = objects.etag AND "
            "looks.version = $2 AND looks.look <> $6 "
            "WHERE pictures.place = $3 AND pictures.key > $4 AND looks.key IS NULL "
            "ORDER BY pictures.key LIMIT $5",
            {bucket_, std::int64_t{image::kLookVersion}, std::string(prefix(Place::garden)), last, kPage,
             blanks == Blanks::again ? text_of({}) : ""});
        if (!page) return std::unexpected(page.error());
        if (page->empty()) return all;
        for (const store::Row& row : *page) {
            if (stop.stop_requested()) return all;
            if (auto measured = measure(row.text(0)); !measured && all) all = std::move(measured);
        }
        last = page->back().text(0);
    }
}

Result<> Looks::measure(const std::string& key) {
    const auto object = objects_.head(bucket_, key);
    // It has gone meanwhile.
    if (!object && object.error().code == ErrorCode::not_found) return {};
    if (!object) return std::unexpected(object.error());
    PictureLook look{key, {}, 0};
    if (object->size <= kMostPictureOctets) {
        const auto octets = objects_.read(bucket_, key);
        if (!octets && octets.error().code == ErrorCode::not_found) return {};
        // A store that does not answer now says nothing of the picture.
        if (!octets) return std::unexpected(octets.error());
        look.look = look_of_text(text_of(measure_octets(*octets, key)));
    }
    bool is_current = false;
    // Under SERIALIZABLE it would collide with whoever it had to wait for.
    const auto written = database_.write(
        [&](store::Transaction& transaction) -> Result<> {
            const auto wrote = write_look(transaction, bucket_, object->etag, look);
            if (!wrote) return std::unexpected(wrote.error());
            is_current = *wrote;
            return {};
        },
        store::Isolation::each_statement);
    if (written && is_current) tell_(look);
    return written;
}

}  // namespace garden::gallery
