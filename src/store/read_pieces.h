#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/objects.h"

namespace garden::store {

// Octets [offset, offset + length) of an object, given to `take` in order and in pieces of at most 1 MiB. Its
// error is the answer; `corrupt`: a file is shorter than it was.
Result<> read_pieces(const std::vector<Piece>& pieces, std::uint64_t offset, std::uint64_t length,
                     const std::function<Result<>(std::string_view)>& take);

// All `size` octets of an object in memory: look first how many that are. Errors as above.
Result<Bytes> read_whole(const std::vector<Piece>& pieces, std::uint64_t size);

}  // namespace garden::store
