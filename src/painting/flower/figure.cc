#include "painting/flower/figure.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H

#include "base/log.h"

namespace garden::painting::flower {
namespace {

constexpr const char* kDebianFont = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf";
constexpr unsigned kLeastAlpha = 24;  // fainter pixels are the bitmap's soft edge

// Rows and columns of a bitmap that show something.
struct Box {
    unsigned left, top, right, bottom;  // the last two are behind the end
};

const unsigned char* pixel(const FT_Bitmap& bitmap, unsigned x, unsigned y) {
    return bitmap.buffer + static_cast<std::ptrdiff_t>(bitmap.pitch) * y + std::ptrdiff_t{4} * x;
}

std::optional<Box> box_of(const FT_Bitmap& bitmap) {
    Box box{bitmap.width, bitmap.rows, 0, 0};
    for (unsigned y = 0; y < bitmap.rows; ++y) {
        for (unsigned x = 0; x < bitmap.width; ++x) {
            if (pixel(bitmap, x, y)[3] < kLeastAlpha) continue;
            box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1),
                   std::max(box.bottom, y + 1)};
        }
    }
    if (box.right <= box.left) return std::nullopt;
    return box;
}

// FreeType gives blue, green, red, alpha, colours multiplied by alpha.
std::optional<Figure> figure_of(const FT_Bitmap& bitmap) {
    if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA) return std::nullopt;
    const std::optional<Box> box = box_of(bitmap);
    if (!box) return std::nullopt;
    Figure figure;
    figure.width = static_cast<int>(box->right - box->left);
    figure.height = static_cast<int>(box->bottom - box->top);
    for (unsigned y = box->top; y < box->bottom; ++y) {
        for (unsigned x = box->left; x < box->right; ++x) {
            const unsigned char* p = pixel(bitmap, x, y);
            const double whole = std::max<double>(p[3], 1.0);
            const auto channel = [&](int i) { return std::min(1.0, p[i] / whole); };
            figure.mask.push_back(p[3]);
            figure.colours.push_back({channel(2), channel(1), channel(0)});
        }
    }
    return figure;
}

}  // namespace

struct FigureSource::Font {
    FT_Library library = nullptr;
    FT_Face face = nullptr;

    explicit Font(const std::filesystem::path& path) {
        if (FT_Init_FreeType(&library) != 0) return;
        if (FT_New_Face(library, path.c_str(), 0, &face) != 0) return;
        if (face->num_fixed_sizes < 1 || FT_Select_Size(face, 0) != 0) {
            FT_Done_Face(face);
            face = nullptr;
        }
    }
    ~Font() {
        if (face != nullptr) FT_Done_Face(face);
        if (library != nullptr) FT_Done_FreeType(library);
    }
    Font(const Font&) = delete;
    Font& operator=(const Font&) = delete;
};

FigureSource::FigureSource(std::filesystem::path font) : path_(std::move(font)) {}
FigureSource::~FigureSource() = default;

std::optional<Figure> FigureSource::figure(char32_t emoji) {
    const std::lock_guard lock(mutex_);
    if (!opened_) open();
    if (!font_ || font_->face == nullptr) return std::nullopt;
    const FT_UInt glyph = FT_Get_Char_Index(font_->face, emoji);
    if (glyph == 0 || FT_Load_Glyph(font_->face, glyph, FT_LOAD_COLOR) != 0) return std::nullopt;
    return figure_of(font_->face->glyph->bitmap);
}

void FigureSource::open() {
    opened_ = true;
    if (!path_.empty()) font_ = std::make_unique<Font>(path_);
    if (font_ && font_->face != nullptr) return;
    log::warning(path_.empty() ? "the font of favorites is missing" : "the font of favorites cannot be used",
                 {{"font", path_.empty() ? "Noto Color Emoji" : path_.string()},
                  {"debian", "fonts-noto-color-emoji"},
                  {"effect", "visitors' favorites are left out of pictures"}});
}

std::filesystem::path find_emoji_font() {
    std::error_code error;
    if (std::filesystem::exists(kDebianFont, error)) return kDebianFont;
    const std::unique_ptr<FcPattern, void (*)(FcPattern*)> wanted(
        FcNameParse(reinterpret_cast<const FcChar8*>("Noto Color Emoji")), FcPatternDestroy);
    if (!wanted || FcConfigSubstitute(nullptr, wanted.get(), FcMatchPattern) == FcFalse) return {};
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultMatch;
    const std::unique_ptr<FcPattern, void (*)(FcPattern*)> match(FcFontMatch(nullptr, wanted.get(), &result),
                                                                 FcPatternDestroy);
    FcChar8* family = nullptr;
    FcChar8* file = nullptr;
    if (!match || FcPatternGetString(match.get(), FC_FAMILY, 0, &family) != FcResultMatch) return {};
    // Fontconfig answers with the nearest font there is, whichever that may be.
    if (std::strcmp(reinterpret_cast<const char*>(family), "Noto Color Emoji") != 0) return {};
    if (FcPatternGetString(match.get(), FC_FILE, 0, &file) != FcResultMatch) return {};
    return reinterpret_cast<const char*>(file);
}

}  // namespace garden::painting::flower
