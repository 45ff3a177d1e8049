#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "api/context.h"
#include "http/router.h"

namespace garden::api {

// What GET and HEAD of the object `key` answer: 200, 206, 304, 404, 412 or 416.
http::Response stored_object(Context& context, const http::Request& request, const std::string& key);
// What GET and HEAD of an object in the trash answer, by its id there; as stored_object().
http::Response trashed_object(Context& context, const http::Request& request, const std::string& id);
// The same of the picture made small (gallery/thumbnails.h), with which a browser need not ask again where
// the query names the picture's ETag as etag=. Also 413 and 415, for what no thumbnail can be made of, and
// 503.
http::Response thumbnail(Context& context, const http::Request& request,
                         const Result<store::OpenObject>& picture);
// Answers with what an operator uploaded under the path of the request, else as `ours` does. `context` must
// outlive it.
http::Handler unless_uploaded(Context& context, http::Handler ours);

// How a picture was made, as painting::json_of() writes it; null: that is not known.
nlohmann::ordered_json recipe_of(const store::ObjectInfo& object);

}  // namespace garden::api
