#pragma once

#include <vector>

#include "http/message.h"
#include "store/objects.h"

namespace garden::s3 {

// The octets of an object, to be sent; http::slice() takes a range of it. Pieces that are not open yet are
// opened when they are sent; one that cannot be is logged, and ends the body early.
http::FileBody body_of(const std::vector<store::Piece>& pieces);

}  // namespace garden::s3
