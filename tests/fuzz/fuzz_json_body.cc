// The JSON that clients send: any octets are an object or a sentence, and members are read within their
// limits.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/json_body.h"
#include "base/text.h"

namespace {

void must(bool promise) {
    if (!promise) std::abort();
}

template <typename T>
void must_explain(const garden::Result<T>& result) {
    if (!result) must(!result.error().message.empty() && garden::is_utf8(result.error().message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto body =
        garden::api::JsonBody::parse(std::string_view(reinterpret_cast<const char*>(data), size));
    must_explain(body);
    if (!body) return 0;
    const auto text = body->text("id", 64);
    must_explain(text);
    if (text) must(text->size() <= 64 && garden::is_utf8(*text));
    const auto list = body->texts("impression", 8, 64);
    must_explain(list);
    if (list) must(list->size() <= 8);
    const auto limit = body->integer("limit", 1, 1000);
    must_explain(limit);
    if (limit && *limit) must(**limit >= 1 && **limit <= 1000);
    return 0;
}
