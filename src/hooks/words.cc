#include "hooks/words.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::hooks {
namespace {

constexpr std::size_t kMostSentence = 500;
constexpr std::size_t kMostUrl = 2048;

bool continues_character(char octet) { return (static_cast<unsigned char>(octet) & 0xC0U) == 0x80U; }

}  // namespace

std::string shown_text(BytesView octets, std::size_t most) {
    std::size_t end = std::min(octets.size(), most);
    while (end > 0 && end < octets.size() && continues_character(octets[end])) --end;
    const std::string_view text = octets.substr(0, end);
    if (is_utf8(text) && text.find('\0') == std::string_view::npos) return std::string(text);
    return fmt::format("({} octets that are no text)", octets.size());
}

std::string first_sentence(BytesView octets) {
    const std::string_view text = trim(octets);
    return shown_text(trim(text.substr(0, text.find_first_of("\r\n"))), kMostSentence);
}

Result<> check_url(std::string_view url) {
    std::string_view rest = url;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (url.starts_with(scheme)) rest.remove_prefix(scheme.size());
    }
    const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
    const bool plain = std::ranges::all_of(url, [](char c) {
        return c > ' ' && c < '\x7f' && std::string_view("\"<>\\^`{|}#").find(c) == std::string_view::npos;
    });
    if (rest.size() < url.size() && url.size() <= kMostUrl && plain && !host.empty() && host.front() != ':' &&
        host.find('@') == std::string_view::npos) {
        return {};
    }
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("an address is http:// or https://, a host and a path, percent-encoded, at most {} "
                    "octets, without user, password and #",
                    kMostUrl));
}

}  // namespace garden::hooks
