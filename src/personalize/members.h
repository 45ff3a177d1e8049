// Of this room alone: reading the members of a request.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "personalize/errors.h"

namespace garden::personalize {

// A member that is missing or null is nothing; one of another type is a SerializationException; text of more
// octets than `most`, or with NUL, an InvalidInputException. Each error names the member.
using nlohmann::json;

// The member, or null where it is missing or null.
const json* find(const json& object, const char* name);
// "" where there is none.
Or<std::string> read_text(const json& object, const char* name, std::size_t most);
// As read_text(), but it must be there and not be empty.
Or<std::string> read_required_text(const json& object, const char* name, std::size_t most);
// A list of texts that are not empty.
Or<std::vector<std::string>> read_texts(const json& object, const char* name, std::size_t most_items,
                                        std::size_t most_octets);
// A list of [least, most] objects, which live as long as `object` does.
Or<std::vector<const json*>> read_objects(const json& object, const char* name, std::size_t least,
                                          std::size_t most);
// Names to texts. The names are written in upper case and without underscores, as datasets, SDKs and
// Personalize itself spell the same one in three ways: USER_TYPE, userType, user_type.
using Attributes = std::map<std::string, std::string>;
Or<Attributes> read_attributes(const json& object, const char* name, std::size_t most_items,
                               std::size_t most_octets);
// The same of a member `properties`, which is an object, or a text that holds one as JSON. What is neither
// text nor number, as null, is left out; a number is written as JSON writes it.
Or<Attributes> read_properties(const json& object, std::size_t most_octets);

}  // namespace garden::personalize
