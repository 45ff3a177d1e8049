#include "personalize/filter.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "personalize/arn.h"
#include "personalize/errors.h"
#include "personalize/limits.h"

namespace garden::personalize {
namespace {

constexpr std::size_t kMostSearchKeys = 25;

std::optional<gallery::Orientation> parse_orientation(std::string_view text) {
    if (text == "landscape") return gallery::Orientation::landscape;
    if (text == "portrait") return gallery::Orientation::portrait;
    return std::nullopt;
}

// What stands between quotation marks, or the whole where there are none: a favorite may hold commas.
std::vector<std::string> unquoted(std::string_view value) {
    std::vector<std::string> texts;
    value = trim(value);
    if (!value.starts_with('"')) return {std::string(value)};
    while (value.starts_with('"')) {
        const std::size_t end = value.find('"', 1);
        if (end == std::string_view::npos) break;
        texts.emplace_back(value.substr(1, end - 1));
        value = trim(value.substr(end + 1));
        if (value.starts_with(',')) value = trim(value.substr(1));
    }
    if (!value.empty()) texts.clear();  // something stands outside of the marks
    return texts;
}

Or<Filter> read_values(const Attributes& values) {
    Filter filter;
    for (const auto& [name, value] : values) {
        const std::vector<std::string> texts = unquoted(value);
        if (texts.empty())
            return invalid(fmt::format("filterValues: {} has a value that cannot be read", name));
        if (name == "EMOTION" || name == "SEARCHKEY") {
            for (const std::string& text : texts) {
                auto key = gallery::parse_search_key(to_lower(text));
                if (!key) return invalid(fmt::format("filterValues: {}: {}", name, key.error().message));
                if (std::ranges::find(filter.search_keys, *key) == filter.search_keys.end())
                    filter.search_keys.push_back(std::move(*key));
            }
        } else if (name == "ORIENTATION") {
            filter.orientation = parse_orientation(to_lower(texts.front()));
            if (!filter.orientation || texts.size() != 1)
                return invalid("filterValues: ORIENTATION is landscape or portrait");
        } else {
            return invalid("filterValues may have EMOTION, SEARCH_KEY and ORIENTATION");
        }
    }
    if (filter.search_keys.size() > kMostSearchKeys)
        return invalid(fmt::format("filterValues may name at most {} search keys", kMostSearchKeys));
    return filter;
}

Or<Filter> read_name(std::string_view name) {
    const std::string lower = to_lower(name);
    Filter filter;
    filter.orientation = parse_orientation(lower);
    if (filter.orientation) return filter;
    std::string_view words = lower;
    const std::size_t dash = words.rfind('-');
    if (dash != std::string_view::npos) filter.orientation = parse_orientation(words.substr(dash + 1));
    if (filter.orientation) {
        if (auto whole = gallery::parse_search_key(words)) filter.whole_name = std::move(*whole);
        words = words.substr(0, dash);
    }
    auto key = gallery::parse_search_key(words);
    if (!key) {
        return not_found(
            "there is no filter of this name: name one after a search key (happy, happy/cat) or an "
            "orientation "
            "(portrait, happy-portrait), or give it a value in filterValues");
    }
    filter.search_keys.push_back(std::move(*key));
    return filter;
}

}  // namespace

Or<Filter> read_filter(const json& request) {
    const auto values = read_attributes(request, "filterValues", kMostFilterValues, kMostValueOctets);
    if (!values) return std::unexpected(values.error());
    const auto text = read_text(request, "filterArn", kMostArnOctets);
    if (!text) return std::unexpected(text.error());
    if (text->empty() && !values->empty()) return invalid("filterValues need a filterArn");
    if (text->empty()) return Filter{};
    const auto arn = parse_arn("filterArn", *text);
    if (!arn) return std::unexpected(arn.error());
    if (arn->kind != "filter") return invalid("filterArn must name a filter");
    return values->empty() ? read_name(arn->name) : read_values(*values);
}

Or<Filter> settled(const Filter& filter, gallery::Gallery& gallery) {
    if (!filter.whole_name) return filter;
    const auto pictures = gallery.list({.shelf = gallery::Shelf::garden,
                                        .emotion = filter.whole_name->emotion,
                                        .favorite = filter.whole_name->favorite,
                                        .most = 1});
    if (!pictures) return std::unexpected(refusal_of(pictures.error()));
    if (pictures->pictures.empty()) return Filter{filter.search_keys, filter.orientation};
    return Filter{{*filter.whole_name}, {}};
}

bool passes(const Filter& filter, const gallery::PictureKey& picture) {
    if (filter.orientation && *filter.orientation != picture.orientation) return false;
    return filter.search_keys.empty() ||
           std::ranges::find(filter.search_keys, picture.search_key) != filter.search_keys.end();
}

}  // namespace garden::personalize
