#include "vision/drawing.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>
#include <optional>

#include <cairo.h>
#include <fmt/format.h>

#include "base/text.h"
#include "vision/geometry.h"

namespace garden::vision {
namespace {

constexpr int kLeastSide = 640;
constexpr double kLeastLetters = 12;
constexpr int kMostSide = 32'000;  // Cairo draws up to 32,767

struct Colour {
    double red, green, blue;
};

constexpr Colour kPlate{0.06, 0.07, 0.10};
constexpr Colour kWhite{1, 1, 1};
constexpr Colour kPale{0.80, 0.83, 0.88};

// Bright enough to be read on the plate, and apart from each other.
Colour colour_of(Emotion emotion) {
    switch (emotion) {
        case Emotion::happy:
            return {1.00, 0.80, 0.30};
        case Emotion::surprised:
            return {1.00, 0.62, 0.85};
        case Emotion::calm:
            return {0.52, 0.90, 0.72};
        case Emotion::angry:
            return {1.00, 0.45, 0.40};
        case Emotion::fear:
            return {0.76, 0.66, 1.00};
        case Emotion::confused:
            return {1.00, 0.66, 0.42};
        case Emotion::disgusted:
            return {0.74, 0.88, 0.38};
        case Emotion::sad:
            return {0.50, 0.76, 1.00};
    }
    return kWhite;
}

std::string percent(double confidence) {
    return std::isfinite(confidence) ? fmt::format("{:.0f} %", std::clamp(confidence, 0.0, 100.0)) : "? %";
}

// A surface of the picture's pixels, or with `enlarged` of more, and what draws on it. Throws std::bad_alloc.
class Sheet {
  public:
    Sheet(int width, int height)
        : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
          context_(cairo_create(surface_.get())) {
        if (cairo_status(context_.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
    }

    cairo_t* cr() const { return context_.get(); }
    int width() const { return cairo_image_surface_get_width(surface_.get()); }
    int height() const { return cairo_image_surface_get_height(surface_.get()); }

    static Sheet of(const image::Picture& picture) {
        Sheet sheet(picture.width, picture.height);
        const std::uint8_t* from = picture.rgb.data();
        for (int y = 0; y < picture.height; ++y) {
            std::uint32_t* to = sheet.row(y);
            for (int x = 0; x < picture.width; ++x, from += 3) {
                to[x] = std::uint32_t{from[0]} << 16U | std::uint32_t{from[1]} << 8U | from[2];
            }
        }
        cairo_surface_mark_dirty(sheet.surface_.get());
        return sheet;
    }

    Sheet enlarged(double by) const {
        const auto side = [by](int length) {
            return std::max(1, static_cast<int>(std::lround(length * by)));
        };
        Sheet large(side(width()), side(height()));
        cairo_scale(large.cr(), static_cast<double>(large.width()) / width(),
                    static_cast<double>(large.height()) / height());
        cairo_set_source_surface(large.cr(), surface_.get(), 0, 0);
        cairo_pattern_set_filter(cairo_get_source(large.cr()), CAIRO_FILTER_BILINEAR);
        cairo_pattern_set_extend(cairo_get_source(large.cr()), CAIRO_EXTEND_PAD);
        cairo_paint(large.cr());
        cairo_identity_matrix(large.cr());
        return large;
    }

    image::Picture picture() const {
        cairo_surface_flush(surface_.get());
        image::Picture out{width(), height(), {}};
        out.rgb.reserve(3 * static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
        for (int y = 0; y < out.height; ++y) {
            const std::uint32_t* from = row(y);
            for (int x = 0; x < out.width; ++x) {
                for (const unsigned shift : {16U, 8U, 0U})
                    out.rgb.push_back(static_cast<std::uint8_t>(from[x] >> shift));
            }
        }
        return out;
    }

  private:
    struct Free {
        void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
        void operator()(cairo_t* context) const { cairo_destroy(context); }
    };

    std::uint32_t* row(int y) const {
        const std::ptrdiff_t stride = cairo_image_surface_get_stride(surface_.get());
        // Cairo aligns rows to four octets.
        return reinterpret_cast<std::uint32_t*>(cairo_image_surface_get_data(surface_.get()) + stride * y);
    }

    std::unique_ptr<cairo_surface_t, Free> surface_;
    std::unique_ptr<cairo_t, Free> context_;
};

void set_colour(cairo_t* cr, const Colour& colour, double alpha = 1) {
    cairo_set_source_rgba(cr, colour.red, colour.green, colour.blue, alpha);
}

void rounded(cairo_t* cr, const Rect& rect, double radius) {
    const double r = std::min({radius, rect.width() / 2, rect.height() / 2});
    constexpr double right_angle = std::numbers::pi / 2;
    cairo_new_sub_path(cr);
    cairo_arc(cr, rect.right - r, rect.top + r, r, -right_angle, 0);
    cairo_arc(cr, rect.right - r, rect.bottom - r, r, 0, right_angle);
    cairo_arc(cr, rect.left + r, rect.bottom - r, r, right_angle, 2 * right_angle);
    cairo_arc(cr, rect.left + r, rect.top + r, r, 2 * right_angle, 3 * right_angle);
    cairo_close_path(cr);
}

// A face in pixels of the sheet, with what is drawn of it.
struct Drawn {
    Rect box;
    std::vector<Point> landmarks;
    FaceWords words;
    Colour colour;
};

std::optional<Drawn> drawn(const Face& face, const Sheet& sheet) {
    const auto [left, top, width, height] = face.box;
    if (!std::isfinite(left) || !std::isfinite(top) || !std::isfinite(width) || !std::isfinite(height))
        return std::nullopt;
    // Beyond this, far outside of the picture, Cairo's fixed-point numbers end.
    const auto x = [&](double at) { return std::clamp(at, -1.0, 2.0) * sheet.width(); };
    const auto y = [&](double at) { return std::clamp(at, -1.0, 2.0) * sheet.height(); };
    Drawn out{{x(left), y(top), x(left + width), y(top + height)},
              {},
              words_of(face),
              colour_of(face.emotions.front().emotion)};
    if (!(out.box.width() > 0) || !(out.box.height() > 0)) return std::nullopt;
    for (const Landmark& landmark : face.landmarks) {
        if (std::isfinite(landmark.at.x) && std::isfinite(landmark.at.y))
            out.landmarks.push_back({x(landmark.at.x), y(landmark.at.y)});
    }
    return out;
}

// ---------------------------------------------------------------- boxes and landmarks

// Every line lies on a darker one, so that it is seen on light and on dark.
void draw_box(cairo_t* cr, const Drawn& face, double line) {
    const double radius = 0.12 * std::min(face.box.width(), face.box.height());
    rounded(cr, face.box, radius);
    set_colour(cr, kPlate, 0.45);
    cairo_set_line_width(cr, 2.2 * line);
    cairo_stroke_preserve(cr);
    set_colour(cr, face.colour);
    cairo_set_line_width(cr, line);
    cairo_stroke(cr);
}

void draw_landmarks(cairo_t* cr, const Drawn& face, double line) {
    const double radius = std::clamp(0.011 * face.box.width(), 0.5 * line, 1.6 * line);
    const auto dots = [&](double by, const Colour& colour, double alpha) {
        for (const Point& at : face.landmarks) {
            cairo_new_sub_path(cr);
            cairo_arc(cr, at.x, at.y, by, 0, 2 * std::numbers::pi);
        }
        set_colour(cr, colour, alpha);
        cairo_fill(cr);
    };
    dots(1.6 * radius, kPlate, 0.45);
    dots(radius, kWhite, 0.95);
}

// ---------------------------------------------------------------- labels

enum class Style { emotion, who, features };

struct Phrase {
    std::string text;
    double x = 0;  // within its line
    Style style = Style::who;
};

struct Label {
    std::vector<std::vector<Phrase>> lines;
    double size = 0;  // of the letters
    double width = 0, height = 0;

    double pad() const { return 0.55 * size; }
    double line_height() const { return 1.4 * size; }
};

void choose_font(cairo_t* cr, Style style, double size) {
    cairo_select_font_face(cr, "sans", CAIRO_FONT_SLANT_NORMAL,
                           style == Style::emotion ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cr, size);
}

double width_of(cairo_t* cr, const std::string& text) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, text.c_str(), &extents);
    return extents.x_advance;
}

// Adds phrases to the label from a new line on, with as many on each line as `most` pixels hold.
void add_lines(cairo_t* cr, Label& label, const std::vector<std::string>& phrases, Style style, double most) {
    const double gap = 0.75 * label.size;
    double x = 0;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        const Style own = style == Style::who && i == 0 ? Style::emotion : style;
        choose_font(cr, own, label.size);
        const double width = width_of(cr, phrases[i]);
        if (i == 0 || x + width > most) {
            label.lines.emplace_back();
            x = 0;
        }
        label.lines.back().push_back({phrases[i], x, own});
        label.width = std::max(label.width, x + width + 2 * label.pad());
        x += width + gap;
    }
    label.height = static_cast<double>(label.lines.size()) * label.line_height() + 0.7 * label.pad();
}

Label make_label(cairo_t* cr, const Drawn& face, double size, double most) {
    Label label{{}, size, 0, 0};
    const double wide = std::min(most, std::max(face.box.width(), 21 * size)) - 2 * label.pad();
    add_lines(cr, label, face.words.who, Style::who, wide);
    add_lines(cr, label, face.words.features, Style::features, wide);
    return label;
}

// The label in a size that fits into the sheet. A small face among others gets smaller letters, and a very
// small one its emotion alone.
Label fitting_label(cairo_t* cr, Drawn face, double size, const Sheet& sheet, bool crowded) {
    if (crowded && face.box.width() < 4 * size) {
        face.words.who.resize(1);
        face.words.features.clear();
    }
    if (crowded) size = std::max(kLeastLetters, size * std::clamp(face.box.width() / (6 * size), 0.7, 1.0));
    Label label = make_label(cr, face, size, sheet.width());
    while ((label.width > sheet.width() || label.height > sheet.height()) && size > 1) {
        size *= 0.85;
        label = make_label(cr, face, size, sheet.width());
    }
    return label;
}

double shared(const Rect& a, const Rect& b) {
    const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    return width > 0 && height > 0 ? width * height : 0;
}

Rect pushed_inside(Rect rect, const Sheet& sheet) {
    const double right = std::max(0.0, std::min(rect.left, sheet.width() - rect.width())) - rect.left;
    const double down = std::max(0.0, std::min(rect.top, sheet.height() - rect.height())) - rect.top;
    return {rect.left + right, rect.top + down, rect.right + right, rect.bottom + down};
}

// Above the box, below it, within it at the bottom, or beside it: the first of those that hide least of the
// faces and of the labels that are there already.
Rect place(const Label& label, std::size_t number, std::span<const Drawn> faces, std::span<const Rect> taken,
           const Sheet& sheet) {
    const Rect& box = faces[number].box;
    const double gap = 0.4 * label.size;
    const double centred = box.centre().x - label.width / 2;
    const std::array<Point, 7> corners = {{{box.left, box.top - gap - label.height},
                                           {box.left, box.bottom + gap},
                                           {box.right - label.width, box.top - gap - label.height},
                                           {box.right - label.width, box.bottom + gap},
                                           {box.right + gap, box.top},
                                           {box.left - gap - label.width, box.top},
                                           {centred, box.bottom - label.height - gap}}};
    Rect best;
    double least = 0;
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const Point at = corners[i];
        const Rect rect = pushed_inside({at.x, at.y, at.x + label.width, at.y + label.height}, sheet);
        double hidden = 0;
        for (const Rect& other : taken) hidden += 3 * shared(rect, other);
        for (const Drawn& face : faces) hidden += shared(rect, face.box);
        if (i == 0 || hidden < least - 0.02 * rect.area()) {
            best = rect;
            least = hidden;
        }
    }
    return best;
}

void draw_label(cairo_t* cr, const Label& label, const Rect& plate, const Colour& accent) {
    rounded(cr, plate, 0.45 * label.size);
    set_colour(cr, kPlate, 0.74);
    cairo_fill(cr);
    double baseline = plate.top + 0.35 * label.pad() + 1.02 * label.size;
    for (const auto& line : label.lines) {
        for (const Phrase& phrase : line) {
            choose_font(cr, phrase.style, label.size);
            set_colour(cr, phrase.style == Style::emotion ? accent
                           : phrase.style == Style::who   ? kWhite
                                                          : kPale);
            cairo_move_to(cr, plate.left + label.pad() + phrase.x, baseline);
            cairo_show_text(cr, phrase.text.c_str());
        }
        baseline += label.line_height();
    }
}

void draw(const Sheet& sheet, std::span<const Drawn> faces) {
    cairo_t* cr = sheet.cr();
    const double mean = std::sqrt(static_cast<double>(sheet.width()) * sheet.height());
    const double line = std::max(1.5, mean / 500);
    const double letters = std::max(kLeastLetters, mean / 52);
    for (const Drawn& face : faces) draw_box(cr, face, line);
    for (const Drawn& face : faces) draw_landmarks(cr, face, line);
    std::vector<Rect> taken;
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const Label label = fitting_label(cr, faces[i], letters, sheet, faces.size() > 1);
        taken.push_back(place(label, i, faces, taken, sheet));
        draw_label(cr, label, taken.back(), faces[i].colour);
    }
}

}  // namespace

