#include "http/accept_coding.h"

#include <optional>

#include "base/text.h"
#include "http/text_compare.h"

namespace garden::http {
namespace {

// What stands before `separator`; takes both off `rest`.
std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = rest.find(separator);
    const std::string_view part = trim(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return part;
}

// "q=0.5" and the like; no parameter at all weighs 1 (RFC 9110 12.4.2).
bool is_positive_weight(std::string_view parameter) {
    if (parameter.empty()) return true;
    if (parameter.size() < 3 || lower_ascii(parameter[0]) != 'q' || parameter[1] != '=') return false;
    const std::string_view value = parameter.substr(2);
    return value.find_first_not_of("0123456789.") == std::string_view::npos &&
           value.find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

bool accepts_coding(std::string_view field, std::string_view coding) {
    std::optional<bool> any;
    while (!field.empty()) {
        std::string_view entry = take_until(field, ',');
        const std::string_view name = take_until(entry, ';');
        if (equal_ignoring_case(name, coding)) return is_positive_weight(trim(entry));
        if (name == "*") any = is_positive_weight(trim(entry));
    }
    return any.value_or(false);
}

}  // namespace garden::http
