#include "vision/drawing.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "vision/geometry.h"
#include "vision/sheet.h"

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

// By Emotion. Bright enough to be read on the plate, and apart from each other.
constexpr std::array<Colour, kEmotions.size()> kColours = {{{1.00, 0.80, 0.30},
                                                            {1.00, 0.62, 0.85},
                                                            {0.52, 0.90, 0.72},
                                                            {1.00, 0.45, 0.40},
                                                            {0.76, 0.66, 1.00},
                                                            {1.00, 0.66, 0.42},
                                                            {0.74, 0.88, 0.38},
                                                            {0.50, 0.76, 1.00}}};

std::string percent(double confidence) {
    return std::isfinite(confidence) ? fmt::format("{:.0f} %", std::clamp(confidence, 0.0, 100.0)) : "? %";
}

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
              kColours[static_cast<std::size_t>(face.emotions.front().emotion)]};
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

// Without those that would lie on one before: the points of a small eye would be one white blot.
std::vector<Point> apart(std::span<const Point> points, double least) {
    std::vector<Point> out;
    for (const Point& point : points) {
        const auto near = [&](const Point& other) { return distance(point, other) < least; };
        if (std::ranges::none_of(out, near)) out.push_back(point);
    }
    return out;
}

void draw_landmarks(cairo_t* cr, const Drawn& face, double line) {
    const double radius = std::clamp(0.011 * face.box.width(), 0.5 * line, 1.6 * line);
    const std::vector<Point> points = apart(face.landmarks, 3 * radius);
    const auto dots = [&](double by, const Colour& colour, double alpha) {
        for (const Point& at : points) {
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

// The widths of labels, in letters' sizes.
constexpr double kWide = 21;
constexpr double kNarrow = 11;

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

Label make_label(cairo_t* cr, const FaceWords& words, double size, double width) {
    Label label{{}, size, 0, 0};
    const double most = width - 2 * label.pad();
    add_lines(cr, label, words.who, Style::who, most);
    add_lines(cr, label, words.features, Style::features, most);
    return label;
}

Label fitting_label(cairo_t* cr, const FaceWords& words, double size, double width, const Sheet& sheet) {
    Label label = make_label(cr, words, size, std::min<double>(width, sheet.width()));
    while ((label.width > sheet.width() || label.height > sheet.height()) && size > 1) {
        size *= 0.85;
        label = make_label(cr, words, size, sheet.width());
    }
    return label;
}

// The label in the shapes it may have, the best first: wide, and among others also narrow or with the emotion
// alone, which find room between neighbours. Small faces among others have smaller letters, and very small
// ones the emotion alone.
std::vector<Label> labels_of(cairo_t* cr, const Drawn& face, double size, const Sheet& sheet, bool crowded) {
    const double side = face.box.width();
    const auto label = [&](const FaceWords& words, double letters) {
        return fitting_label(cr, words, size, std::max(side, letters * size), sheet);
    };
    if (!crowded) return {label(face.words, kWide)};
    const bool tiny = side < 4 * size;
    size = std::max(kLeastLetters, size * std::clamp(side / (6 * size), 0.7, 1.0));
    const Label least = label({{face.words.who.front()}, {}}, kNarrow);
    if (tiny) return {least};
    return {label(face.words, kWide), label(face.words, kNarrow), least};
}

Rect pushed_inside(Rect rect, const Sheet& sheet) {
    const double right = std::max(0.0, std::min(rect.left, sheet.width() - rect.width())) - rect.left;
    const double down = std::max(0.0, std::min(rect.top, sheet.height() - rect.height())) - rect.top;
    return {rect.left + right, rect.top + down, rect.right + right, rect.bottom + down};
}

// Where a label may stand: above the box, below it, beside it, or within it at the bottom.
std::array<Point, 9> corners(const Label& label, const Rect& box) {
    const double gap = 0.4 * label.size;
    const double above = box.top - gap - label.height;
    const double below = box.bottom + gap;
    const double right = box.right - label.width;
    const double centred = box.centre().x - label.width / 2;
    return {{{box.left, above},
             {box.left, below},
             {centred, above},
             {centred, below},
             {right, above},
             {right, below},
             {box.right + gap, box.top},
             {box.left - gap - label.width, box.top},
             {centred, box.bottom - label.height - gap}}};
}

// How much a label there hides. Close to another face it would be read as that one's, which is as bad.
double hidden(const Rect& plate, double size, std::size_t number, std::span<const Drawn> faces,
              std::span<const Rect> taken) {
    double area = shared_area(plate, faces[number].box);
    for (std::size_t i = 0; i < faces.size(); ++i) {
        const Rect& box = faces[i].box;
        const Rect around{box.left - size, box.top - size, box.right + size, box.bottom + size};
        if (i != number) area += shared_area(plate, box) + shared_area(plate, around);
    }
    for (const Rect& other : taken) area += 3 * shared_area(plate, other);
    return area;
}

struct Placed {
    const Label* label = nullptr;
    Rect plate;
    double hidden = 0;
};

// Of shapes and places the first that hides least; a later shape says less or is harder to read, so it must
// hide a good deal less.
Placed place(std::span<const Label> labels, std::size_t number, std::span<const Drawn> faces,
             std::span<const Rect> taken, const Sheet& sheet) {
    Placed best;
    for (const Label& label : labels) {
        for (const Point& at : corners(label, faces[number].box)) {
            const Rect plate = pushed_inside({at.x, at.y, at.x + label.width, at.y + label.height}, sheet);
            const double area = hidden(plate, label.size, number, faces, taken);
            const double gain = (best.label == &label ? 0.02 : 0.15) * best.plate.area();
            if (best.label == nullptr || area < best.hidden - gain) best = {&label, plate, area};
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
        const std::vector<Label> labels = labels_of(cr, faces[i], letters, sheet, faces.size() > 1);
        const Placed placed = place(labels, i, faces, taken, sheet);
        taken.push_back(placed.plate);
        draw_label(cr, *placed.label, placed.plate, faces[i].colour);
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
