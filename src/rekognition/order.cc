#include "rekognition/order.h"

#include <algorithm>
#include <array>
#include <ranges>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "aws/json_document.h"
#include "base/base64.h"
#include "base/text.h"
#include "rekognition/errors.h"

namespace garden::rekognition {
namespace {

using nlohmann::json;

template <typename T>
using Or = std::expected<T, aws::Refusal>;

constexpr std::size_t kMostEcho = 64;  // octets of a client's word that are sent back

// The enumeration Attribute of the service model, and the member of FaceDetail for each; none for what is not
// read here, EyeDirection and FaceOccluded, and for DEFAULT.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> kAttributes = {{
    {"DEFAULT", ""},
    {"AGE_RANGE", "AgeRange"},
    {"BEARD", "Beard"},
    {"EMOTIONS", "Emotions"},
    {"EYE_DIRECTION", ""},
    {"EYEGLASSES", "Eyeglasses"},
    {"EYES_OPEN", "EyesOpen"},
    {"GENDER", "Gender"},
    {"MOUTH_OPEN", "MouthOpen"},
    {"MUSTACHE", "Mustache"},
    {"FACE_OCCLUDED", ""},
    {"SMILE", "Smile"},
    {"SUNGLASSES", "Sunglasses"},
}};

std::unexpected<aws::Refusal> malformed(std::string message) {
    return std::unexpected(refusal("SerializationException", std::move(message)));
}
std::unexpected<aws::Refusal> invalid(std::string message) {
    return std::unexpected(refusal("InvalidParameterException", std::move(message)));
}

// The member, or null where it is missing or null.
const json* find(const json& object, const char* name) {
    const auto found = object.find(name);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

// A text of [least, most] octets; nothing where there is none.
Or<std::optional<std::string>> read_text(const json& object, const char* name, std::size_t least,
                                         std::size_t most) {
    const json* value = find(object, name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) return malformed(fmt::format("{} must be a text", name));
    const auto& text = value->get_ref<const std::string&>();
    if (text.size() < least || text.size() > most) {
        return invalid(
            fmt::format("S3Object.{} must have {} to {} octets; it has {}", name, least, most, text.size()));
    }
    if (text.find('\0') != std::string::npos) {
        return invalid(fmt::format("S3Object.{} must not hold a NUL character", name));
    }
    return text;
}

Or<S3Object> read_object(const json& object) {
    if (!object.is_object()) return malformed("S3Object must be an object");
    auto bucket = read_text(object, "Bucket", 3, 255);
    if (!bucket) return std::unexpected(std::move(bucket.error()));
    auto key = read_text(object, "Name", 1, 1024);
    if (!key) return std::unexpected(std::move(key.error()));
    auto version = read_text(object, "Version", 1, 1024);
    if (!version) return std::unexpected(std::move(version.error()));
    if (!*bucket || !*key) return invalid("S3Object needs a Bucket and a Name");
    return S3Object{std::move(**bucket), std::move(**key), std::move(*version)};
}

Or<Bytes> read_bytes(const json& value) {
    if (!value.is_string()) return malformed("Image.Bytes must be a text in base64");
    const auto& text = value.get_ref<const std::string&>();
    const auto too_large = [] {
        return std::unexpected(
            refusal("ImageTooLargeException",
                    fmt::format("Image.Bytes may have at most {} octets; put a larger picture into a bucket",
                                kMostBytes)));
    };
    if (text.size() > (kMostBytes + 2) / 3 * 4) return too_large();
    auto octets = decode_base64(text);
    if (!octets) return malformed("Image.Bytes is not base64");
    if (octets->empty()) return invalid("Image.Bytes is empty");
    if (octets->size() > kMostBytes) return too_large();
    return std::move(*octets);
}

Or<std::variant<Bytes, S3Object>> read_image(const json& request) {
    const json* image = find(request, "Image");
    if (image == nullptr) return invalid("Image is missing");
    if (!image->is_object()) return malformed("Image must be an object");
    const json* bytes = find(*image, "Bytes");
    const json* object = find(*image, "S3Object");
    if ((bytes == nullptr) == (object == nullptr)) {
        return invalid("Image must have either Bytes or an S3Object");
    }
    if (bytes != nullptr) return read_bytes(*bytes);
    return read_object(*object);
}

Or<Wanted> read_wanted(const json& request) {
    Wanted wanted;
    const json* attributes = find(request, "Attributes");
    if (attributes == nullptr) return wanted;
    if (!attributes->is_array()) return malformed("Attributes must be a list of texts");
    for (const json& attribute : *attributes) {
        if (!attribute.is_string()) return malformed("Attributes must be a list of texts");
        const auto& name = attribute.get_ref<const std::string&>();
        if (name == "ALL") {
            wanted.all = true;
            continue;
        }
        const auto* known = std::ranges::find(kAttributes, name, &decltype(kAttributes)::value_type::first);
        if (known == kAttributes.end()) {
            return invalid(fmt::format("{} is no attribute; Attributes are ALL, {}",
                                       json_quote(name.substr(0, kMostEcho)),
                                       fmt::join(kAttributes | std::views::keys, ", ")));
        }
        if (!known->second.empty()) wanted.members.push_back(known->second);
    }
    return wanted;
}

}  // namespace

Or<Order> read_order(std::string_view body) {
    const auto request = aws::parse_json_document(body);
    if (!request) return malformed(request.error().message);
    auto wanted = read_wanted(*request);
    if (!wanted) return std::unexpected(std::move(wanted.error()));
    auto image = read_image(*request);
    if (!image) return std::unexpected(std::move(image.error()));
    return Order{std::move(*image), std::move(*wanted)};
}

}  // namespace garden::rekognition
