#include "visitors/impression.h"

#include <nlohmann/json.hpp>

namespace garden::visitors {

std::string impression_json(const std::vector<std::string>& keys) { return nlohmann::json(keys).dump(); }

std::vector<std::string> impression_of(std::string_view json) {
    std::vector<std::string> keys;
    for (const auto& key : nlohmann::json::parse(json, nullptr, false)) {
        if (key.is_string()) keys.push_back(key.get<std::string>());
    }
    return keys;
}

std::vector<std::string> without_empty(std::vector<std::string> keys) {
    std::erase(keys, "");
    return keys;
}

}  // namespace garden::visitors
