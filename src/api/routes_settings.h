#pragma once

#include <string>

#include "access/access_keys.h"
#include "api/operator_choices.h"
#include "http/router.h"
#include "store/database.h"

namespace garden::api {

// What an operator must know of this server to look after it.
struct ServerFacts {
    std::string settings_file;    // absolute; empty: none was read
    std::string data;             // its folder, absolute
    std::string bucket;           // of the gallery
    std::string s3_url;           // of the AWS listener; empty: there is none
    Retention retention_of_file;  // holds until operators decide otherwise
};

// /api/v1/settings and /api/v1/keys. `database` and `keys` must outlive the router.
void add_settings_routes(http::Router& router, store::Database& database, access::AccessKeys& keys,
                         const ServerFacts& facts);

}  // namespace garden::api
