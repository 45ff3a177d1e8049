#include "painting/remote/comfyui_feed.h"

#include <algorithm>

#include "image/codec.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;
using Kind = FeedEvent::Kind;

constexpr int kPreviewSide = 1024;
// A binary message begins with the kind of event and that of the picture, 32 bits each, the highest octet
// first.
constexpr std::string_view kPreviewEvent("\0\0\0\1", 4);
constexpr std::size_t kPreviewHead = 8;

}  // namespace

FeedEvent read_feed(const net::WebSocketMessage& message, const std::string& prompt_id) {
    if (message.is_binary) {
        if (message.octets.size() <= kPreviewHead || !message.octets.starts_with(kPreviewEvent)) return {};
        return {.kind = Kind::preview, .preview = message.octets.substr(kPreviewHead)};
    }
    const json said = parse_json(message.octets, kAnswerLimits).value_or(json());
    const json* data = member(said, "data");
    if (data == nullptr) return {};
    const std::string type = text_in(said, "type");
    // Older servers do not say whose steps they are, but send them only to who has ordered.
    const std::string id = text_in(*data, "prompt_id");
    if (!id.empty() && id != prompt_id) return {};
    if (type == "progress") {
        const int steps = std::max(1, number_in(*data, "max", 0));
        return {.kind = Kind::step, .step = std::min(steps, number_in(*data, "value", 0)), .steps = steps};
    }
    const json* node = member(*data, "node");
    // This one comes when the history has been written.
    if (type == "executing" && node != nullptr && node->is_null() && !id.empty())
        return {.kind = Kind::ended};
    return {};
}

void ComfyUiFeed::tell(const FeedEvent& event) {
    if (event.kind == Kind::step) {
        progress_.step = event.step;
        progress_.steps = event.steps;
        return watch_.on_progress(progress_);
    }
    const auto preview = image::decode(event.preview, {.longest_side = kPreviewSide});
    if (!preview) return;
    Progress with_preview = progress_;
    with_preview.preview = &*preview;
    watch_.on_progress(with_preview);
}

Result<> ComfyUiFeed::wait(std::chrono::milliseconds time, const std::string& prompt_id) {
    const auto until = steady_clock::now() + time;
    const auto left = [&] {
        return std::max(std::chrono::milliseconds(0),
                        std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()));
    };
    while (socket_ && left().count() > 0) {
        const auto message = socket_->receive(left(), watch_.cancel);
        if (!message) {
            socket_.reset();
            break;
        }
        if (!*message) return {};
        const FeedEvent event = read_feed(**message, prompt_id);
        if (event.kind == Kind::ended) return {};
        if (event.kind != Kind::other && watch_.on_progress) tell(event);
    }
    return pause(left(), watch_.cancel);
}

}  // namespace garden::painting::remote
