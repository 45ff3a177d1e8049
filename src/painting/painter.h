#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "image/picture.h"

namespace garden::painting {

// What an order may ask for.
inline constexpr int kLeastSide = 64;  // pixels
inline constexpr int kMostSide = 4096;
inline constexpr int kMostSteps = 1000;  // and at least 1
inline constexpr double kMostGuidance = 100.0;

// What an order says in the painter's own words, by name, and the values that each name may have.
using Options = std::map<std::string, std::string>;
using OptionValues = std::map<std::string, std::vector<std::string>>;

// Names of options that several painters have; samplers and schedulers have the names of
// stable-diffusion.cpp.
inline constexpr std::string_view kSampler = "sampler";
inline constexpr std::string_view kScheduler = "scheduler";
inline constexpr std::string_view kClipSkip =
    "clipSkip";  // layers of the text encoder, from 1 to kMostClipSkip
inline constexpr int kMostClipSkip = 12;

// What is to be painted. Every engine understands every field, or ignores it and leaves it out of the recipe.
struct Order {
    std::string prompt = {};           // UTF-8; weighted forms such as ((rose)) and (cat: 2.0) are allowed
    std::string negative_prompt = {};  // UTF-8
    int width = 1280;                  // pixels
    int height = 800;
    std::uint64_t seed = 0;
    std::optional<int> steps = {};        // sampling steps; an engine's own default without
    std::optional<double> guidance = {};  // classifier-free guidance; likewise
    Options options = {};                 // of those that the painter has; another one is an error
};

// How a picture was made: enough to paint it again, if the engine takes a seed.
struct Recipe {
    std::string painter;            // kind of the engine: "flower", "automatic1111"
    std::string version;            // of the engine; of a remote one its model, "" where that is not told
    Order order;                    // as it was carried out, defaults filled in
    std::string painted_size = {};  // "1024x640" when the engine painted another size than the order's, to
                                    // which the picture was then scaled and cropped
    std::string model_sha256 = {};  // of the file of weights, in hexadecimal, where there is one
    std::map<std::string, std::string> with = {};  // what else made it: a decoder, a precision, LoRAs
    bool seeded = true;  // false: the engine takes no seed, and paints another picture each time
    // For readers of AUTOMATIC1111's text, and no part of the JSON: that the model was trained to read the
    // order's guidance, as Flux was, and is not asked a second time without the prompt; and of each LoRA by
    // its name the hash that is usual there.
    bool reads_guidance = false;
    std::map<std::string, std::string> lora_hashes = {};
};

// The recipe as one line of JSON; keys: painter, version, modelSha256, with, prompt, negativePrompt, width,
// height, paintedSize, seed, steps, guidance, options. Empty and unset ones are left out.
std::string to_json(const Recipe& recipe);

struct Painting {
    image::Picture picture;
    Recipe recipe;
};

struct Progress {
    int step = 0;   // finished steps, 0…steps
    int steps = 1;  // at least 1
    const image::Picture* preview =
        nullptr;  // what there is so far, maybe smaller; valid during the call only
};

// How a caller follows and stops one painting.
struct Watch {
    std::function<void(const Progress&)> on_progress;  // called on the painting thread; may be empty
    std::stop_token cancel;                            // asked at least every 100 ms of work
};

// An engine that turns an order into a picture.
class Painter {
  public:
    virtual ~Painter() = default;

    virtual std::string_view name() const = 0;

    // The same whenever it is asked. Thread-safe.
    virtual OptionValues options() const { return {}; }

    // Paints, on the calling thread. Thread-safe: several orders may be painted at once. Errors:
    // `invalid_argument` for a size or an option that the engine does not have, `cancelled` after a stop,
    // `unavailable` when the engine cannot be reached, `internal` when it ended over this order.
    virtual Result<Painting> paint(const Order& order, const Watch& watch) = 0;

    // Whether orders can be painted now: `unavailable` with a sentence if not, `cancelled` after a stop.
    // Takes some seconds at most, whatever the engine does. Thread-safe. What needs nothing from elsewhere
    // always can.
    virtual Result<> check(const std::stop_token&) { return {}; }
};

// `invalid_argument` with a sentence unless the numbers keep to the limits above and the texts are UTF-8 of
// at most 64 KiB.
Result<> check_order(const Order& order);

// `invalid_argument` with what there is unless the painter of that name, which has the options `known`, has
// these.
Result<> check_options(std::string_view painter, const OptionValues& known, const Options& options);

}  // namespace garden::painting
