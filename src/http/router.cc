#include "http/router.h"

#include <algorithm>

namespace garden::http {
namespace {

bool matches(std::string_view pattern, std::string_view path) {
    while (!pattern.empty()) {
        if (pattern[0] == '*') return true;
        if (pattern[0] == '{') {
            pattern.remove_prefix(std::min(pattern.find('}'), pattern.size() - 1) + 1);
            const std::string_view suffix = pattern.substr(0, pattern.find_first_of("/{*"));
            const std::string_view segment = path.substr(0, path.find('/'));
            if (segment.size() <= suffix.size() || !segment.ends_with(suffix)) return false;
            path.remove_prefix(segment.size());
            pattern.remove_prefix(suffix.size());
            continue;
        }
        const std::size_t literal = std::min(pattern.find_first_of("{*"), pattern.size());
        if (!path.starts_with(pattern.substr(0, literal))) return false;
        path.remove_prefix(literal);
        pattern.remove_prefix(literal);
    }
    return path.empty();
}

// What orders patterns: literal octets, then those without `*` first.
std::pair<std::size_t, bool> precedence(std::string_view pattern) {
    std::size_t literal = 0;
    bool inside = false;
    for (const char c : pattern) {
        if (c == '{') inside = true;
        if (!inside && c != '*') ++literal;
        if (c == '}') inside = false;
    }
    return {literal, !pattern.ends_with('*')};
}

void add_method(std::string& allowed, std::string_view method) {
    if (!allowed.empty()) allowed += ", ";
    allowed += method;
}

std::string allow_list(const std::vector<std::string_view>& methods) {
    const auto has = [&](std::string_view method) { return std::ranges::count(methods, method) > 0; };
    std::string allowed;
    for (const std::string_view method : methods) {
        add_method(allowed, method);
        if (method == "GET" && !has("HEAD")) add_method(allowed, "HEAD");
    }
    if (!allowed.empty() && !has("OPTIONS")) add_method(allowed, "OPTIONS");
    return allowed;
}

}  // namespace

void Router::add(Route route) {
    const auto rank = precedence(route.pattern);
    const auto after =
        std::ranges::find_if(routes_, [&](const Route& other) { return precedence(other.pattern) < rank; });
    routes_.insert(after, std::move(route));
}

Match Router::find(std::string_view method, std::string_view path) const {
    const auto best =
        std::ranges::find_if(routes_, [&](const Route& route) { return matches(route.pattern, path); });
    if (best == routes_.end()) return {};
    // Only the winning pattern counts: GET of a path that is there for POST is 405, though a wider pattern
    // has a GET.
    const Route* get = nullptr;
    std::vector<std::string_view> methods;
    for (const Route& route : routes_) {
        if (route.pattern != best->pattern) continue;
        if (route.method == method) return {&route, {}};
        if (route.method == "GET") get = &route;
        methods.push_back(route.method);
    }
    if (method == "HEAD" && get != nullptr) return {get, {}};
    return {nullptr, allow_list(methods)};
}

}  // namespace garden::http
