#include "painting/flower/topiary.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "painting/flower/blossom.h"
#include "painting/flower/foliage.h"

namespace garden::painting::flower {
namespace {

constexpr double kPi = std::numbers::pi;

// A transparent surface that a figure is grown on before it is set into the picture, with room around it.
class Sheet {
  public:
    Sheet(double width, double height, double margin)
        : margin_(margin),
          surface_(make_surface(CAIRO_FORMAT_ARGB32, static_cast<int>(width + 2 * margin) + 2,
                                static_cast<int>(height + 2 * margin) + 2)),
          context_(make_context(surface_)) {}

    cairo_t* cr() const { return context_.get(); }
    cairo_surface_t* surface() const { return surface_.get(); }
    double margin() const { return margin_; }

  private:
    double margin_;
    Surface surface_;
    Context context_;
};

// A low hedge with round corners, seen from the front, as a figure of one colour.
Figure hedge_figure(double width, double height) {
    Figure figure;
    figure.width = 120;
    figure.height = std::clamp(static_cast<int>(120 * height / width), 8, 120);
    const double corner = 0.32 * figure.height;
    for (int y = 0; y < figure.height; ++y) {
        for (int x = 0; x < figure.width; ++x) {
            const double dx = std::max({corner - x - 0.5, x + 0.5 - (figure.width - corner), 0.0});
            const double dy = std::max({corner - y - 0.5, 0.0});
            figure.mask.push_back(std::hypot(dx, dy) <= corner ? 255 : 0);
            figure.colours.push_back({0.3, 0.5, 0.2});
        }
    }
    return figure;
}

void ellipse(cairo_t* cr, double x, double y, double wide, double tall) {
    const Saved saved(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, std::max(wide, 0.5), std::max(tall, 0.5));
    cairo_new_sub_path(cr);
    cairo_arc(cr, 0, 0, 1, 0, 2 * kPi);
}

// Which of the scene's favorites it is, so that two of one shape do not grow alike.
std::uint64_t nth(const Sight& sight, const Place& place) {
    return static_cast<std::uint64_t>(place.statue - sight.scene.favorites.data());
}

class Topiary {
  public:
    Topiary(const Sight& sight, const Place& place, const Phase& phase)
        : sight_(sight),
          place_(place),
          phase_(phase),
          random_(sight.random(Stream::topiary, nth(sight, place))) {}

    void paint() {
        const double margin = std::max(3.0, place_.height * 0.05);
        const Sheet sheet(place_.width, place_.height + place_.raise, margin);
        if (place_.islet) islet();
        if (!place_.in_water()) shadow();
        if (place_.stand == Stand::stem) stem(sheet);
        const Form form = form_of(place_.statue->figure);
        const double scale = place_.width / form.width;
        grow(sight_, sheet.cr(), form, {margin, margin, scale, place_.x, place_.near}, flowering(), random_,
             phase_);
        if (place_.stand == Stand::hedge) hedge(sheet);
        if (place_.in_water()) reflect(sheet);
        set(sheet);
        if (place_.stand == Stand::water) ripples();
        foot();
    }

  private:
    cairo_t* cr() const { return sight_.cr(); }

    double flowering() const {
        switch (sight_.scene.emotion) {
            case Emotion::happy:
            case Emotion::surprised:
                return 1.0;
            case Emotion::angry:
            case Emotion::fear:
                return 0.12;
            case Emotion::sad:
                return 0.2;
            default:
                return 0.5;
        }
    }

    // The foot's height at x: the ground may be tilted.
    double ground(double x) const { return place_.foot + std::tan(sight_.feeling.tilt) * (x - place_.x); }

    // Where the thing keeps the light from the ground.
    void shadow() const {
        const Feeling& f = sight_.feeling;
        const double away = std::clamp((place_.x - sight_.light_x()) / sight_.canvas.w(), -1.0, 1.0);
        const double wide = place_.width * (place_.stand == Stand::stem ? 0.34 : 0.56);
        for (const double size : {1.0, 0.6}) {
            const Saved saved(cr());
            cairo_translate(cr(), place_.x + away * wide * 0.5 * size, place_.foot);
            cairo_rotate(cr(), f.tilt);
            cairo_scale(cr(), wide * size, wide * 0.17 * size);
            Gradient::radial(0, 0, 1)
                .stop(0, shift(f.ground_near, -0.20), 0.75)
                .stop(0.6, shift(f.ground_near, -0.16), 0.5)
                .stop(1, f.ground_near, 0.0)
                .use(cr());
            cairo_arc(cr(), 0, 0, 1, 0, 2 * kPi);
            cairo_fill(cr());
        }
    }

