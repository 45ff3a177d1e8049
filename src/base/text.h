#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace garden {

// True if `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
bool is_utf8(std::string_view text);

// True if `text` holds no control characters (below U+0020, and U+007F).
bool is_printable(std::string_view text);

// An ASCII letter or digit.
bool is_alphanumeric(char c);

// Lower case of the ASCII letters; other characters stay.
std::string to_lower(std::string_view text);

// `text` as a JSON string with its quotes; malformed UTF-8 becomes U+FFFD.
std::string json_quote(std::string_view text);

// RFC 3986 percent-encoding of a path for the `url` fields of protocol.md: letters, digits, and -._~ / , and
// the other sub-delimiters stay as they are; everything else becomes %XX, upper-case.
std::string percent_encode_path(std::string_view path);

// The same for a value in a query: only the unreserved characters of RFC 3986 stay.
std::string percent_encode_value(std::string_view value);

// The octets that `text` stands for; nothing if a `%` is not followed by two hexadecimal digits. `+` stays a
// plus.
std::optional<std::string> percent_decode(std::string_view text);

std::vector<std::string_view> split(std::string_view text, char separator);

// `text` without spaces, tabs and line ends at its beginning and end.
std::string_view trim(std::string_view text);

// Lower-case hexadecimal.
std::string to_hex(std::string_view octets);

// The octets of hexadecimal digits in either case; nothing if `text` is no even number of them.
std::optional<std::string> from_hex(std::string_view text);

// The character (a well-formed UTF-8 sequence) that follows this one in the order of code points, which is
// also that of their octets; "" after the last, U+10FFFF, and for what is no character.
std::string next_character(std::string_view character);

// Equal in content; takes the same time wherever they differ. For secrets.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace garden
