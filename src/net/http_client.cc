#include "net/http_client.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>

#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "net/curl.h"

namespace garden::net {
namespace {

constexpr std::size_t kMostIdle = 16;
constexpr std::size_t kMostHeaderOctets = 64 * 1024;
constexpr std::string_view kTokenOthers = "!#$%&'*+-.^_`|~";

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Headers = std::unique_ptr<curl_slist, FreeList>;

// RFC 9110, 5.6.2.
bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return is_alphanumeric(c) || kTokenOthers.find(c) != std::string_view::npos;
    });
}

Result<> check_order(const HttpOrder& order) {
    const auto scheme = part(parse_url(order.url), CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") {
        return fail(ErrorCode::invalid_argument,
                    "a request needs an address that begins with http:// or https://");
    }
    if (!is_token(order.method)) return fail(ErrorCode::invalid_argument, "the request's method is no word");
    for (const auto& [name, value] : order.headers) {
        if (!is_token(name))
            return fail(ErrorCode::invalid_argument, "a header of the request has no proper name");
        if (!is_printable(value)) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the header {} of the request holds control characters", name));
        }
    }
    return {};
}

// What the callbacks of one request fill in.
struct Received {
    const HttpOrder& order;
    CURL* easy = nullptr;
    std::size_t header_octets = 0;
    bool too_large = false;
    bool refused = false;  // by HttpOrder::take
    HttpAnswer answer = {};
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
    auto& received = *static_cast<Received*>(user);
    std::string_view line = trim({data, size});
    received.header_octets += size;
    if (received.header_octets > kMostHeaderOctets) {
        received.too_large = true;
        return 0;
    }
    // A new head: after 100 Continue, or of what a redirect led to.
    if (line.starts_with("HTTP/")) received.answer.headers.clear();
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        received.answer.headers.emplace_back(to_lower(trim(line.substr(0, colon))),
                                             trim(line.substr(colon + 1)));
    }
    return size;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
    auto& received = *static_cast<Received*>(user);
    long status = 0;
    curl_easy_getinfo(received.easy, CURLINFO_RESPONSE_CODE, &status);
    if (received.order.take && status >= 200 && status < 300) {
        received.refused = !received.order.take({data, size});
        return received.refused ? 0 : size;
    }
    if (size > received.order.most_octets - received.answer.body.size()) {
        received.too_large = true;
        return 0;
    }
    received.answer.body.append(data, size);
    return size;
}

// The file of an order on its way out.
struct Outgoing {
    FileOctets file;
    std::uint64_t sent = 0;
};

std::size_t on_read(char* data, std::size_t, std::size_t size, void* user) {
    auto& outgoing = *static_cast<Outgoing*>(user);
    const std::size_t wanted = std::min<std::uint64_t>(size, outgoing.file.length - outgoing.sent);
    ssize_t got = 0;
    do {
        got = ::pread(outgoing.file.descriptor, data, wanted,
                      static_cast<off_t>(outgoing.file.offset + outgoing.sent));
    } while (got < 0 && errno == EINTR);
    // Also where the file is shorter than was said: fewer octets than announced would hang the request.
    if (got < 0 || (got == 0 && wanted > 0)) return CURL_READFUNC_ABORT;
    outgoing.sent += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
}

// curl begins anew where a connection that it had kept turns out to be closed.
int on_seek(void* user, curl_off_t offset, int origin) {
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    static_cast<Outgoing*>(user)->sent = static_cast<std::uint64_t>(offset);
    return CURL_SEEKFUNC_OK;
}

Headers header_list(const HttpOrder& order) {
    Headers list;
    const auto add = [&](const std::string& line) {
        if (curl_slist* longer = curl_slist_append(list.get(), line.c_str())) {
            static_cast<void>(list.release());
            list.reset(longer);
        }
    };
    add("Expect:");  // curl would wait a second for the 100 that many servers never send
    bool typed = false;
    for (const auto& [name, value] : order.headers) {
        typed = typed || to_lower(name) == "content-type";
        add(value.empty() ? name + ";" : name + ": " + value);
    }
    if (!typed) add("Content-Type:");  // curl would say it is a form
    return list;
}

std::string shown_time(std::chrono::milliseconds time) {
    return fmt::format("{:g} s", std::round(std::chrono::duration<double>(time).count() * 10) / 10);
}

// What curl says of how long a request took.
struct Times {
    bool connected = false;
    std::chrono::microseconds whole{0};
};

