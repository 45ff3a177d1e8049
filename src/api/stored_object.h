#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/context.h"
#include "http/message.h"

namespace garden::api {

// What GET and HEAD of the object `key` answer: 200, 206, 304, 404, 412 or 416.
http::Response stored_object(Context& context, const http::Request& request, const std::string& key);
// The same of an object in the trash, by its id there.
http::Response trashed_object(Context& context, const http::Request& request, const std::string& id);

// How a picture was made, as painting::json_of() writes it; null: that is not known.
nlohmann::ordered_json recipe_of(const store::ObjectInfo& object);

}  // namespace garden::api
