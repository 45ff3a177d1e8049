#pragma once

#include <cstddef>
#include <string>

#include "access/administrators.h"
#include "api/gate.h"
#include "api/metrics.h"
#include "api/orders.h"
#include "base/clock.h"
#include "gallery/curation.h"
#include "gallery/displays.h"
#include "gallery/gallery.h"
#include "gallery/thumbnails.h"
#include "hooks/courier.h"
#include "hooks/webhooks.h"
#include "jobs/board.h"
#include "jobs/first_garden.h"
#include "jobs/pace.h"
#include "jobs/queue.h"
#include "jobs/workers.h"
#include "prompts/library.h"
#include "recommend/log_follower.h"
#include "recommend/recommender.h"
#include "store/objects.h"
#include "vision/photo_reader.h"
#include "visitors/visitors.h"

namespace garden::api {

// What the handlers work with. Everything here is thread-safe and outlives the server.
struct Context {
    const Clock& clock;
    std::string bucket;
    std::size_t max_photo_octets;
    store::Objects& objects;
    gallery::Gallery& gallery;
    gallery::Curation& curation;
    gallery::Thumbnails& thumbnails;
    gallery::Displays& displays;
    gallery::DisplayFeed& display_feed;
    visitors::Visitors& visitors;
    recommend::Recommender& recommender;
    recommend::LogFollower& follower;  // has it learn what was written to the log
    vision::PhotoReader& photos;
    access::Administrators& administrators;
    jobs::FirstGarden& first_garden;
    jobs::Queue& queue;
    jobs::Board& board;
    jobs::Pace& pace;
    jobs::Workers& workers;
    Orders& orders;
    prompts::Library& library;
    hooks::Webhooks& webhooks;
    hooks::Courier& courier;
    Gate& gate;
    Metrics& metrics;
};

}  // namespace garden::api