std::string describe_timeout(const HttpOrder& order, const std::string& host, const Times& times) {
    if (!times.connected) {
        return fmt::format("{} could not be reached within {}", host,
                           shown_time(std::min(order.connect_limit, order.whole_limit)));
    }
    // What curl gives up at its limit it may say to have taken a little less.
    if (order.stall_limit > std::chrono::seconds(0) && times.whole < order.whole_limit) {
        return fmt::format("{} sent and took nothing for {}", host, shown_time(order.stall_limit));
    }
    return fmt::format("{} did not answer in full within {}", host, shown_time(order.whole_limit));
}

Error describe_failure(CURLcode code, const HttpOrder& order, const Received& received,
                       std::string_view detail, const Times& times) {
    const std::string host = shown_host(order.url);
    const auto unavailable = [](std::string message) {
        return Error{ErrorCode::unavailable, std::move(message)};
    };
    if (received.refused) return {ErrorCode::cancelled, "the answer was not taken"};
    if (received.too_large || code == CURLE_FILESIZE_EXCEEDED) {
        return {ErrorCode::too_large, fmt::format("{} answers with more than the {} octets that are read",
                                                  host, order.most_octets)};
    }
    const std::string why =
        detail.empty() ? std::string(curl_easy_strerror(code)) : std::string(trim(detail));
    switch (code) {
        case CURLE_COULDNT_RESOLVE_HOST:
            return unavailable(
                fmt::format("{}: there is no host of this name, or it cannot be looked up now", host));
        case CURLE_COULDNT_RESOLVE_PROXY:
            return unavailable(fmt::format("{}: the proxy's name cannot be looked up", host));
        case CURLE_COULDNT_CONNECT:
            return unavailable(
                fmt::format("{} does not accept connections: is the server running there?", host));
        case CURLE_OPERATION_TIMEDOUT:
            return unavailable(describe_timeout(order, host, times));
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_ISSUER_ERROR:
            return unavailable(fmt::format("{}: no secure connection (TLS): {}", host, why));
        case CURLE_SSL_CACERT_BADFILE:
            return unavailable(fmt::format("{}: the file of trusted certificates cannot be read", host));
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return unavailable(fmt::format("{} broke off before its answer was whole", host));
        case CURLE_ABORTED_BY_CALLBACK:
            return {ErrorCode::io, "the file to be sent cannot be read, or is shorter than it was"};
        case CURLE_UNSUPPORTED_PROTOCOL:
            // Also what curl calls an answer that begins like none of HTTP.
            if (!received.answer.header("location"))
                return unavailable(fmt::format("{} does not speak HTTP", host));
            return unavailable(
                fmt::format("{} redirects to an address that is neither http nor https", host));
        case CURLE_TOO_MANY_REDIRECTS:
            return unavailable(fmt::format("{} redirects over {} times", host, order.most_redirects));
        case CURLE_WEIRD_SERVER_REPLY:
            return unavailable(fmt::format("{} does not speak HTTP", host));
        default:
            return unavailable(fmt::format("{}: the request failed: {}", host, curl_easy_strerror(code)));
    }
}

}  // namespace

std::optional<std::string_view> HttpAnswer::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
    if (found == headers.end()) return std::nullopt;
    return found->second;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    const std::time_t time = curl_getdate(std::string(text).c_str(), nullptr);
    return time < 0 ? std::nullopt : std::optional<std::int64_t>(time);
}

