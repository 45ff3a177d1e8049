#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "painting/flower/colour.h"

namespace garden::painting::flower {

// A small coloured picture of one thing, cropped to it. Rows from above.
struct Figure {
    int width = 0;  // pixels, at least 1
    int height = 0;
    std::vector<std::uint8_t> mask;  // how much of each pixel it covers, 0…255
    std::vector<Rgb> colours;        // of each pixel; black where the mask is 0

    // The place of a pixel in the two above.
    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    }
};

// Shapes of emoji out of a font of colour bitmaps. The font is opened at the first question. Thread-safe.
class FigureSource {
  public:
    // `font` is the file; without one, or when it is no such font, there are no figures, and the first
    // question puts that into the log.
    explicit FigureSource(std::filesystem::path font);
    ~FigureSource();
    FigureSource(const FigureSource&) = delete;
    FigureSource& operator=(const FigureSource&) = delete;

    // Nothing if the font does not have the emoji.
    std::optional<Figure> figure(char32_t emoji);

  private:
    struct Font;
    void open();  // once, under mutex_

    const std::filesystem::path path_;
    std::mutex mutex_;
    bool opened_ = false;  // guarded by mutex_, as is font_
    std::unique_ptr<Font> font_;
};

// Where this machine has Noto Color Emoji; empty if it has not.
std::filesystem::path find_emoji_font();

}  // namespace garden::painting::flower
