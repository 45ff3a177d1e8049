#include "vision/photo_reader.h"

#include <memory>

#include "image/codec.h"
#include "vision/face_analyser.h"

namespace garden::vision {

Result<std::vector<Face>> PhotoReader::read(BytesView photo, int most, int least_side) {
    if (photo.empty()) {
        return fail(ErrorCode::invalid_argument, "the body is empty: send the bytes of a JPEG or PNG photo");
    }
    if (const auto turn = take_turn(); !turn) return std::unexpected(turn.error());
    // Given back by an exception too: there may be no memory for a large picture.
    const auto end = [](PhotoReader* reader) { reader->end_turn(); };
    const std::unique_ptr<PhotoReader, decltype(end)> turn(this, end);
    const auto picture = image::decode(photo, {.least_side = least_side, .longest_side = kAnalysisSide});
    if (!picture) return std::unexpected(picture.error());
    return analyse_(*picture, most);
}

Result<> PhotoReader::take_turn() {
    std::unique_lock lock(mutex_);
    if (working_ >= at_once_) {
        if (waiting_ >= waiting_limit_) {
            return fail(ErrorCode::busy, "many photos are being read just now: try again in a moment");
        }
        ++waiting_;
        turn_.wait(lock, [this] { return working_ < at_once_; });
        --waiting_;
    }
    ++working_;
    return {};
}

void PhotoReader::end_turn() {
    {
        const std::lock_guard lock(mutex_);
        --working_;
    }
    turn_.notify_one();
}

}  // namespace garden::vision
