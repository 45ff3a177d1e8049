#pragma once

#include <string>
#include <string_view>

#include "personalize/errors.h"

namespace garden::personalize {

// arn:<partition>:personalize:<region>:<account>:<kind>/<name>. The garden is one campaign, one recommender
// and one dataset of each kind, whatever a client calls them: partition, region, account and most names say
// nothing here.
struct Arn {
    std::string kind;  // "campaign", "filter"
    std::string name;  // not empty; may hold slashes: "my-garden/USERS"
};

// InvalidInputException, with the member's name, for any other text.
Or<Arn> parse_arn(std::string_view member, std::string_view text);

}  // namespace garden::personalize
