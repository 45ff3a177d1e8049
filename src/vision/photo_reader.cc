#include "vision/photo_reader.h"

#include "image/codec.h"
#include "vision/face_analyser.h"

namespace garden::vision {

Result<std::vector<Face>> PhotoReader::read(BytesView photo, int most, int least_side) {
    if (photo.empty()) {
        return fail(ErrorCode::invalid_argument, "the body is empty: send the bytes of a JPEG or PNG photo");
    }
    const Turns::Turn turn = turns_.take();
    if (!turn) {
        return fail(ErrorCode::busy, "many photos are being read just now: try again in a moment");
    }
    const auto picture = image::decode(photo, {.least_side = least_side, .longest_side = kAnalysisSide});
    if (!picture) return std::unexpected(picture.error());
    return analyse_(*picture, most);
}

}  // namespace garden::vision
