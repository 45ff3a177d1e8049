#pragma once

#include <string>

#include "api/context.h"
#include "http/router.h"
#include "store/database.h"

namespace garden::api {

// What an operator decides about the visitor's pages.
struct KioskOptions {
    int idle_seconds = 0;      // without a touch, after which a visitor is forgotten; 0: never
    bool face_details = true;  // age, gender and features are shown
    std::string licence = {};  // of the pictures, for the share page; may be empty
};

// What visitors' pages ask beside protocol.md: GET /api/v1/kiosk, POST /api/v1/forget and the share page, GET
// /image. `context` and `database` must outlive the router.
void add_kiosk_routes(http::Router& router, Context& context, store::Database& database,
                      const KioskOptions& options);

}  // namespace garden::api
