#include "personalize/members.h"

#include <fmt/format.h>

#include "aws/json_document.h"
#include "base/text.h"

namespace garden::personalize {
namespace {

Or<std::string> checked(const char* name, const json& value, std::size_t most) {
    if (!value.is_string()) return malformed(fmt::format("{} must be a text", name));
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() > most)
        return invalid(fmt::format("{} may have at most {} octets; it has {}", name, most, text.size()));
    if (text.find('\0') != std::string::npos)
        return invalid(fmt::format("{} must not hold a NUL character", name));
    return text;
}

Or<const json*> read_list(const json& object, const char* name, std::size_t least, std::size_t most) {
    const json* list = find(object, name);
    if (list == nullptr && least > 0) return invalid(fmt::format("{} is missing", name));
    if (list == nullptr) return nullptr;
    if (!list->is_array()) return malformed(fmt::format("{} must be a list", name));
    if (list->size() < least || list->size() > most) {
        return invalid(
            fmt::format("{} must have {} to {} entries; it has {}", name, least, most, list->size()));
    }
    return list;
}

std::string folded(std::string_view name) {
    std::string plain = to_lower(name);
    std::erase(plain, '_');
    for (char& c : plain) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return plain;
}

}  // namespace

const json* find(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

Or<std::string> read_text(const json& object, const char* name, std::size_t most) {
    const json* value = find(object, name);
    return value == nullptr ? Or<std::string>("") : checked(name, *value, most);
}

Or<std::string> read_required_text(const json& object, const char* name, std::size_t most) {
    auto text = read_text(object, name, most);
    if (text && text->empty()) return invalid(fmt::format("{} is missing", name));
    return text;
}

Or<std::vector<std::string>> read_texts(const json& object, const char* name, std::size_t most_items,
                                        std::size_t most_octets) {
    const auto list = read_list(object, name, 0, most_items);
    if (!list) return std::unexpected(list.error());
    std::vector<std::string> texts;
    if (*list == nullptr) return texts;
    for (const json& entry : **list) {
        auto text = checked(name, entry, most_octets);
        if (!text) return std::unexpected(std::move(text.error()));
        if (text->empty()) return invalid(fmt::format("{} has an empty entry", name));
        texts.push_back(std::move(*text));
    }
    return texts;
}

Or<std::vector<const json*>> read_objects(const json& object, const char* name, std::size_t least,
                                          std::size_t most) {
    const auto list = read_list(object, name, least, most);
    if (!list) return std::unexpected(list.error());
    std::vector<const json*> objects;
    if (*list == nullptr) return objects;
    for (const json& entry : **list) {
        if (!entry.is_object()) return malformed(fmt::format("{} must be a list of objects", name));
        objects.push_back(&entry);
    }
    return objects;
}

Or<Attributes> read_attributes(const json& object, const char* name, std::size_t most_items,
                               std::size_t most_octets) {
    Attributes attributes;
    const json* map = find(object, name);
    if (map == nullptr) return attributes;
    if (!map->is_object()) return malformed(fmt::format("{} must map names to texts", name));
    if (map->size() > most_items)
        return invalid(
            fmt::format("{} may have at most {} entries; it has {}", name, most_items, map->size()));
    for (const auto& [key, value] : map->items()) {
        auto text = checked(name, value, most_octets);
        if (!text) return std::unexpected(std::move(text.error()));
        attributes.insert_or_assign(folded(key), std::move(*text));
    }
    return attributes;
}

Or<Attributes> read_properties(const json& object, std::size_t most_octets) {
    Attributes attributes;
    const json* properties = find(object, "properties");
    if (properties == nullptr) return attributes;
    json inner = *properties;
    if (properties->is_string()) {
        const auto text = checked("properties", *properties, most_octets);
        if (!text) return std::unexpected(text.error());
        auto parsed = aws::parse_json_document(*text);
        if (!parsed) return invalid("properties must be a JSON object: " + parsed.error().message);
        inner = std::move(*parsed);
    }
    if (!inner.is_object())
        return malformed("properties must be an object, or a text that holds one as JSON");
    for (const auto& [key, value] : inner.items()) {
        if (value.is_number()) attributes.insert_or_assign(folded(key), value.dump());
        if (!value.is_string()) continue;
        auto text = checked("properties", value, most_octets);
        if (!text) return std::unexpected(std::move(text.error()));
        attributes.insert_or_assign(folded(key), std::move(*text));
    }
    return attributes;
}

}  // namespace garden::personalize
