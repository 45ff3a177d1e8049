#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "image/look.h"
#include "store/database.h"
#include "store/objects.h"

namespace garden::gallery {

// What a picture of the garden looks like. Also of one that is there no longer: the log that it is in can be
// learned anew.
struct PictureLook {
    std::string key;
    image::Look look{};
    // The number of the last event in the log when this became known: what came later was learned with it.
    std::int64_t known_after = 0;
};

// Measures what the pictures of the garden look like, in a thread of its own and one after the other, so that
// a put stays as quick as it is, and keeps it in the catalog (table `looks`, one row a key). A picture is
// measured when its octets are others than those that were measured, or by another version of the measures;
// one that cannot be decoded has the look of which nothing is known. One that cannot be read has none, and is
// tried again. Thread-safe.
class Looks {
  public:
    using Tell = std::function<void(const PictureLook&)>;

    // What fails is tried again after this time, and then after twice the last one, up to an hour.
    static constexpr std::chrono::milliseconds kPause = std::chrono::seconds(10);

    // `tell` hears of each look after it is in the catalog, on this class's thread.
    Looks(store::Database& database, store::Objects& objects, std::string bucket, Tell tell,
          std::chrono::milliseconds pause = kPause);

    // Every look of this version, in order of their keys.
    Result<> for_each(const Tell& each);

    // Those of at most store::kMostKeys keys, in their order, where one of this version is known.
    Result<std::vector<PictureLook>> find(std::span<const std::string> keys);

    // From here on what is missing is measured, and then what is put. Also, once, what nothing is known of:
    // gardens of before have such looks of pictures that could not be read.
    void start();
    // A picture was put under this key.
    void note_put(std::string key);
    // Measures what is missing in this thread. A picture that fails does not keep the others waiting: the
    // first error is the answer. For tests and commands.
    Result<> measure_missing(const std::stop_token& stop = {});
    void stop();

  private:
    enum class Blanks { stay, again };  // looks of which nothing is known
    class Retry;

    void work(const std::stop_token& stop);
    // The next key that was noted; nothing: it is time to try again, or there is a stop.
    std::optional<std::string> next(const std::stop_token& stop, const Retry& retry);
    Result<> measure_missing(const std::stop_token& stop, Blanks blanks);
    Result<> measure(const std::string& key);

    store::Database& database_;
    store::Objects& objects_;
    const std::string bucket_;
    const Tell tell_;
    const std::chrono::milliseconds pause_;
    std::mutex mutex_;
    std::condition_variable_any noted_;
    std::deque<std::string> waiting_;  // guarded by mutex_
    std::jthread thread_;              // last: joined before the rest goes
};

}  // namespace garden::gallery
