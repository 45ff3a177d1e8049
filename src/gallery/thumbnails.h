#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "base/turns.h"
#include "store/objects.h"

namespace garden::gallery {

// The longer side of a thumbnail in pixels, at most: sharp in a tile of 200 on a screen with two pixels a
// point.
inline constexpr int kThumbnailSide = 480;

// Those who may be about thumbnails at a time, the ones that wait included: a browser asks for six.
inline constexpr int kThumbnailCallers = 8;

struct ThumbnailLimits {
    int at_once;              // pictures that are made small at the same time
    int waiting;              // callers that wait for that
    std::size_t most_octets;  // of all thumbnails that are remembered
};

// For this machine: half its cores, up to four, for visitors come first; 64 MiB, some 3,000 thumbnails.
ThumbnailLimits thumbnail_limits();

// Pictures made small for those who look over thousands of them. What was asked for last is remembered, in
// memory and by ETag: never stale, and one for all copies of a picture. Thread-safe.
class Thumbnails {
  public:
    explicit Thumbnails(const ThumbnailLimits& limits)
        : turns_(limits.at_once, limits.waiting), most_octets_(limits.most_octets) {}

    // The picture as a JPEG whose sides are at most kThumbnailSide, upright and without what was written
    // beside its pixels. It takes some 20 ms of a core for 1280x800. Errors: `busy`: too many
    // wait already; `too_large`: over 64 MiB; those of image::decode() and of the store.
    Result<std::shared_ptr<const Bytes>> of(const store::OpenObject& picture);

  private:
    struct Entry {
        std::string etag;
        std::shared_ptr<const Bytes> octets;
    };

    std::shared_ptr<const Bytes> find(const std::string& etag);
    void remember(const std::string& etag, std::shared_ptr<const Bytes> octets);

    Turns turns_;
    const std::size_t most_octets_;
    std::mutex mutex_;
    // All below is guarded by mutex_.
    std::list<Entry> entries_;  // the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> by_etag_;
    std::size_t octets_ = 0;  // of all entries
};

}  // namespace garden::gallery
