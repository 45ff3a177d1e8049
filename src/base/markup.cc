#include "base/markup.h"

#include <iterator>

#include <fmt/format.h>

namespace garden {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

void append_control(std::string& out, char c, Controls controls) {
    if (controls == Controls::referenced) {
        fmt::format_to(std::back_inserter(out), "&#x{:X};", static_cast<unsigned>(c));
    } else if (controls == Controls::kept || c == '\t' || c == '\n') {
        out += c;
    } else {
        out += c == '\r' ? "&#13;" : "\xEF\xBF\xBD";
    }
}

}  // namespace

std::string escape_markup(std::string_view text, Controls controls) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                if (is_control(c)) {
                    append_control(out, c, controls);
                } else {
                    out += c;
                }
        }
    }
    return out;
}

}  // namespace garden
