#include <algorithm>

#include "api/assets.h"

namespace garden::api {

const Asset* find_asset(std::string_view path) {
    const auto found = std::ranges::find(assets(), path, &Asset::path);
    return found == assets().end() ? nullptr : &*found;
}

}  // namespace garden::api
