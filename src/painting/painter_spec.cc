#include "painting/painter_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "net/http_client.h"
#include "painting/painter.h"

namespace garden::painting {
namespace {

struct KindName {
    PainterKind kind;
    std::string_view name;
};
constexpr std::array<KindName, 6> kKinds = {{{PainterKind::flower, "flower"},
                                             {PainterKind::automatic1111, "automatic1111"},
                                             {PainterKind::openai, "openai"},
                                             {PainterKind::sd_server, "sd_server"},
                                             {PainterKind::comfyui, "comfyui"},
                                             {PainterKind::sagemaker, "sagemaker"}}};
constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostPainters = 256;
constexpr std::string_view kOwnPrefix = "EMOTION_GARDEN_";

// What is wrong with a part of a description.
std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= kMostName && std::ranges::all_of(text, [](char c) {
        return is_alphanumeric(c) || c == '_' || c == '.' || c == '-';
    });
}

template <typename Number>
bool read_number(std::string_view text, Number least, Number most, Number& number) {
    const char* end = text.data() + text.size();
    Number read = 0;
    const auto [at, error] = std::from_chars(text.data(), end, read);
    if (error != std::errc() || at != end || !(read >= least && read <= most)) return false;
    number = read;
    return true;
}

template <typename Number>
bool read_number(std::string_view text, Number least, Number most, std::optional<Number>& number) {
    Number read = 0;
    if (!read_number(text, least, most, read)) return false;
    number = read;
    return true;
}

bool read_text(std::string_view text, std::string& value) {
    value = text;
    return !text.empty() && is_utf8(text) && is_printable(text);
}

// "1024x1024|1536x1024"
bool read_sizes(std::string_view text, std::vector<Size>& sizes) {
    for (const std::string_view one : split(text, '|')) {
        const std::optional<Size> size = parse_size(one);
        if (!size || std::min(size->width, size->height) < kLeastSide ||
            std::max(size->width, size->height) > kMostSide) {
            return false;
        }
        sizes.push_back(*size);
    }
    return true;
}

bool read_seconds(std::string_view text, std::chrono::seconds& time) {
    int seconds = 0;
    if (!read_number(text, 1, 86'400, seconds)) return false;
    time = std::chrono::seconds(seconds);
    return true;
}

bool is_variable(std::string_view text) {
    return !text.empty() && text.find('=') == std::string_view::npos && is_printable(text) &&
           !text.starts_with(kOwnPrefix);
}

// What may stand after the #.
struct Choice {
    std::string_view name;
    std::string_view allowed;
    bool (*read)(std::string_view, PainterSpec&);
};
constexpr std::array kChoices = {
    Choice{"parallel", "a whole number from 1 to 64",
           [](std::string_view text, PainterSpec& spec) { return read_number(text, 1, 64, spec.parallel); }},
    Choice{"model", "the name of a model",
           [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.model); }},
    Choice{"steps", "a whole number from 1 to 1000",
           [](std::string_view text, PainterSpec& spec) {
               return read_number(text, 1, kMostSteps, spec.steps);
           }},
    Choice{"guidance", "a number from 0 to 100",
           [](std::string_view text, PainterSpec& spec) {
               return read_number(text, 0.0, kMostGuidance, spec.guidance);
           }},
    Choice{"key_env", "the name of an environment variable, not one that begins with EMOTION_GARDEN_",
           [](std::string_view text, PainterSpec& spec) {
               return is_variable(text) && read_text(text, spec.key_env);
           }},
    Choice{"key_file", "the path of a file",
           [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.key_file); }},
    Choice{"workflow", "the path of a file",
           [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.workflow); }},
    Choice{"multiple", "a whole number from 1 to 512",
           [](std::string_view text, PainterSpec& spec) { return read_number(text, 1, 512, spec.multiple); }},
    Choice{"sizes", "sizes of 64 to 4096 pixels a side, such as 1024x1024|1536x1024",
           [](std::string_view text, PainterSpec& spec) { return read_sizes(text, spec.sizes); }},
    Choice{"timeout", "seconds, a whole number from 1 to 86400",
           [](std::string_view text, PainterSpec& spec) { return read_seconds(text, spec.timeout); }},
    Choice{"proxy", "an address such as http://proxy.example:3128",
           [](std::string_view text, PainterSpec& spec) {
               return read_text(text, spec.proxy) && net::check_shown_url(spec.proxy).has_value();
           }},
    Choice{"ca_file", "the path of a PEM file",
           [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.ca_file); }},
};

Result<> read_choice(std::string_view text, PainterSpec& spec) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto choice = std::ranges::find(kChoices, name, &Choice::name);
    if (choice == kChoices.end() || equals == std::string_view::npos) {
        std::vector<std::string_view> known;
        for (const Choice& one : kChoices) known.push_back(one.name);
        // A value is never quoted here: somebody may have written a key into it.
        return wrong(fmt::format(
            "after # stand name=value pairs, joined with &, of: {}{}", fmt::join(known, ", "),
            equals != std::string_view::npos && is_name(name) ? fmt::format("; not {}", name) : ""));
    }
    const auto value = percent_decode(text.substr(equals + 1));
    if (!value || !choice->read(*value, spec)) {
        return wrong(fmt::format("{} must be {}", choice->name, choice->allowed));
    }
    return {};
}

