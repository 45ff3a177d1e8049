// ComfyUI: a workflow is queued at /prompt, and its pictures stand in /history when it is done.
// https://docs.comfy.org/development/comfyui-server/comms_routes

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "base/id.h"
#include "base/text.h"
#include "painting/remote/await.h"
#include "painting/remote/comfyui_feed.h"
#include "painting/remote/endpoint.h"
#include "painting/remote/member.h"
#include "painting/remote/plan.h"
#include "painting/remote/remote_painters.h"
#include "painting/remote/workflow.h"

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::array kQueue = {"queue_running", "queue_pending"};
constexpr std::chrono::milliseconds kPollEvery(500);
constexpr std::chrono::milliseconds kListenLimit(2'000);
constexpr std::chrono::milliseconds kViewLimit(120'000);
constexpr std::chrono::milliseconds kCancelLimit(600);

class ComfyUi final : public Painter {
  public:
    ComfyUi(const PainterSpec& spec, Workflow workflow)
        : spec_(spec), workflow_(std::move(workflow)), endpoint_(spec, {.server = "ComfyUI"}) {}

    Result<> check_key() const { return endpoint_.check_key(); }
    std::string_view name() const override { return spec_.name; }
    Result<Painting> paint(const Order& order, const Watch& watch) override;
    Result<> check(const std::stop_token& stop) override {
        return endpoint_.probe("/system_stats", false, stop);
    }

  private:
    Result<std::string> submit(const Plan& plan, const std::string& client, const Call& call);
    Result<std::optional<json>> look(const std::string& id, const Call& call);
    Result<bool> is_in_queue(const std::string& id, std::span<const char* const> lists, const Call& call);
    void cancel(const std::string& id);
    std::unique_ptr<net::WebSocket> listen(const std::string& client, const Watch& watch);
    Result<Painting> painting_of(const Plan& plan, const json& entry, const Call& view);

    const PainterSpec spec_;
    const Workflow workflow_;
    Endpoint endpoint_;
};

Result<std::string> ComfyUi::submit(const Plan& plan, const std::string& client, const Call& call) {
    const json body = {{"prompt", workflow_.fill(plan)}, {"client_id", client}};
    const auto answer = endpoint_.post("/prompt", body, call);
    if (!answer) return std::unexpected(answer.error());
    std::string id = text_in(*answer, "prompt_id");
    if (!is_job_id(id))
        return fail(ErrorCode::unavailable, "the painter takes the workflow, but names no prompt_id");
    return id;
}

// Whether one of these lists of /queue holds it: [number, id, workflow, …] each.
Result<bool> ComfyUi::is_in_queue(const std::string& id, std::span<const char* const> lists,
                                  const Call& call) {
    const auto queue = endpoint_.get("/queue", call);
    if (!queue) return std::unexpected(queue.error());
    return std::ranges::any_of(lists, [&](const char* list) {
        const json* entries = member(*queue, list);
        return entries != nullptr && std::ranges::any_of(*entries, [&](const json& entry) {
                   return entry.is_array() && entry.size() > 1 && entry[1] == id;
               });
    });
}

// The entry of the history, if it stands there already.
Result<std::optional<json>> ComfyUi::look(const std::string& id, const Call& call) {
    const auto history = endpoint_.get("/history/" + id, call);
    if (!history) return std::unexpected(history.error());
    if (const json* entry = member(*history, id.c_str())) return *entry;
    const auto waits = is_in_queue(id, kQueue, call);
    if (!waits) return std::unexpected(waits.error());
    // It may have ended just now; then the next look finds it.
    if (!*waits) return fail(ErrorCode::unavailable, "the painter has lost the order: was it restarted?");
    return std::nullopt;
}

// Takes it out of the queue, or interrupts it; never what somebody else has ordered.
void ComfyUi::cancel(const std::string& id) {
    const Call call{kCancelLimit};
    static_cast<void>(endpoint_.post("/queue", {{"delete", json::array({id})}}, call));
    const auto running = is_in_queue(id, std::span(kQueue).first(1), call);
    if (!running || !*running) return;
    // Older servers ignore the id, and interrupt what runs.
    static_cast<void>(endpoint_.post("/interrupt", {{"prompt_id", id}}, call));
}

// {"outputs": {node: {"images": [{"filename", "subfolder", "type"}]}}}: a saved picture before a preview.
const json* choose_image(const json& entry) {
    const json* outputs = member(entry, "outputs");
    const json* chosen = nullptr;
    if (outputs == nullptr || !outputs->is_object()) return nullptr;
    for (const json& output : *outputs) {
        const json* images = member(output, "images");
        if (images == nullptr || !images->is_array()) continue;
        for (const json& image : *images) {
            if (text_in(image, "filename").empty()) continue;
            if (text_in(image, "type") == "output") return &image;
            chosen = &image;
        }
    }
    return chosen;
}

// {"status": {"status_str": "error", "messages": [["execution_error", {"exception_message": …}], …]}}
std::string failure_in(const json& entry, const Endpoint& endpoint) {
    const json* status = member(entry, "status");
    if (status == nullptr || text_in(*status, "status_str") != "error") return {};
    const json* messages = member(*status, "messages");
    if (messages != nullptr && messages->is_array()) {
        for (const json& message : *messages) {
            if (!message.is_array() || message.size() < 2 || message[0] != "execution_error") continue;
            if (std::string sentence = endpoint.sentence_of(message[1]); !sentence.empty()) return sentence;
        }
    }
    return "it does not say why";
}

Result<Painting> ComfyUi::painting_of(const Plan& plan, const json& entry, const Call& view) {
    if (const std::string failure = failure_in(entry, endpoint_); !failure.empty())
        return fail(ErrorCode::unavailable, "the painter's workflow failed: " + failure);
    const json* image = choose_image(entry);
    if (image == nullptr) {
        return fail(ErrorCode::unavailable,
                    "the painter's workflow ended without a picture; has it a SaveImage node?");
    }
    const std::string path = fmt::format(
        "/view?filename={}&subfolder={}&type={}", percent_encode_value(text_in(*image, "filename")),
        percent_encode_value(text_in(*image, "subfolder")), percent_encode_value(text_in(*image, "type")));
    const auto file = endpoint_.get_octets(path, view);
    if (!file) return std::unexpected(file.error());
    return deliver(plan, *file);
}

// Null where nobody listens, or nothing is to be heard.
std::unique_ptr<net::WebSocket> ComfyUi::listen(const std::string& client, const Watch& watch) {
    if (!watch.on_progress) return nullptr;
    auto socket = endpoint_.listen("/ws?clientId=" + client, {.limit = kListenLimit, .stop = watch.cancel});
    return socket ? std::move(*socket) : nullptr;
}

Result<Painting> ComfyUi::paint(const Order& order, const Watch& watch) {
    const auto planned = plan(spec_, order, workflow_.understands());
    if (!planned) return std::unexpected(planned.error());
    const Deadline deadline(spec_.timeout);
    const std::string client = make_uuid();
    ComfyUiFeed feed(listen(client, watch), watch);  // before the order, so that no step is missed
    const auto id = submit(*planned, client, deadline.submission(watch.cancel));
    if (!id) return std::unexpected(id.error());
    const auto entry = await_job(
        deadline, [&] { return feed.wait(kPollEvery, *id); },
        [&] { return look(*id, deadline.call(watch.cancel)); });
    if (!entry) {
        cancel(*id);
        return std::unexpected(entry.error());
    }
    return painting_of(*planned, *entry, deadline.fetching(watch.cancel, kViewLimit));
}

}  // namespace

Result<std::unique_ptr<Painter>> make_comfyui(const PainterSpec& spec) {
    auto workflow = Workflow::load(spec.workflow);
    if (!workflow) return std::unexpected(workflow.error());
    return checked(std::make_unique<ComfyUi>(spec, std::move(*workflow)));
}

}  // namespace garden::painting::remote
