#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garden::visitors {

// The keys of an impression as the log has them: a JSON list of texts.
std::string impression_json(const std::vector<std::string>& keys);
// Those that are texts; none where `json` is no list.
std::vector<std::string> impression_of(std::string_view json);

// `keys` without the empty ones. Logs have some: once they were taken from clients.
std::vector<std::string> without_empty(std::vector<std::string> keys);

}  // namespace garden::visitors
