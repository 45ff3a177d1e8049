#include "painting/remote/mask.h"

#include <algorithm>

#include "base/base64.h"

namespace garden::painting::remote {
namespace {

constexpr std::size_t kMostKeys = 8;
constexpr std::size_t kLeastOctets = 4;
constexpr std::string_view kShown = "***";

void replace_all(std::string& text, std::string_view what) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += kShown.size()) {
        text.replace(at, what.size(), kShown);
    }
}

}  // namespace

void Mask::add(std::string_view key) {
    if (key.empty() || std::ranges::find(entries_, key, &Entry::key) != entries_.end()) return;
    std::string encoded = encode_base64(key);
    while (encoded.ends_with('=')) encoded.pop_back();  // whoever repeats it may leave the padding out
    Entry entry{std::string(key), {std::string(key), std::move(encoded)}};
    if (const std::size_t colon = key.find(':'); colon != std::string_view::npos)
        entry.forms.emplace_back(key.substr(colon + 1));
    std::erase_if(entry.forms, [](const std::string& form) { return form.size() < kLeastOctets; });
    entries_.push_back(std::move(entry));
    if (entries_.size() > kMostKeys) entries_.pop_front();
}

std::string Mask::apply(std::string text) const {
    for (const Entry& entry : entries_) {
        for (const std::string& form : entry.forms) replace_all(text, form);
    }
    return text;
}

}  // namespace garden::painting::remote
