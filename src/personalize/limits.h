// Of this room alone: limits of the service model of Amazon Personalize, versions 2018-03-22 (events) and
// 2018-05-22 (runtime), unless it says otherwise.
#pragma once

#include <cstddef>

namespace garden::personalize {

inline constexpr std::size_t kMostArnOctets = 256;
inline constexpr std::size_t kMostIdOctets = 256;  // of users, sessions, trackers, events
// Ours: keys of pictures may have more than the model's 256, and clients may send them as percent-encoded
// URLs.
inline constexpr std::size_t kMostItemOctets = 4096;
inline constexpr std::size_t kMostEntries = 10;             // of eventList, users and items
inline constexpr std::size_t kMostImpression = 25;          // items
inline constexpr std::size_t kMostEventProperties = 1024;   // octets
inline constexpr std::size_t kMostUserProperties = 24'000;  // octets
inline constexpr std::size_t kMostItemProperties = 32'000;  // octets
inline constexpr std::size_t kMostContext = 150;            // entries
inline constexpr std::size_t kMostFilterValues = 25;        // entries
inline constexpr std::size_t kMostValueOctets = 1000;       // of context and filter values
inline constexpr std::size_t kMostRecommendationId = 40;    // octets
inline constexpr std::size_t kMostResults = 500;            // "GetRecommendations", API reference
inline constexpr std::size_t kUsualResults = 25;            // likewise
inline constexpr std::size_t kMostRanked = 500;             // "Quotas" of the developer guide

}  // namespace garden::personalize
