#pragma once

#include "api/context.h"
#include "http/router.h"

namespace garden::api {

// Each adds the routes of one surface to `router`. `context` must outlive it.
void add_garden_routes(http::Router& router, Context& context);      // protocol.md: visitors
void add_generation_routes(http::Router& router, Context& context);  // protocol.md: generation
void add_job_routes(http::Router& router, Context& context);         // /api/v1/jobs
void add_prompt_routes(http::Router& router, Context& context);      // templates, words, denied words
void add_webhook_routes(http::Router& router, Context& context);     // /api/v1/webhooks
void add_object_routes(http::Router& router, Context& context);      // GET of stored objects
void add_health_routes(http::Router& router, Context& context);      // /healthz, /metrics
void add_v1_routes(http::Router& router, Context& context);          // /api/v1
void add_page_routes(http::Router& router, Context& context);        // the pages and their assets
void add_old_studio_routes(http::Router& router, Context& context);  // the original's pages for operators
void add_curation_routes(http::Router& router, Context& context);    // pool, garden and trash
void add_picture_routes(http::Router& router, Context& context);     // /api/v1/pictures and the trash
void add_display_routes(http::Router& router, Context& context);     // zones, playlists and screens
void add_dataset_routes(http::Router& router, Context& context);     // /api/v1/datasets

// All of them.
void add_routes(http::Router& router, Context& context);

}  // namespace garden::api
