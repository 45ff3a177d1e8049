#include "net/curl.h"

namespace garden::net {

bool curl_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

Url parse_url(const std::string& text) {
    Url url(curl_url());
    if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return nullptr;
    return url;
}

std::optional<std::string> part(const Url& url, CURLUPart what, unsigned flags) {
    char* text = nullptr;
    if (!url || curl_url_get(url.get(), what, &text, flags) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
    return std::string(text);
}

std::optional<CURLcode> transfer(CURLM* multi, const std::stop_token& stop, std::chrono::milliseconds grace) {
    using std::chrono::steady_clock;
    constexpr int pause_ms = 1000;         // curl wakes earlier by itself whenever something is to be done
    constexpr int stopping_pause_ms = 20;  // what is left of the grace is looked at as often
    const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
    std::optional<steady_clock::time_point> stopped_at;
    for (int running = 1; running > 0;) {
        if (!stopped_at && stop.stop_requested()) stopped_at = steady_clock::now();
        if (stopped_at && steady_clock::now() - *stopped_at >= grace) return std::nullopt;
        if (curl_multi_perform(multi, &running) != CURLM_OK) return CURLE_FAILED_INIT;
        if (running > 0 && curl_multi_poll(multi, nullptr, 0, stopped_at ? stopping_pause_ms : pause_ms,
                                           nullptr) != CURLM_OK) {
            return CURLE_FAILED_INIT;
        }
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE) return message->data.result;
    }
    return CURLE_FAILED_INIT;
}

}  // namespace garden::net
