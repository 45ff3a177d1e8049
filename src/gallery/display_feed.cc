#include "gallery/display_feed.h"

#include "gallery/zone.h"

namespace garden::gallery {

// Of the 256 event streams that a server has.
static constexpr int kSeats = 192;

void DisplayFeed::tell(const store::Change& change) {
    if (change.object.bucket != bucket_) return;
    if (const auto zone = zone_of(change.object.key)) tell(*zone);
}

void DisplayFeed::tell(std::string_view zone) {
    {
        const std::lock_guard lock(mutex_);
        ++versions_[std::string(zone)];
    }
    changed_.notify_all();
}

std::uint64_t DisplayFeed::version(std::string_view zone) const {
    const std::lock_guard lock(mutex_);
    return version_locked(zone);
}

std::uint64_t DisplayFeed::version_locked(std::string_view zone) const {
    const auto found = versions_.find(zone);
    return found == versions_.end() ? 0 : found->second;
}

void DisplayFeed::wait(std::string_view zone, std::uint64_t seen, std::chrono::milliseconds patience) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return version_locked(zone) != seen; });
}

std::shared_ptr<DisplayFeed::Seat> DisplayFeed::take_seat() {
    const std::lock_guard lock(mutex_);
    if (seats_ == kSeats) return nullptr;
    ++seats_;
    return std::make_shared<Seat>(*this);
}

DisplayFeed::Seat::~Seat() {
    const std::lock_guard lock(feed_.mutex_);
    --feed_.seats_;
}

}  // namespace garden::gallery
