#include "base/json_document.h"

#include <stdexcept>

#include <fmt/format.h>

#include "base/text.h"

namespace garden {
namespace {

using nlohmann::json;

std::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

// Asked while the text is read; a throw is the only way to end that at once.
class Count {
  public:
    Count(const JsonLimits& limits, std::string_view what) : limits_(limits), what_(what) {}

    bool operator()(int depth, json::parse_event_t event, const json&) {
        using enum json::parse_event_t;
        if (event == object_end || event == array_end) return true;
        // What is in the outermost list or object is one deep.
        const bool begins = event == object_start || event == array_start;
        if (begins && depth >= limits_.depth) {
            throw std::length_error(fmt::format("{} may be nested at most {} deep", what_, limits_.depth));
        }
        if (++values_ > limits_.values)
            throw std::length_error(fmt::format("{} may hold at most {} values", what_, limits_.values));
        return true;
    }

  private:
    const JsonLimits& limits_;
    std::string_view what_;
    int values_ = 0;
};

}  // namespace

Result<json> parse_json(std::string_view text, const JsonLimits& limits, std::string_view what) {
    if (!is_utf8(text)) return invalid(fmt::format("{} is not valid UTF-8", what));
    try {
        return json::parse(text, Count(limits, what));
    } catch (const json::parse_error& error) {
        // Its own words quote what was read.
        return invalid(fmt::format("{} is not valid JSON (at octet {})", what, error.byte));
    } catch (const json::out_of_range&) {
        return invalid(fmt::format("{} holds a number that is too large", what));
    } catch (const std::length_error& error) {
        return invalid(error.what());
    }
}

Result<json> parse_json_object(std::string_view text, const JsonLimits& limits, std::string_view what) {
    if (trim(text).empty()) return invalid(fmt::format("{} is empty: send a JSON object", what));
    auto parsed = parse_json(text, limits, what);
    if (parsed && !parsed->is_object()) return invalid(fmt::format("{} must be a JSON object", what));
    return parsed;
}

}  // namespace garden
