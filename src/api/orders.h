#pragma once

#include <string>
#include <vector>

#include "api/json_body.h"
#include "base/clock.h"
#include "gallery/gallery.h"
#include "gallery/picture_names.h"
#include "jobs/job.h"
#include "jobs/workers.h"
#include "prompts/library.h"

namespace garden::api {

// Sides of a bulk job's pictures in pixels, as protocol.md has them.
inline constexpr int kBulkLongSide = 1280;
inline constexpr int kBulkShortSide = 800;

// Reads what clients order, and turns it into jobs: the one place where prompts are checked for denied words.
// What is wrong with an order is `invalid_argument` and says what to send instead; other errors are the
// catalog's. Thread-safe.
class Orders {
  public:
    Orders(gallery::Gallery& gallery, const jobs::Workers& workers, prompts::Library& library,
           gallery::PictureNames& names, const Clock& clock)
        : gallery_(gallery), workers_(workers), library_(library), names_(names), clock_(clock) {}

    // POST /text2image {"text","width","height"}: a job for each configured endpoint, its picture at the
    // bucket's root.
    Result<std::vector<jobs::NewJob>> text2image(const JsonBody& body);
    // POST /bulk {"index","prompt","fname"}: one job with a landscape and a portrait.
    Result<jobs::NewJob> bulk(const JsonBody& body) const;
    // POST /api/v1/pictures
    // {"prompt","negativePrompt","width","height","seed","steps","guidance","sampler","scheduler","clipSkip",
    // "painter","place","emotion","favorite"}: one job with one picture.
    Result<jobs::NewJob> picture(const JsonBody& body);
    // POST /api/v1/templates/order: `count` jobs for each row, as POST /bulk makes them, into the pool. Their
    // names hold the second and a part of the prompt's digest, so that ordering twice at once is ordering
    // once.
    Result<std::vector<jobs::NewJob>> table(const std::vector<prompts::Row>& rows, int count) const;

  private:
    // <folder>img_<YYYYmmdd-HHMMSS>_<n><suffix>.jpeg with the first `n` that no other picture of this second
    // has.
    Result<std::string> new_key(const std::string& folder, std::string_view suffix);
    Result<std::string> prompt_of(const JsonBody& body, std::string_view name) const;
    Result<std::string> key_of(const JsonBody& body, int width, int height);
    Result<std::string> painter_of(const JsonBody& body) const;
    Result<painting::Options> options_of(const JsonBody& body, const std::string& painter) const;

    gallery::Gallery& gallery_;
    const jobs::Workers& workers_;
    prompts::Library& library_;
    gallery::PictureNames& names_;
    const Clock& clock_;
};

}  // namespace garden::api
