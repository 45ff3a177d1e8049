#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/json_document.h"
#include "base/result.h"

namespace garden::api {

// A JSON object that a client sent, with reading that says what is wrong: every error is `invalid_argument`
// and names the member.
class JsonBody {
  public:
    // The body must be well-formed UTF-8 and one JSON object within the limits, which hold for JSON in a text
    // of it too.
    static Result<JsonBody> parse(std::string_view body, const JsonLimits& limits = {});

    bool has(std::string_view name) const;
    // A text of at most `most` octets. Missing or null: "".
    Result<std::string> text(std::string_view name, std::size_t most) const;
    // As text(), but it must be there and not be empty.
    Result<std::string> required_text(std::string_view name, std::size_t most) const;
    // A whole number in [least, most]. Missing or null: nothing.
    Result<std::optional<std::int64_t>> integer(std::string_view name, std::int64_t least,
                                                std::int64_t most) const;
    // As integer(), but digits in a text count too: some pages send what a form holds.
    Result<std::optional<std::int64_t>> loose_integer(std::string_view name, std::int64_t least,
                                                      std::int64_t most) const;
    // A number in [least, most]. Missing or null: nothing.
    Result<std::optional<double>> number(std::string_view name, double least, double most) const;
    // A list of at most `most_items` texts. Missing or null: empty.
    Result<std::vector<std::string>> texts(std::string_view name, std::size_t most_items,
                                           std::size_t most_octets) const;
    // The same, or as old pages send it: a text that holds such a list as JSON.
    Result<std::vector<std::string>> texts_or_json(std::string_view name, std::size_t most_items,
                                                   std::size_t most_octets) const;
    // As texts(), but an entry may be null, which is "".
    Result<std::vector<std::string>> texts_with_gaps(std::string_view name, std::size_t most_items,
                                                     std::size_t most_octets) const;
    // The whole object, for what the readers above cannot read.
    const nlohmann::json& json() const { return json_; }

  private:
    JsonBody(nlohmann::json json, const JsonLimits& limits) : json_(std::move(json)), limits_(limits) {}
    const nlohmann::json* find(std::string_view name) const;  // null: missing or null
    nlohmann::json json_;
    JsonLimits limits_;
};

}  // namespace garden::api
