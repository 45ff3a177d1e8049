#include "api/photo.h"

#include "image/codec.h"
#include "vision/face_analyser.h"

namespace garden::api {

Result<image::Picture> decode_photo(BytesView body) {
    if (body.empty())
        return fail(ErrorCode::invalid_argument, "The body is empty: send the bytes of a JPEG or PNG photo");
    return image::decode(body, {.longest_side = vision::kAnalysisSide});
}

}  // namespace garden::api
