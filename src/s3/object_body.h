#pragma once

#include <vector>

#include "http/message.h"
#include "store/objects.h"

namespace garden::s3 {

// [offset, offset + length) of an object's octets, to be sent. What is sent first is opened at once, so that
// its error can still be answered; other pieces that are not open when they are sent, and one that cannot be
// is logged and ends the body early.
Result<http::FileBody> body_of(const std::vector<store::Piece>& pieces, std::uint64_t offset,
                               std::uint64_t length);

}  // namespace garden::s3
