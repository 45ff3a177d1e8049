#include "api/json_body.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::api {
namespace {

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

Result<std::string> checked_text(std::string_view name, const nlohmann::json& value, std::size_t most) {
    if (!value.is_string()) return invalid(fmt::format("\"{}\" must be a text", name));
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > most)
        return invalid(fmt::format("\"{}\" may have at most {} octets; it has {}", name, most, text.size()));
    if (text.find('\0') != std::string::npos)
        return invalid(fmt::format("\"{}\" must not hold a NUL character", name));
    return text;
}

enum class Gaps { refused, empty };

Result<std::vector<std::string>> read_texts(std::string_view name, const nlohmann::json& value,
                                            std::size_t most_items, std::size_t most_octets, Gaps gaps) {
    if (!value.is_array()) return invalid(fmt::format("\"{}\" must be a list of texts", name));
    if (value.size() > most_items) {
        return invalid(
            fmt::format("\"{}\" may have at most {} entries; it has {}", name, most_items, value.size()));
    }
    std::vector<std::string> items;
    items.reserve(value.size());
    for (const nlohmann::json& item : value) {
        if (item.is_null() && gaps == Gaps::empty) {
            items.emplace_back();
            continue;
        }
        auto text = checked_text(name, item, most_octets);
        if (!text) return std::unexpected(text.error());
        items.push_back(std::move(*text));
    }
    return items;
}

}  // namespace

Result<JsonBody> JsonBody::parse(std::string_view body, const JsonLimits& limits) {
    auto json = parse_json_object(body, limits);
    if (!json) return std::unexpected(std::move(json.error()));
    return JsonBody(std::move(*json), limits);
}

const nlohmann::json* JsonBody::find(std::string_view name) const {
    const auto found = json_.find(name);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
}

bool JsonBody::has(std::string_view name) const { return find(name) != nullptr; }

Result<std::string> JsonBody::text(std::string_view name, std::size_t most) const {
    const nlohmann::json* value = find(name);
    return value == nullptr ? Result<std::string>("") : checked_text(name, *value, most);
}

Result<std::string> JsonBody::required_text(std::string_view name, std::size_t most) const {
    auto value = text(name, most);
    if (value && value->empty()) return invalid(fmt::format("\"{}\" is missing", name));
    return value;
}

Result<std::optional<std::int64_t>> JsonBody::integer(std::string_view name, std::int64_t least,
                                                      std::int64_t most) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr) return std::nullopt;
    const bool fits =
        value->is_number_integer() && (!value->is_number_unsigned() ||
                                       value->get<std::uint64_t>() <= static_cast<std::uint64_t>(INT64_MAX));
    if (!fits || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most) {
        return invalid(fmt::format("\"{}\" must be a whole number from {} to {}", name, least, most));
    }
    return value->get<std::int64_t>();
}

Result<std::optional<std::int64_t>> JsonBody::loose_integer(std::string_view name, std::int64_t least,
                                                            std::int64_t most) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr || !value->is_string()) return integer(name, least, most);
    const std::string_view digits = trim(value->get_ref<const std::string&>());
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < least || number > most)
        return invalid(fmt::format("\"{}\" must be a whole number from {} to {}", name, least, most));
    return number;
}

Result<std::optional<double>> JsonBody::number(std::string_view name, double least, double most) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number() || value->get<double>() < least || value->get<double>() > most)
        return invalid(fmt::format("\"{}\" must be a number from {} to {}", name, least, most));
    return value->get<double>();
}

Result<std::vector<std::string>> JsonBody::texts(std::string_view name, std::size_t most_items,
                                                 std::size_t most_octets) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr) return std::vector<std::string>{};
    return read_texts(name, *value, most_items, most_octets, Gaps::refused);
}

Result<std::vector<std::string>> JsonBody::texts_or_json(std::string_view name, std::size_t most_items,
                                                         std::size_t most_octets) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr || !value->is_string()) return texts(name, most_items, most_octets);
    const auto inner = parse_json(value->get_ref<const std::string&>(), limits_, "it");
    if (!inner) return fail_within(fmt::format("\"{}\" must be a list of texts", name), inner.error());
    return read_texts(name, *inner, most_items, most_octets, Gaps::refused);
}

Result<std::vector<std::string>> JsonBody::texts_with_gaps(std::string_view name, std::size_t most_items,
                                                           std::size_t most_octets) const {
    const nlohmann::json* value = find(name);
    if (value == nullptr) return std::vector<std::string>{};
    return read_texts(name, *value, most_items, most_octets, Gaps::empty);
}

}  // namespace garden::api