Result<PainterKind> read_kind(std::string_view text) {
    const auto found = std::ranges::find(kKinds, text, &KindName::name);
    if (found != kKinds.end()) return found->kind;
    std::vector<std::string_view> known;
    for (const KindName& one : kKinds) known.push_back(one.name);
    return wrong(fmt::format("there is no kind of painter of this name; known: {}", fmt::join(known, ", ")));
}

Result<> check_together(const PainterSpec& spec) {
    if (!spec.key_env.empty() && !spec.key_file.empty()) return wrong("give key_env or key_file, not both");
    if (spec.kind == PainterKind::comfyui && spec.workflow.empty())
        return wrong("comfyui needs workflow=FILE, a workflow in API format with placeholders");
    if (spec.kind != PainterKind::comfyui && !spec.workflow.empty())
        return wrong("only comfyui has a workflow");
    if (spec.kind != PainterKind::flower && spec.url.empty())
        return wrong("this kind needs an address: NAME=KIND@http://host:port");
    if (spec.kind != PainterKind::flower) return net::check_shown_url(spec.url);
    PainterSpec plain;
    plain.name = spec.name;
    plain.parallel = spec.parallel;
    if (spec != plain) return wrong("flower is built in, and has no setting but parallel");
    return {};
}

// NAME=KIND@URL#choices, where flower needs neither NAME nor URL.
Result<PainterSpec> parse_one(std::string_view text) {
    PainterSpec spec;
    const std::size_t hash = text.find('#');
    const std::string_view choices = hash == std::string_view::npos ? "" : text.substr(hash + 1);
    std::string_view rest = text.substr(0, hash);
    const std::size_t at = rest.find('@');
    if (at != std::string_view::npos) spec.url = rest.substr(at + 1);
    while (spec.url.ends_with('/')) spec.url.pop_back();
    rest = rest.substr(0, at);
    const std::size_t equals = rest.find('=');
    const auto kind = read_kind(equals == std::string_view::npos ? rest : rest.substr(equals + 1));
    if (!kind) return std::unexpected(kind.error());
    spec.kind = *kind;
    spec.name = rest.substr(0, equals);
    if (!is_name(spec.name)) return wrong("a painter's name is 1 to 64 letters, digits and _ . -");
    if (hash != std::string_view::npos) {
        for (const std::string_view choice : split(choices, '&')) {
            if (const auto read = read_choice(choice, spec); !read) return std::unexpected(read.error());
        }
    }
    if (const auto checked = check_together(spec); !checked) return std::unexpected(checked.error());
    return spec;
}

// A description as it may be shown: of what follows the # the names alone, and of the address no user.
std::string shown(std::string_view text) {
    const std::size_t hash = text.find('#');
    std::string_view head = text.substr(0, hash);
    const std::size_t at = head.find('@');
    const std::size_t second = head.rfind('@');
    std::string out(head.substr(0, std::min<std::size_t>(at, 200)));
    if (at != std::string_view::npos && second == at) {
        out += head.substr(at, std::min<std::size_t>(head.find('?', at), 200) - at);
    } else if (at != std::string_view::npos) {
        out += "@…";
    }
    return hash == std::string_view::npos ? out : out + "#…";
}

}  // namespace

std::string_view name(PainterKind kind) { return std::ranges::find(kKinds, kind, &KindName::kind)->name; }

std::string Size::text() const { return fmt::format("{}x{}", width, height); }

std::optional<Size> parse_size(std::string_view text) {
    constexpr int kAny = std::numeric_limits<int>::max();
    const std::size_t x = text.find('x');
    Size size;
    if (x == std::string_view::npos || !read_number(text.substr(0, x), 0, kAny, size.width) ||
        !read_number(text.substr(x + 1), 0, kAny, size.height)) {
        return std::nullopt;
    }
    return size;
}

Result<std::vector<PainterSpec>> parse_painters(std::string_view text) {
    std::vector<PainterSpec> specs;
    for (const std::string_view one : split(text, ',')) {
        if (trim(one).empty()) continue;
        auto spec = parse_one(trim(one));
        if (!spec) return fail_within(fmt::format("painters: \"{}\"", shown(trim(one))), spec.error());
        if (std::ranges::find(specs, spec->name, &PainterSpec::name) != specs.end()) {
            return wrong(fmt::format("painters: two are called {}; a name stands for one", spec->name));
        }
        specs.push_back(std::move(*spec));
        if (specs.size() > kMostPainters) return wrong(fmt::format("painters: over {}", kMostPainters));
    }
    if (specs.empty()) specs.emplace_back().name = name(PainterKind::flower);
    return specs;
}

}  // namespace garden::painting
