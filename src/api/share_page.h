#pragma once

#include <string>
#include <string_view>

#include "store/object_info.h"

namespace garden::api {

// What the share page tells beside the picture itself.
struct SharedPicture {
    const store::ObjectInfo& object;
    std::string_view base;     // scheme and host that the visitor's phone reaches: "https://garden.example"
    std::string_view licence;  // as the setting picture_licence has it; may be empty
};

// The document of the share page: `document` with what is told of the picture before its </head>, as the tags
// of the Open Graph protocol (https://ogp.me/), which those who preview links read without running scripts,
// and as one meta element `garden:picture` with JSON for the page's own script: {"key","url","size","added",
// "emotion","favorite","recipe","licence"}. Everything is escaped. Pure.
std::string share_page(std::string_view document, const SharedPicture& picture);

}  // namespace garden::api
