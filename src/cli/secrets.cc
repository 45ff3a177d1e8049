#include "cli/secrets.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace garden::cli {
namespace {

constexpr std::string_view kAccessKeyVariable = "EMOTION_GARDEN_ACCESS_KEY";
constexpr std::string_view kSecretKeyVariable = "EMOTION_GARDEN_SECRET_KEY";
constexpr std::string_view kBlobsAccessKeyVariable = "EMOTION_GARDEN_BLOBS_ACCESS_KEY";
constexpr std::string_view kBlobsSecretKeyVariable = "EMOTION_GARDEN_BLOBS_SECRET_KEY";
// A secret that is shorter can be guessed.
constexpr std::size_t kShortestSecret = 8;

bool is_key_character(char c) { return is_alphanumeric(c) || c == '_' || c == '.' || c == '-'; }

}  // namespace

bool apply_secret(Settings& settings, const std::string& name, const std::string& value) {
    const std::array<std::pair<std::string_view, std::string Settings::*>, 7> secrets = {{
        {kAwsVariables[0], &Settings::blobs_access_key},
        {kAwsVariables[1], &Settings::blobs_secret_key},
        {kAwsVariables[2], &Settings::blobs_session_token},
        {kBlobsAccessKeyVariable, &Settings::blobs_access_key},
        {kBlobsSecretKeyVariable, &Settings::blobs_secret_key},
        {kAccessKeyVariable, &Settings::access_key},
        {kSecretKeyVariable, &Settings::secret_key},
    }};
    const auto* found = std::ranges::find(secrets, name, [](const auto& secret) { return secret.first; });
    if (found == secrets.end()) return false;
    settings.*found->second = value;
    // The token belongs to the other key.
    if (name == kBlobsAccessKeyVariable) settings.blobs_session_token.clear();
    return true;
}

Result<> check_key_pair(const Settings& settings) {
    if (settings.access_key.empty() != settings.secret_key.empty()) {
        return fail(ErrorCode::invalid_argument, fmt::format("{} and {} belong together: give both, or none",
                                                             kAccessKeyVariable, kSecretKeyVariable));
    }
    if (settings.access_key.empty()) return {};
    if (!std::ranges::all_of(settings.access_key, [](char c) { return is_key_character(c); }) ||
        settings.access_key.size() > 128) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("{} must be 1 to 128 letters, digits and _ . -", kAccessKeyVariable));
    }
    if (settings.secret_key.size() >= kShortestSecret) return {};
    return fail(ErrorCode::invalid_argument,
                fmt::format("{} must have {} characters or more", kSecretKeyVariable, kShortestSecret));
}

}  // namespace garden::cli
