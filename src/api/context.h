#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "access/administrators.h"
#include "api/gate.h"
#include "api/metrics.h"
#include "base/clock.h"
#include "base/result.h"
#include "gallery/gallery.h"
#include "image/picture.h"
#include "jobs/first_garden.h"
#include "recommend/recommender.h"
#include "store/objects.h"
#include "vision/face.h"
#include "visitors/visitors.h"

namespace garden::api {

// What the handlers work with. Everything here is thread-safe and outlives the server.
struct Context {
    const Clock& clock;
    std::string bucket;
    std::size_t max_photo_octets;
    store::Objects& objects;
    gallery::Gallery& gallery;
    visitors::Visitors& visitors;
    recommend::Recommender& recommender;
    // The faces of an upright picture, the largest first, at most so many.
    std::function<Result<std::vector<vision::Face>>(const image::Picture&, int most)> analyse;
    access::Administrators& administrators;
    jobs::FirstGarden& first_garden;
    Gate& gate;
    Metrics& metrics;
};

}  // namespace garden::api
