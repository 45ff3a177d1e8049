#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.h"

// stable-diffusion.cpp behind one small class: the only place that knows its interface.
namespace garden::diffusion {

// Interleaved red, green, blue, rows from the top.
struct Pixels {
    int width = 0;
    int height = 0;
    Bytes rgb = {};
};

struct Step {
    int step = 0;  // finished ones, 0…steps
    int steps = 1;
    const Pixels* preview = nullptr;  // what there is so far, small; valid during the call only
};

struct Painted {
    Pixels pixels;
    std::string sampler;  // that was used, by the library's name
    std::string scheduler;
};

// What the library computes with: the first GPU that there is, or the processor.
struct Device {
    std::string name = {};  // "CPU (…)"
    bool is_gpu = false;
    std::uint64_t free_octets = 0;  // of its memory
};
Device device();

// Called between two steps; false stops the painting there.
using OnStep = std::function<bool(const Step&)>;

// One model. Only one object at a time: the library's callbacks are global. Not thread-safe. What is wrong
// with a model or an order may end the program: that is why it runs in a process of its own.
class Engine {
  public:
    // Loads what the message `load` names; docs/diffusion-protocol.md. `unavailable` with what the library
    // complained of first.
    static Result<std::unique_ptr<Engine>> load(const nlohmann::json& message);
    ~Engine();
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // Paints what the message `paint` orders; `control` are the pixels of the picture that a ControlNet
    // follows, or none. Errors: `cancelled` when `on_step` asked for it, `unavailable` with what the library
    // complained of.
    Result<Painted> paint(const nlohmann::json& message, const Bytes& control, const OnStep& on_step);

  private:
    struct Parts;
    struct Order;
    explicit Engine(std::unique_ptr<Parts> parts);

    Result<Pixels> generate(const Order& order, bool upscaled);

    std::unique_ptr<Parts> parts_;
};

}  // namespace garden::diffusion