    // A trunk, as of a standard rose, that goes into the figure above the middle of its weight.
    void stem(const Sheet& sheet) {
        const Figure& figure = place_.statue->figure;
        const double scale = place_.width / figure.width;
        double weight = 0.0;
        double moment = 0.0;
        for (int y = 0; y < figure.height; ++y) {
            for (int x = 0; x < figure.width; ++x) {
                const double m = figure.mask[figure.at(x, y)];
                weight += m;
                moment += m * (x + 0.5);
            }
        }
        const double middle = moment / std::max(1.0, weight);
        int lowest = figure.height - 1;
        while (lowest > 0 && figure.mask[figure.at(static_cast<int>(middle), lowest)] < 128) --lowest;
        const double x = sheet.margin() + middle * scale;
        const double top = sheet.margin() + std::max(0.0, lowest - 4.0) * scale;
        const double bottom = sheet.margin() + place_.height + place_.raise;
        const double thick = std::max(1.5, place_.height * 0.034);
        const Feeling& f = sight_.feeling;
        const Lch bark = through_air(
            sight_, mix({0.42, 0.05, 55}, shift(f.ground_near, -0.06), f.leaf.l < 0.5 ? 0.75 : 0.3),
            place_.near);
        cairo_t* c = sheet.cr();
        const double bow = random_.around(thick * 0.8);
        for (const double side : {-1.0, 1.0}) {
            cairo_move_to(c, x - thick * 0.5, top);
            cairo_curve_to(c, x - thick * 0.5 + bow, (top + bottom) / 2, x - thick * 0.5, bottom - thick,
                           x - thick * 1.1, bottom);
            cairo_line_to(c, x + (side < 0 ? thick * 1.1 : -thick * 0.1), bottom);
            cairo_curve_to(c, x + (side < 0 ? thick * 0.5 : 0), bottom - thick,
                           x + (side < 0 ? thick * 0.5 : 0) + bow, (top + bottom) / 2,
                           x + (side < 0 ? thick * 0.5 : 0), top);
            cairo_close_path(c);
            set_colour(c, side < 0 ? shift(bark, sight_.light_x() > place_.x ? 0.05 : -0.05)
                                   : shift(bark, sight_.light_x() > place_.x ? -0.05 : 0.05));
            cairo_fill(c);
        }
    }

    void hedge(const Sheet& sheet) {
        const double wide = place_.width * 1.02;
        const double tall = place_.raise * 1.3;  // the figure stands in it, not on it
        const Form form = form_of(hedge_figure(wide, tall));
        const double scale = wide / form.width;
        grow(sight_, sheet.cr(), form,
             {sheet.margin() + (place_.width - wide) / 2,
              sheet.margin() + place_.height + place_.raise - tall, scale, place_.x, place_.near},
             0.5 * flowering(), random_, phase_);
    }

    // Sets the sheet's figure on its foot, turned as it stands.
    void set(const Sheet& sheet) const {
        const Saved saved(cr());
        cairo_translate(cr(), place_.x, place_.foot);
        cairo_rotate(cr(), place_.turn);
        const cairo_matrix_t blown{1, 0, -0.10 * sight_.feeling.lean, 1, 0, 0};
        cairo_transform(cr(), &blown);
        cairo_set_source_surface(cr(), sheet.surface(), -place_.width / 2 - sheet.margin(),
                                 -place_.height - place_.raise - sheet.margin());
        cairo_paint(cr());
    }

