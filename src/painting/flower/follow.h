#pragma once

#include <functional>

#include "painting/flower/canvas.h"
#include "painting/painter.h"

namespace garden::painting::flower {

// Thrown inside this room when the caller asked to stop; never leaves it.
struct Stopped {};

// Tells the caller how far a painting is, and listens whether to stop. Not thread-safe.
class Follow {
  public:
    static constexpr int kSteps = 32;

    // `on_check` is called by every check(), for a test of how long the work between is; may be empty.
    explicit Follow(const Watch& watch, std::function<void()> on_check = {})
        : watch_(watch), on_check_(std::move(on_check)) {}

    // Throws Stopped after a stop. Cheap: ask it for every stroke or row.
    void check() const {
        if (on_check_) on_check_();
        if (watch_.cancel.stop_requested()) throw Stopped{};
    }

    // `done`, 0…1, of the whole painting; reports every step that this completes, now and then with a
    // preview.
    void reach(double done, const Canvas* canvas);

  private:
    const Watch& watch_;
    const std::function<void()> on_check_;
    int step_ = 0;
};

// One phase of a painting: from `start` to `end` of the whole.
struct Phase {
    Follow& follow;
    const Canvas& canvas;
    double start;
    double end;

    void at(double done) const {
        follow.check();
        follow.reach(start + (end - start) * done, &canvas);
    }
};

// From `from` to `to`, 0…1, of a phase.
inline Phase part(const Phase& phase, double from, double to) {
    const double length = phase.end - phase.start;
    return {phase.follow, phase.canvas, phase.start + from * length, phase.start + to * length};
}

}  // namespace garden::painting::flower