FaceWords words_of(const Face& face) {
    FaceWords words;
    const EmotionScore& first = face.emotions.front();
    words.who = {fmt::format("{} {}", to_lower(name(first.emotion)), percent(first.confidence)),
                 fmt::format("{}–{}", face.age_low, face.age_high),
                 fmt::format("{} {}", to_lower(name(face.gender)), percent(face.gender_confidence))};
    const auto add = [&](bool is, const char* word) {
        if (is) words.features.emplace_back(word);
    };
    add(face.smile.value, "smile");
    add(face.eyeglasses.value && !face.sunglasses.value, "glasses");
    add(face.sunglasses.value, "sunglasses");
    add(face.beard.value, "beard");
    add(face.mustache.value, "mustache");
    add(!face.eyes_open.value, "eyes closed");
    add(face.mouth_open.value, "mouth open");
    return words;
}

Result<image::Picture> draw_faces(const image::Picture& picture, std::span<const Face> faces) {
    if (!picture.is_whole()) {
        return fail(ErrorCode::invalid_argument, "the picture's size does not fit its pixels");
    }
    const int longest = std::max(picture.width, picture.height);
    if (longest > kMostSide) return fail(ErrorCode::too_large, "the picture is too large to be drawn on");
    try {
        Sheet sheet = Sheet::of(picture);
        if (longest < kLeastSide) sheet = sheet.enlarged(static_cast<double>(kLeastSide) / longest);
        std::vector<Drawn> all;
        for (const Face& face : faces) {
            if (auto one = drawn(face, sheet)) all.push_back(std::move(*one));
        }
        draw(sheet, all);
        return sheet.picture();
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::unavailable, "there is not enough memory to draw on the picture");
    }
}

}  // namespace garden::vision
