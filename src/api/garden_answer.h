// What /garden, /gardenfromDB and /retrieve have in common.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "api/context.h"
#include "http/message.h"

namespace garden::api {

struct GardenRequest {
    visitors::Visitor visitor;
    gallery::SearchKey search_key;
    std::size_t limit;  // of each orientation
};

Result<GardenRequest> parse_garden(const http::Request& request);

// {"landscape":[{"url","emotion"},…],"portrait":[…]}.
http::Response garden_answer(const Context& context, const http::Request& request,
                             const gallery::SearchKey& search_key, const std::vector<std::string>& landscape,
                             const std::vector<std::string>& portrait);

// Answers the whole request with all pictures of a place that have its search key.
http::Response all_pictures(Context& context, const http::Request& request, gallery::Place place);

}  // namespace garden::api
