#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "image/picture.h"

namespace garden::image {

// Makes libvips ready for this process: no cache of its own, one thread a picture, no temporary files of
// pictures. (liborc, which libvips scales with, keeps the machine code that it makes in a file that it
// removes at once.) Call once, from main, before any other function here. Returns `unavailable` if the
// library does not start.
Result<> start_codec(const char* program_name);

struct DecodeLimits {
    // Checked against the header, before a pixel is decoded.
    std::int64_t most_pixels = 50'000'000;
    int most_side = 16'384;
    int least_side = 1;
    // The picture is scaled down, never up, so that its longer side is at most this; 0 keeps its size.
    int longest_side = 0;
};

// Decodes a JPEG or PNG: turned upright by its EXIF orientation, grey, CMYK and 16-bit converted to 8-bit
// sRGB, alpha laid over white. RGB is taken for sRGB whatever profile it names; CMYK is converted by a
// common profile, not by its own. Time and memory depend on the octets of the file and on the pixels that it
// may have, on nothing else that it says of itself. Thread-safe. Errors: `invalid_argument` for an empty or
// damaged file, `unsupported` for another format or a JPEG of over 100 scans, `too_large` beyond the limits,
// `precondition` for one with a side below `least_side`. Never writes to a disk.
Result<Picture> decode(BytesView file, const DecodeLimits& limits = {});

// What is written into a picture beside its pixels: all of it, or without `software` nothing.
struct Description {
    std::string software;  // EXIF Software and XMP CreatorTool, e.g. "Emotion Garden 0.1.0, flower painter"
    std::string recipe_json;  // EXIF ImageDescription, which is ASCII; empty: left out
    // How the picture was made, as XMP properties of our own namespace: an XML name and UTF-8 text.
    std::vector<std::pair<std::string, std::string>> recipe;
    bool algorithmic = true;  // IPTC DigitalSourceType algorithmicMedia; false: trainedAlgorithmicMedia
    // The same as programs around Stable Diffusion write and read it: EXIF UserComment, in a PNG the text
    // "parameters". UTF-8; empty: left out.
    std::string parameters = {};
};

// Whether a JPEG holds it: EXIF and XMP are a segment each, of 64 KiB. PNG and WebP hold any.
bool fits_jpeg(const Description& description);

// The longest side that the format allows.
inline constexpr int kMostJpegSide = 65'500;
inline constexpr int kMostWebpSide = 16'383;

// A progressive JPEG, 4:2:0, of `quality` 1–100. Thread-safe. Errors: `invalid_argument` for a picture whose
// size does not fit its pixels or a quality out of range, `too_large` for a side over kMostJpegSide or a
// description that does not fit.
Result<Bytes> encode_jpeg(const Picture& picture, int quality, const Description& description);

// A PNG with exactly these pixels. Thread-safe. Error: `invalid_argument` for a picture whose size does not
// fit its pixels.
Result<Bytes> encode_png(const Picture& picture, const Description& description = {});

// A lossy WebP of `quality` 1–100. Thread-safe. Errors as for a JPEG, `too_large` for a side over
// kMostWebpSide.
Result<Bytes> encode_webp(const Picture& picture, int quality, const Description& description);

}  // namespace garden::image
