#pragma once

#include <cstdint>
#include <memory>

#include <cairo.h>

#include "image/picture.h"
#include "painting/flower/colour.h"

namespace garden::painting::flower {

struct FreeCairo {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_pattern_t* pattern) const { cairo_pattern_destroy(pattern); }
};
using Surface = std::unique_ptr<cairo_surface_t, FreeCairo>;
using Context = std::unique_ptr<cairo_t, FreeCairo>;

// Both throw std::bad_alloc without memory. Lines of the context have round ends and corners.
Surface make_surface(cairo_format_t format, int width, int height);
Context make_context(const Surface& surface);
// The pixels of a row of an image whose pixels have 32 bits.
std::uint32_t* row_of(const Surface& surface, int y);

// A Cairo surface of 8-bit sRGB and its context. Not thread-safe. Throws std::bad_alloc without memory.
class Canvas {
  public:
    Canvas(int width, int height);

    cairo_t* cr() const { return context_.get(); }
    int width() const { return width_; }
    int height() const { return height_; }
    double w() const { return width_; }
    double h() const { return height_; }
    // What all lengths are counted in, so that a picture looks alike at every size: a thousandth of the side
    // of a square of the same area, and in panoramas and towers so much less that their short side holds
    // several heads.
    double unit() const { return unit_; }
    // How many times the plants of a usual picture it takes to fill this one: 1, and more in panoramas and
    // towers.
    double breadth() const { return w() * h() / (unit_ * unit_ * 1e6); }

    // The pixels of a row, 0xXXRRGGBB each. Call touched() after writing, ready() before reading what Cairo
    // has drawn.
    std::uint32_t* row(int y) const { return row_of(surface_, y); }
    void ready() const { cairo_surface_flush(surface_.get()); }
    void touched() const { cairo_surface_mark_dirty(surface_.get()); }

  private:
    int width_;
    int height_;
    double unit_;
    Surface surface_;
    Context context_;
};

inline Rgb unpack(std::uint32_t pixel) {
    return {((pixel >> 16U) & 255U) / 255.0, ((pixel >> 8U) & 255U) / 255.0, (pixel & 255U) / 255.0};
}
// Each channel is clamped; `dither`, −0.5…0.5 of a level, is added before rounding.
std::uint32_t pack(const Rgb& colour, double dither);

void set_colour(cairo_t* cr, const Lch& colour, double alpha = 1.0);
void set_colour(cairo_t* cr, const Rgb& colour, double alpha = 1.0);

// A gradient along a line or between circles; stops are added, then it is used once.
class Gradient {
  public:
    static Gradient linear(double x0, double y0, double x1, double y1);
    static Gradient radial(double x, double y, double radius);
    Gradient& stop(double at, const Lch& colour, double alpha = 1.0);
    void use(cairo_t* cr) const { cairo_set_source(cr, pattern_.get()); }

  private:
    explicit Gradient(cairo_pattern_t* pattern) : pattern_(pattern) {}
    std::unique_ptr<cairo_pattern_t, FreeCairo> pattern_;
};

// Saves the context's state, and restores it at the end of the block.
class Saved {
  public:
    explicit Saved(cairo_t* cr) : cr_(cr) { cairo_save(cr_); }
    ~Saved() { cairo_restore(cr_); }
    Saved(const Saved&) = delete;
    Saved& operator=(const Saved&) = delete;

  private:
    cairo_t* cr_;
};

// Every n-th pixel, so that the longer side is at most `longest`: for previews.
image::Picture shrink(const Canvas& canvas, int longest);

}  // namespace garden::painting::flower
