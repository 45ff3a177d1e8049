#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace garden::hooks {

// The beginning of what another program answered, at most `most` octets of whole characters; where that is no
// text, a few words that say so.
std::string shown_text(BytesView octets, std::size_t most);

// Its first line, trimmed, at most 500 octets; empty if there is none.
std::string first_sentence(BytesView octets);

// `invalid_argument` unless it is an http or https address with a host, of ASCII characters that may stand in
// one, without user, password and fragment.
Result<> check_url(std::string_view url);

}  // namespace garden::hooks
