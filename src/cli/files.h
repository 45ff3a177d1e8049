#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "image/codec.h"

namespace garden::cli {

// The whole of standard input ("-"), or of a file; `invalid_argument` with the name when it cannot be read or
// has over `most` octets.
Result<Bytes> read_input(const std::string& name, std::size_t most);

// Replaces what the file held. Error: `io` with the name.
Result<> write_file(const std::string& name, BytesView bytes);

enum class PictureFormat { jpeg, png, webp };

// By the ending of the name, in either case: .jpeg, .jpg, .png or .webp. Nothing for another or none.
std::optional<PictureFormat> format_of(const std::string& name);

// The picture as a file of that format with `description`, in the quality of the command line.
Result<Bytes> encode(const image::Picture& picture, PictureFormat format,
                     const image::Description& description);

}  // namespace garden::cli