    // The same upside down in the water, fainter with the distance and drawn apart by the waves.
    void reflect(const Sheet& sheet) {
        const double unit = sight_.canvas.unit();
        const double whole = place_.height + place_.raise;
        const double squash = 0.62;
        const double band = std::max(2.0, 3.0 * unit);
        const double lowest = sight_.ground_at(place_.x);
        for (double down = 0.0; down < whole * squash && place_.foot + down < lowest + band; down += band) {
            phase_.follow.check();
            const double far = down / (whole * squash);
            const double sway = random_.around((1.5 + 7.0 * far) * unit);
            const Saved saved(cr());
            cairo_rectangle(cr(), 0, place_.foot + down, sight_.canvas.w(), band + 0.5);
            cairo_clip(cr());
            cairo_translate(cr(), place_.x + sway, place_.foot);
            cairo_scale(cr(), 1.0, -squash);
            cairo_set_source_surface(cr(), sheet.surface(), -place_.width / 2 - sheet.margin(),
                                     -whole - sheet.margin());
            cairo_paint_with_alpha(cr(), 0.50 * (1.0 - 0.85 * far));
        }
    }

    void islet() {
        const Feeling& f = sight_.feeling;
        const double wide = place_.width * 0.62 + place_.height * 0.06;
        ellipse(cr(), place_.x, place_.foot + wide * 0.03, wide, wide * 0.11);
        set_colour(cr(), shift(mix(f.ground_near, f.leaf, 0.3), -0.16), 0.9);
        cairo_fill(cr());
        ellipse(cr(), place_.x, place_.foot, wide, wide * 0.10);
        Gradient::linear(0, place_.foot - wide * 0.1, 0, place_.foot + wide * 0.1)
            .stop(0, mix(f.ground_far, f.leaf, 0.3))
            .stop(1, mix(f.ground_near, f.leaf, 0.3))
            .use(cr());
        cairo_fill(cr());
    }

    void ripples() {
        const double unit = sight_.canvas.unit();
        for (int i = 0; i < 4; ++i) {
            const double wide = place_.width * (0.50 + 0.10 * i) * random_.range(0.95, 1.05);
            ellipse(cr(), place_.x, place_.foot - place_.height * 0.012, wide, wide * 0.085);
            set_colour(cr(), shift(sight_.feeling.horizon, 0.08, 0.7), 0.5 - 0.1 * i);
            cairo_set_line_width(cr(), std::max(0.7, unit * 1.6));
            cairo_stroke(cr());
        }
    }

    // Grass and a few flowers that overlap its foot.
    void foot() {
        if (place_.stand == Stand::water) return;
        const double unit = sight_.canvas.unit();
        const double half = place_.width * (place_.stand == Stand::stem ? 0.22 : 0.52);
        const double tall = place_.height * (place_.stand == Stand::stem ? 0.085 : 0.07);
        const int tufts = std::max(5, static_cast<int>(half * 2.0 / std::max(2.0, tall * 0.8)));
        for (int i = 0; i < tufts; ++i) {
            phase_.follow.check();
            const double x = place_.x + half * (2.0 * (i + random_.unit()) / tufts - 1.0);
            tuft(sight_, x, ground(x) + random_.range(0.0, 4.0) * unit, place_.near, 7,
                 tall * random_.range(0.7, 1.3), random_);
            if (i % 3 == 1) flower(x, tall);
        }
    }

    void flower(double x, double tall) {
        const Feeling& f = sight_.feeling;
        Head head;
        head.kind = sight_.scene
                        .flowers[static_cast<std::size_t>(
                            random_.below(static_cast<int>(sight_.scene.flowers.size())))]
                        .kind;
        head.radius = tall * random_.range(0.28, 0.45);
        head.x = x + random_.around(tall);
        head.y = ground(head.x) - tall * random_.range(0.1, 0.6);
        head.sharp = f.sharp;
        head.petal = through_air(
            sight_, f.petals[static_cast<std::size_t>(random_.below(static_cast<int>(f.petals.size())))],
            place_.near);
        paint_head(cr(), head, random_);
    }

    const Sight& sight_;
    const Place& place_;
    const Phase& phase_;
    Random random_;
};

}  // namespace

void paint_topiary(const Sight& sight, const Place& place, const Phase& phase) {
    Topiary(sight, place, phase).paint();
}

}  // namespace garden::painting::flower
