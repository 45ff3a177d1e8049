#include "painting/flower/natural.h"

#include <algorithm>
#include <cmath>

namespace garden::painting::flower {
namespace {

// What each kind is loved for; by eye, from garden varieties.
std::vector<Lch> family_of(Kind kind) {
    switch (kind) {
        case Kind::rose:
            return {{0.60, 0.20, 18}, {0.77, 0.13, 5}, {0.66, 0.19, 12}, {0.88, 0.075, 8}};
        case Kind::daisy:
            return {{0.97, 0.012, 95}, {0.965, 0.02, 80}, {0.93, 0.04, 350}};
        case Kind::tulip:
            return {
                {0.63, 0.205, 25}, {0.86, 0.15, 90}, {0.76, 0.14, 0}, {0.72, 0.17, 50}, {0.58, 0.16, 325}};
        case Kind::sunflower:
            return {{0.84, 0.165, 85}, {0.86, 0.160, 90}, {0.80, 0.165, 74}};
        case Kind::poppy:
            return {{0.63, 0.215, 29}, {0.66, 0.21, 34}, {0.61, 0.21, 26}};
        case Kind::lavender:
            return {{0.57, 0.145, 295}, {0.61, 0.14, 300}, {0.54, 0.14, 288}};
        case Kind::cherry:
            return {{0.91, 0.052, 355}, {0.88, 0.075, 357}, {0.94, 0.032, 352}};
        case Kind::lotus:
            return {{0.80, 0.125, 357}, {0.86, 0.085, 355}, {0.92, 0.04, 350}};
        case Kind::lily:
            return {{0.95, 0.025, 95}, {0.83, 0.11, 0}, {0.80, 0.14, 58}};
        case Kind::dandelion:
            return {{0.96, 0.015, 100}};
        case Kind::hydrangea:
            return {{0.69, 0.125, 268}, {0.71, 0.12, 292}, {0.77, 0.11, 335}, {0.76, 0.09, 245}};
        case Kind::peony:
            return {{0.79, 0.135, 358}, {0.88, 0.075, 355}, {0.64, 0.18, 8}, {0.93, 0.035, 20}};
        case Kind::iris:
            return {{0.55, 0.165, 288}, {0.63, 0.135, 296}, {0.58, 0.15, 276}, {0.76, 0.09, 292}};
        case Kind::wisteria:
            return {{0.71, 0.125, 302}, {0.75, 0.105, 306}, {0.68, 0.125, 296}};
    }
    return {};
}

Lch pure(Colour colour) {
    switch (colour) {
        case Colour::red:
            return {0.60, 0.21, 25};
        case Colour::orange:
            return {0.74, 0.175, 56};
        case Colour::yellow:
            return {0.88, 0.16, 95};
        case Colour::green:
            return {0.80, 0.13, 128};
        case Colour::blue:
            return {0.60, 0.155, 262};
        case Colour::violet:
            return {0.54, 0.175, 302};
        case Colour::pink:
            return {0.79, 0.135, 356};
        case Colour::white:
            return {0.965, 0.012, 95};
        case Colour::black:
            return {0.27, 0.05, 335};
    }
    return {};
}

double hue_between(double from, double to) { return std::remainder(to - from, 360.0); }

// How much of its own colour a flower keeps, and how strong colours may be.
struct Temper {
    double asked, wished, companion;
    double chroma;
    double light;
};

Temper temper_of(Emotion emotion) {
    switch (emotion) {
        case Emotion::happy:
            return {0.97, 0.90, 0.60, 1.0, 0.0};
        case Emotion::calm:
            return {0.90, 0.80, 0.55, 0.85, 0.02};
        case Emotion::sad:
            return {0.78, 0.68, 0.35, 0.72, -0.06};
        default:
            return {0.72, 0.30, 0.15, 1.0, 0.0};
    }
}

// Lightness, chroma and hue apart, so that far hues do not meet in a grey one.
Lch tempered(const Lch& own, const Lch& palette, double keep, const Temper& temper) {
    Lch colour;
    colour.l = palette.l + (own.l - palette.l) * keep + temper.light * keep;
    colour.c = palette.c + (own.c * temper.chroma - palette.c) * keep;
    // A colour that is hardly one has no hue of its own.
    const double say = keep * std::min(1.0, own.c / 0.05 + 0.2);
    colour.h = palette.h + hue_between(palette.h, own.h) * (palette.c < 0.02 ? 1.0 : say);
    if (own.c < 0.05) colour.c = std::min(colour.c, own.c + (1.0 - keep) * palette.c);
    return colour;
}

const Lch& nearest(const Lch& own, const std::vector<Lch>& palette) {
    return *std::ranges::min_element(palette, {}, [&](const Lch& p) {
        return std::abs(hue_between(own.h, p.h)) / 180.0 + std::abs(own.l - p.l);
    });
}

}  // namespace

std::vector<Lch> petals_of(const Favour& flower, Emotion emotion, const std::vector<Lch>& palette) {
    const Temper temper = temper_of(emotion);
    std::vector<Lch> own;
    for (const Colour colour : flower.colours) own.push_back(pure(colour));
    const bool asked = !own.empty();
    if (!asked) own = family_of(flower.kind);
    const double keep = asked ? temper.asked : flower.wished ? temper.wished : temper.companion;
    std::vector<Lch> petals;
    if (keep >= 0.5) {
        for (const Lch& colour : own)
            petals.push_back(tempered(colour, nearest(colour, palette), keep, temper));
        return petals;
    }
    if (is_woody(flower.kind)) {  // a tree blooms in one colour
        const Lch& colour = nearest(own.front(), palette);
        return {tempered(own.front(), colour, keep, temper)};
    }
    for (const Lch& colour : palette) petals.push_back(tempered(nearest(colour, own), colour, keep, temper));
    return petals;
}

}  // namespace garden::painting::flower
