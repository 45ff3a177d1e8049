#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "store/objects.h"

namespace garden::gallery {

// Wakes those who watch a display. It says that there may be something new, never what: whoever wakes reads
// the catalog. Thread-safe.
class DisplayFeed {
  public:
    explicit DisplayFeed(std::string bucket) : bucket_(std::move(bucket)) {}

    // Of every change of an object, wherever it came from.
    void tell(const store::Change& change);
    void tell(std::string_view zone);

    // Grows with each change that was told of.
    std::uint64_t version(std::string_view zone) const;
    // Returns when version() differs from `seen`, or after `patience`.
    void wait(std::string_view zone, std::uint64_t seen, std::chrono::milliseconds patience) const;

    // A place among those who watch, for as long as it lives. There are not so many that displays, which need
    // no login, could take all streams of the server.
    class Seat {
      public:
        explicit Seat(DisplayFeed& feed) : feed_(feed) {}
        ~Seat();
        Seat(const Seat&) = delete;
        Seat& operator=(const Seat&) = delete;

      private:
        DisplayFeed& feed_;
    };
    std::shared_ptr<Seat> take_seat();  // null: all are taken

  private:
    std::uint64_t version_locked(std::string_view zone) const;

    const std::string bucket_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    // Guarded by mutex_.
    std::map<std::string, std::uint64_t, std::less<>> versions_;
    int seats_ = 0;
};

}  // namespace garden::gallery
