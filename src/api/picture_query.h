#pragma once

#include "base/result.h"
#include "gallery/picture_list.h"
#include "http/message.h"

namespace garden::api {

// The query of GET /api/v1/pictures. `invalid_argument` says which parameter is wrong and what it takes; one
// that there is not is wrong too, for it would be a filter that silently lets everything through.
Result<gallery::PictureQuery> parse_picture_query(const http::Request& request);

}  // namespace garden::api
