#pragma once

#include <span>
#include <string_view>

namespace garden::api {

// One built file of the pages, as it lies in the program. web/embed.py writes the definitions from web/dist.
struct Asset {
    std::string_view path;  // within web/dist: "/index.html", "/login.html", "/assets/index-Dv1iS5ir.js"
    std::string_view content_type;  // with its charset where it is text
    std::string_view identity;
    std::string_view gzip;    // empty: not smaller than identity, so not there
    std::string_view brotli;  // likewise
    std::string_view etag;    // of the identity form, strong, with its quotes
};

// Every asset, sorted by path. The octets live as long as the program; safe from any thread. Files below
// /assets/ carry a hash of their content in their name and never change; the documents beside it keep their
// names.
std::span<const Asset> assets();
// The asset of this path; null: there is none.
const Asset* find_asset(std::string_view path);

}  // namespace garden::api
