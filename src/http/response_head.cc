#include "http/response_head.h"

#include <array>
#include <iterator>

#include <fmt/format.h>

#include "http/text_compare.h"

namespace garden::http {
namespace {

struct Status {
    unsigned code;
    std::string_view reason;
    std::string_view sentence;  // only of those that the server answers by itself
};

constexpr std::array statuses = {
    Status{200, "OK", ""},
    Status{201, "Created", ""},
    Status{202, "Accepted", ""},
    Status{204, "No Content", ""},
    Status{206, "Partial Content", ""},
    Status{301, "Moved Permanently", ""},
    Status{302, "Found", ""},
    Status{303, "See Other", ""},
    Status{304, "Not Modified", ""},
    Status{307, "Temporary Redirect", ""},
    Status{308, "Permanent Redirect", ""},
    Status{400, "Bad Request", "The request is malformed."},
    Status{401, "Unauthorized", ""},
    Status{403, "Forbidden", ""},
    Status{404, "Not Found", "There is nothing at this address."},
    Status{405, "Method Not Allowed",
           "This address does not have this method; the Allow field lists those it has."},
    Status{406, "Not Acceptable", ""},
    Status{408, "Request Timeout", "The request took too long to arrive."},
    Status{409, "Conflict", ""},
    Status{410, "Gone", ""},
    Status{411, "Length Required", ""},
    Status{412, "Precondition Failed", ""},
    Status{413, "Content Too Large", "The body of the request is larger than this address takes."},
    Status{415, "Unsupported Media Type", ""},
    Status{416, "Range Not Satisfiable", ""},
    Status{422, "Unprocessable Content", ""},
    Status{428, "Precondition Required", ""},
    Status{429, "Too Many Requests", ""},
    Status{431, "Request Header Fields Too Large", "The header of the request is too large."},
    Status{500, "Internal Server Error", "Something went wrong in the server; its log says what."},
    Status{501, "Not Implemented", "The only transfer coding that this server understands is chunked."},
    Status{502, "Bad Gateway", ""},
    Status{503, "Service Unavailable", "The server is busy; try again in a moment."},
    Status{504, "Gateway Timeout", ""},
    Status{507, "Insufficient Storage", ""},
};

const Status* find_status(unsigned code) {
    for (const Status& status : statuses) {
        if (status.code == code) return &status;
    }
    return nullptr;
}

bool is_servers_own(std::string_view name) {
    constexpr std::array<std::string_view, 5> own = {"Content-Length", "Connection", "Date", "Server",
                                                     "Transfer-Encoding"};
    for (const std::string_view field : own) {
        if (equal_ignoring_case(field, name)) return true;
    }
    return false;
}

// A line end in a value would let whoever chose the value write fields, or a whole response, of their own.
void append_clean(std::string& out, std::string_view value) {
    constexpr std::string_view forbidden("\r\n\0", 3);
    const std::size_t start = out.size();
    out += value;
    for (std::size_t at = out.find_first_of(forbidden, start); at != std::string::npos;
         at = out.find_first_of(forbidden, at)) {
        out[at] = ' ';
    }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    append_clean(out, name);
    out += ": ";
    append_clean(out, value);
    out += "\r\n";
}

void append_length(std::string& out, const Response& response, const Framing& framing) {
    if (!status_has_body(response.status) || !framing.length) return;
    const std::string_view stated =
        framing.head ? response.headers.get("Content-Length") : std::string_view{};
    if (!stated.empty()) return append_field(out, "Content-Length", stated);
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", *framing.length);
}

}  // namespace

Response status_response(unsigned status) {
    const Status* known = find_status(status);
    Response response = text_response(status, std::string(known != nullptr ? known->sentence : "") + "\n");
    if (status == 503) response.headers.add("Retry-After", "1");
    return response;
}

std::optional<std::uint64_t> body_length(const Body& body) {
    if (const auto* bytes = std::get_if<Bytes>(&body)) return bytes->size();
    if (const auto* file = std::get_if<FileBody>(&body)) {
        std::uint64_t length = 0;
        for (const FilePart& part : file->parts) length += part.length;
        return length;
    }
    if (const auto* fixed = std::get_if<StaticBody>(&body)) return fixed->octets.size();
    return std::nullopt;
}

bool status_has_body(unsigned status) { return status >= 200 && status != 204 && status != 304; }

void append_head(std::string& out, const Response& response, const Framing& framing) {
    const Status* known = find_status(response.status);
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} ", response.status);
    out += known != nullptr ? known->reason : "";
    out += "\r\nServer: emotion-garden\r\nDate: ";
    out += framing.date;
    out += "\r\n";
    append_length(out, response, framing);
    if (!framing.keep_alive) {
        out += "Connection: close\r\n";
    } else if (framing.say_keep_alive) {
        out += "Connection: keep-alive\r\n";
    }
    for (const auto& [name, value] : response.headers.all()) {
        if (!is_servers_own(name)) append_field(out, name, value);
    }
    out += "\r\n";
}

}  // namespace garden::http
