#pragma once

#include <string>
#include <string_view>

namespace garden {

// What becomes of control characters, of which XML 1.0 can hold but tab, line feed and carriage return
// (section 2.2), even escaped.
enum class Controls {
    kept,        // HTML takes most of them
    replaced,    // by U+FFFD; a carriage return by &#13;, for a plain one is read as a line feed
    referenced,  // by &#x…;, as S3 writes keys that have some
};

// `text` as it stands in an element or in an attribute with double quotes: & < > " are escaped.
std::string escape_markup(std::string_view text, Controls controls);

}  // namespace garden
