#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace garden::painting {

enum class PainterKind { flower, automatic1111, openai, sd_server, comfyui, sagemaker };
std::string_view name(PainterKind kind);  // as it is written: "sd_server"

struct Size {
    int width = 0;  // pixels
    int height = 0;

    std::string text() const;  // "1280x800"
    bool operator==(const Size&) const = default;
};
// What text() writes; nothing of anything else.
std::optional<Size> parse_size(std::string_view text);

// One painter as the setting `painters` describes it. Holds no secret: only where the key is found.
struct PainterSpec {
    std::string name;  // 1–64 letters, digits and _ . -
    PainterKind kind = PainterKind::flower;
    std::string url;                    // without a slash at its end; empty for flower
    int parallel = 1;                   // pictures that it takes at the same time, 1–64
    std::string model;                  // empty: what the endpoint has loaded
    std::optional<int> steps;           // 1–1000, where an order leaves them open; without: 50
    std::optional<double> guidance;     // 0–100, likewise; without: 7.5
    std::string key_env;                // environment variable that holds the key; empty: none
    std::string key_file;               // or file, read anew for each request
    std::string workflow;               // comfyui: file of the template
    int multiple = 8;                   // sides that it can paint are multiples of this, 1–512
    std::vector<Size> sizes;            // if any: the only sizes that it can paint, 64–4096 a side
    std::chrono::seconds timeout{600};  // for one picture until it is here, 1–86400
    std::string proxy;                  // "http://host:port"; empty: none
    std::string ca_file;                // PEM; empty: the authorities that the system trusts

    bool operator==(const PainterSpec&) const = default;
};

// Painters, separated by commas, each `flower` or `NAME=KIND@URL#parallel=2&model=…`; docs/painters.md has
// the whole of it. Values are percent-decoded. Without any, flower. `invalid_argument` quotes the description
// that is wrong and says what would be right.
Result<std::vector<PainterSpec>> parse_painters(std::string_view text);

}  // namespace garden::painting
