#include "gallery/thumbnails.h"

#include <algorithm>
#include <thread>

#include "gallery/limits.h"
#include "image/codec.h"
#include "store/read_pieces.h"

namespace garden::gallery {
namespace {

constexpr int kQuality = 78;

Result<Bytes> make_small(const store::OpenObject& picture) {
    const auto& [object, pieces] = picture;
    if (object.size > kMostPictureOctets) {
        return fail(ErrorCode::too_large, "the picture has over 64 MiB: no thumbnail is made of it");
    }
    const auto octets = store::read_whole(pieces, object.size);
    if (!octets) return octets;
    const auto decoded = image::decode(*octets, {.longest_side = kThumbnailSide});
    if (!decoded) return std::unexpected(decoded.error());
    return image::encode_jpeg(*decoded, kQuality, {});
}

}  // namespace

ThumbnailLimits thumbnail_limits() {
    const int at_once = static_cast<int>(std::clamp(std::thread::hardware_concurrency() / 2, 1u, 4u));
    return {.at_once = at_once,
            .waiting = kThumbnailCallers - at_once,
            .most_octets = std::size_t{64} * 1024 * 1024};
}

Result<std::shared_ptr<const Bytes>> Thumbnails::of(const store::OpenObject& picture) {
    const std::string& etag = picture.first.etag;
    if (auto known = find(etag)) return known;
    const Turns::Turn turn = turns_.take();
    if (!turn) {
        return fail(ErrorCode::busy, "many thumbnails are being made just now: try again in a moment");
    }
    // Somebody before us may have wanted the same.
    if (auto known = find(etag)) return known;
    auto made = make_small(picture);
    if (!made) return std::unexpected(made.error());
    auto octets = std::make_shared<const Bytes>(std::move(*made));
    remember(etag, octets);
    return octets;
}

std::shared_ptr<const Bytes> Thumbnails::find(const std::string& etag) {
    const std::lock_guard lock(mutex_);
    const auto found = by_etag_.find(etag);
    if (found == by_etag_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->octets;
}

void Thumbnails::remember(const std::string& etag, std::shared_ptr<const Bytes> octets) {
    const std::lock_guard lock(mutex_);
    if (by_etag_.contains(etag)) return;
    octets_ += octets->size();
    entries_.push_front({etag, std::move(octets)});
    by_etag_[etag] = entries_.begin();
    while (octets_ > most_octets_) {
        octets_ -= entries_.back().octets->size();
        by_etag_.erase(entries_.back().etag);
        entries_.pop_back();
    }
}

}  // namespace garden::gallery