std::string shown_host(const std::string& url) {
    const Url parsed = parse_url(url);
    const auto host = part(parsed, CURLUPART_HOST);
    const auto port = part(parsed, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    return host && port ? fmt::format("{}:{}", *host, *port) : "the address";
}

Result<> check_shown_url(const std::string& url) {
    const Url parsed = parse_url(url);
    const auto scheme = part(parsed, CURLUPART_SCHEME);
    if (!is_printable(url) || url.find(' ') != std::string::npos || (scheme != "http" && scheme != "https")) {
        return fail(ErrorCode::invalid_argument,
                    "the address must begin with http:// or https:// and name a host");
    }
    for (const auto& [what, word] :
         {std::pair(CURLUPART_USER, "a user"), std::pair(CURLUPART_PASSWORD, "a password"),
          std::pair(CURLUPART_QUERY, "a query"), std::pair(CURLUPART_FRAGMENT, "a fragment")}) {
        if (part(parsed, what)) {
            return fail(ErrorCode::invalid_argument,
                        fmt::format("the address may not hold {}: it is shown to people", word));
        }
    }
    return {};
}

// A handle of libcurl with the connections that it keeps; carries out one request at a time.
class HttpClient::Line {
  public:
    Line() : multi_(curl_multi_init()), easy_(curl_easy_init()) {}

    bool is_ready() const { return multi_ != nullptr && easy_ != nullptr; }
    Result<HttpAnswer> send(const HttpClientOptions& options, const HttpOrder& order);

  private:
    void prepare(const HttpClientOptions& options, const HttpOrder& order, curl_slist* headers,
                 Received& received, Outgoing& outgoing);

    Multi multi_;
    Easy easy_;
    std::array<char, CURL_ERROR_SIZE> detail_ = {};
};

void HttpClient::Line::prepare(const HttpClientOptions& options, const HttpOrder& order, curl_slist* headers,
                               Received& received, Outgoing& outgoing) {
    CURL* easy = easy_.get();
    curl_easy_reset(easy);  // connections, looked-up names and TLS sessions stay
    detail_[0] = '\0';
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail_.data());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);  // a stop does not wait for a name that is looked up
    curl_easy_setopt(easy, CURLOPT_URL, order.url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, order.most_redirects > 0 ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(order.most_redirects));
    curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy.c_str());  // "" also switches the environment's off
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    if (!options.ca_file.empty()) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_file.c_str());
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    }
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(order.connect_limit.count()));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(order.whole_limit.count()));
    if (order.stall_limit > std::chrono::seconds(0)) {
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
        curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(order.stall_limit.count()));
    }
    if (!order.take && order.method != "HEAD")
        curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(order.most_octets));
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    if (order.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (order.file) {
        curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_read);
        curl_easy_setopt(easy, CURLOPT_READDATA, &outgoing);
        curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, on_seek);
        curl_easy_setopt(easy, CURLOPT_SEEKDATA, &outgoing);
        curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(order.file->length));
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, order.method.c_str());
    } else if (order.method != "GET" || !order.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(order.body.size()));
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, order.body.c_str());
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, order.method.c_str());
    }
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &received);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &received);
}

Result<HttpAnswer> HttpClient::Line::send(const HttpClientOptions& options, const HttpOrder& order) {
    Received received{.order = order, .easy = easy_.get()};
    Outgoing outgoing{.file = order.file.value_or(FileOctets{})};
    const Headers headers = header_list(order);
    prepare(options, order, headers.get(), received, outgoing);
    if (curl_multi_add_handle(multi_.get(), easy_.get()) != CURLM_OK) {
        return fail(ErrorCode::internal, "libcurl does not take the request");
    }
    const std::optional<CURLcode> code = transfer(multi_.get(), order.stop, order.stop_grace);
    long status = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
    curl_off_t connected_after = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_PRETRANSFER_TIME_T, &connected_after);
    curl_off_t whole = 0;
    curl_easy_getinfo(easy_.get(), CURLINFO_TOTAL_TIME_T, &whole);
    curl_multi_remove_handle(multi_.get(), easy_.get());
    if (!code) return fail(ErrorCode::cancelled, "the request was stopped");
    if (*code != CURLE_OK) {
        return std::unexpected(describe_failure(*code, order, received, detail_.data(),
                                                {connected_after > 0, std::chrono::microseconds(whole)}));
    }
    received.answer.status = static_cast<int>(status);
    return std::move(received.answer);
}

HttpClient::HttpClient(HttpClientOptions options) : options_(std::move(options)) {}
HttpClient::~HttpClient() = default;

Result<HttpAnswer> HttpClient::send(const HttpOrder& order) {
    if (const auto checked = check_order(order); !checked) return std::unexpected(checked.error());
    std::unique_ptr<Line> line = take();
    if (!line) return fail(ErrorCode::unavailable, "there is no memory for another connection");
    auto answer = line->send(options_, order);
    give_back(std::move(line));
    return answer;
}

// Null without memory.
std::unique_ptr<HttpClient::Line> HttpClient::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!idle_.empty()) {
            std::unique_ptr<Line> line = std::move(idle_.back());
            idle_.pop_back();
            return line;
        }
    }
    if (!curl_ready()) return nullptr;
    auto line = std::make_unique<Line>();
    return line->is_ready() ? std::move(line) : nullptr;
}

void HttpClient::give_back(std::unique_ptr<Line> line) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < kMostIdle) idle_.push_back(std::move(line));
}

}  // namespace garden::net
