#include "hooks/veto.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/id.h"
#include "hooks/command.h"
#include "hooks/words.h"

namespace garden::hooks {
namespace {

// Linux takes no longer text in an environment.
constexpr std::size_t kMostVariable = std::size_t{120} * 1024;
constexpr std::size_t kMostAnswer = std::size_t{1024} * 1024;
constexpr int kKeeps = 200;
constexpr int kVetoes = 403;

std::unexpected<Error> vetoed(BytesView said) {
    const std::string sentence = first_sentence(said);
    return fail(ErrorCode::forbidden, sentence.empty() ? "the picture was vetoed, without a reason"
                                                       : "the picture was vetoed: " + sentence);
}

// However asking failed, it is the hook's failure: the picture may be kept another time.
std::unexpected<Error> hook_failed(const Error& error) {
    if (error.code == ErrorCode::cancelled) return std::unexpected(error);
    return fail(ErrorCode::unavailable, "the veto hook failed: " + error.message);
}

void add_part(Bytes& body, std::string_view boundary, std::string_view heading, std::string_view type,
              BytesView content) {
    body += fmt::format("--{}\r\nContent-Disposition: form-data; {}\r\nContent-Type: {}\r\n\r\n", boundary,
                        heading, type);
    body += content;
    body += "\r\n";
}

net::HttpOrder order_of(const std::string& url, const jobs::Candidate& candidate) {
    const std::string boundary = make_uuid();
    Bytes body;
    body.reserve(candidate.jpeg.size() + candidate.recipe.size() + 1024);
    add_part(body, boundary, "name=\"recipe\"", "application/json", candidate.recipe);
    add_part(body, boundary, "name=\"key\"", "text/plain; charset=utf-8", candidate.key);
    add_part(body, boundary, "name=\"picture\"; filename=\"picture.jpeg\"", "image/jpeg", candidate.jpeg);
    body += fmt::format("--{}--\r\n", boundary);
    net::HttpOrder order;
    order.method = "POST";
    order.url = url;
    order.headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary}};
    order.body = std::move(body);
    order.most_octets = kMostAnswer;
    return order;
}

Result<> ask_address(const std::string& url, std::chrono::seconds limit, const Send& send,
                     const jobs::Candidate& candidate, const std::stop_token& stop) {
    net::HttpOrder order = order_of(url, candidate);
    order.whole_limit = limit;
    order.stop = stop;
    const auto answer = send(order);
    if (!answer) return hook_failed(answer.error());
    if (answer->status == kKeeps) return {};
    if (answer->status == kVetoes) return vetoed(answer->body);
    return hook_failed({ErrorCode::unavailable, fmt::format("it answered {}", answer->status)});
}

Result<> ask_command(const std::string& program, std::chrono::seconds limit, const jobs::Candidate& candidate,
                     const std::stop_token& stop) {
    if (candidate.recipe.size() > kMostVariable)
        return hook_failed({ErrorCode::too_large, "the recipe is too long for its environment"});
    const auto end = run_command({.program = program,
                                  .input = candidate.jpeg,
                                  .environment = {{"EMOTION_GARDEN_RECIPE", std::string(candidate.recipe)},
                                                  {"EMOTION_GARDEN_KEY", std::string(candidate.key)}},
                                  .limit = limit},
                                 stop);
    if (!end) return hook_failed(end.error());
    if (end->status == 0) return {};
    if (end->status == 1) return vetoed(end->output);
    return hook_failed({ErrorCode::unavailable, fmt::format("it ended with status {}", end->status)});
}

}  // namespace

bool is_veto(std::string_view setting) {
    if (setting.starts_with(kCommandPrefix)) return setting.substr(kCommandPrefix.size()).starts_with('/');
    return check_url(setting).has_value();
}

Result<jobs::Judge> make_veto(const std::string& setting, std::chrono::seconds limit, Send send) {
    if (!is_veto(setting)) {
        return fail(
            ErrorCode::invalid_argument,
            fmt::format("veto cannot be \"{}\": it is an http or https address, or command:/path/program",
                        setting));
    }
    if (!setting.starts_with(kCommandPrefix)) {
        return [setting, limit, send = std::move(send)](const jobs::Candidate& candidate,
                                                        const std::stop_token& stop) {
            return ask_address(setting, limit, send, candidate, stop);
        };
    }
    std::string program = setting.substr(kCommandPrefix.size());
    if (::access(program.c_str(), X_OK) != 0) {
        return fail(ErrorCode::invalid_argument,
                    fmt::format("veto: {} is not there, or may not be run by this program", program));
    }
    return
        [program = std::move(program), limit](const jobs::Candidate& candidate, const std::stop_token& stop) {
            return ask_command(program, limit, candidate, stop);
        };
}

}  // namespace garden::hooks
