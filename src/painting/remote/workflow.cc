#include "painting/remote/workflow.h"

#include <fstream>
#include <map>

#include <fmt/format.h>

namespace garden::painting::remote {
namespace {

using nlohmann::json;

constexpr std::streamsize kMostOctets = 4 * 1024 * 1024;

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

std::string as_text(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// The text with every placeholder replaced, in one pass: what was put in is not looked at again.
json filled(const std::string& text, const std::map<std::string, json>& values) {
    if (const auto whole = values.find(text); whole != values.end()) return whole->second;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find('{', at);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        out.append(text, at, open == std::string::npos ? open : open - at);
        if (open == std::string::npos) break;
        const auto found =
            close == std::string::npos ? values.end() : values.find(text.substr(open, close - open + 1));
        if (found == values.end()) {
            out += '{';
            at = open + 1;
        } else {
            out += as_text(found->second);
            at = close + 1;
        }
    }
    return out;
}

// Only inputs hold what an order says; a title may well have braces.
template <typename Change>
void for_each_input_text(json& nodes, const Change& change) {
    for (json& node : nodes) {
        for (json& input : node["inputs"]) {
            if (input.is_string()) change(input);
        }
    }
}

}  // namespace

Result<Workflow> Workflow::load(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string text(static_cast<std::size_t>(kMostOctets) + 1, '\0');
    stream.read(text.data(), kMostOctets + 1);
    if (stream.gcount() <= 0)
        return wrong(fmt::format("the workflow {} cannot be read, or is empty", file.string()));
    if (stream.gcount() > kMostOctets)
        return wrong(fmt::format("the workflow {} has over 4 MiB", file.string()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    auto workflow = parse(text);
    if (!workflow) return fail_within("the workflow " + file.string(), workflow.error());
    return workflow;
}

Result<Workflow> Workflow::parse(const std::string& text) {
    Workflow workflow;
    workflow.nodes_ = json::parse(text, nullptr, false);
    if (workflow.nodes_.is_discarded()) {
        return wrong("it is no JSON; placeholders of numbers stand in quotes too: \"seed\": \"{seed}\"");
    }
    if (!workflow.nodes_.is_object() || workflow.nodes_.empty())
        return wrong("it is no workflow in API format");
    for (const json& node : workflow.nodes_) {
        if (!node.is_object() || !node.contains("class_type") || !node.contains("inputs") ||
            !node["inputs"].is_object()) {
            return wrong(
                "it is no workflow in API format: every node has a class_type and inputs. In ComfyUI, save "
                "it "
                "with \"Export (API)\"");
        }
    }
    std::string all;
    for_each_input_text(workflow.nodes_, [&](const json& input) { all += input.get<std::string>() + '\n'; });
    const auto has = [&](const char* placeholder) { return all.find(placeholder) != std::string::npos; };
    if (!has("{prompt}")) return wrong("no input of it holds {prompt}");
    workflow.understands_ = {.negative_prompt = has("{negative}"),
                             .seed = has("{seed}"),
                             .steps = has("{steps}"),
                             .guidance = has("{guidance}")};
    return workflow;
}

json Workflow::fill(const Plan& plan) const {
    const Order& order = plan.order;
    const std::map<std::string, json> values = {{"{prompt}", order.prompt},
                                                {"{negative}", order.negative_prompt},
                                                {"{seed}", order.seed},
                                                {"{width}", plan.asked.width},
                                                {"{height}", plan.asked.height},
                                                {"{steps}", order.steps.value_or(0)},
                                                {"{guidance}", order.guidance.value_or(0)}};
    json nodes = nodes_;
    for_each_input_text(nodes,
                        [&](json& input) { input = filled(input.get_ref<const std::string&>(), values); });
    return nodes;
}

}  // namespace garden::painting::remote
