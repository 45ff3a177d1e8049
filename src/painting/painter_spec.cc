#include "painting/painter_spec.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "net/http_client.h"

namespace garden::painting {
namespace {

struct KindName {
    PainterKind kind;
    std::string_view name;
};
constexpr std::array<KindName, 7> kKinds = {{{PainterKind::flower, "flower"},
                                             {PainterKind::automatic1111, "automatic1111"},
                                             {PainterKind::openai, "openai"},
                                             {PainterKind::sd_server, "sd_server"},
                                             {PainterKind::comfyui, "comfyui"},
                                             {PainterKind::sagemaker, "sagemaker"},
                                             {PainterKind::diffusion, "diffusion"}}};
constexpr std::size_t kMostName = 64;
constexpr std::size_t kMostPainters = 256;
constexpr std::string_view kOwnPrefix = "EMOTION_GARDEN_";

constexpr std::array<std::string_view, 15> kSamplers = {
    "euler",   "euler_a", "heun",          "dpm2", "dpm++2s_a",     "dpm++2m", "dpm++2mv2", "ipndm",
    "ipndm_v", "lcm",     "ddim_trailing", "tcd",  "res_multistep", "res_2s",  "er_sde"};
constexpr std::array<std::string_view, 11> kSchedulers = {
    "discrete", "karras",     "exponential", "ays", "gits",        "sgm_uniform",
    "simple",   "smoothstep", "kl_optimal",  "lcm", "bong_tangent"};
constexpr std::array<std::string_view, 12> kPrecisions = {"f32",  "f16",  "bf16", "q8_0", "q5_0", "q5_1",
                                                          "q4_0", "q4_1", "q2_k", "q3_k", "q4_k", "q6_k"};

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

bool read_minutes(std::string_view text, std::chrono::seconds& time) {
    double minutes = 0;
    if (!read_number(text, 0.0, 10'080.0, minutes)) return false;
    time = std::chrono::ceil<std::chrono::seconds>(std::chrono::duration<double, std::ratio<60>>(minutes));
    return true;
}

bool read_switch(std::string_view text, bool& value) {
    if (text != "on" && text != "off") return false;
    value = text == "on";
    return true;
}

bool read_one_of(std::string_view text, std::span<const std::string_view> words, std::string& value) {
    if (std::ranges::find(words, text) == words.end()) return false;
    value = text;
    return true;
}

bool is_variable(std::string_view text) {
    return !text.empty() && text.find('=') == std::string_view::npos && is_printable(text) &&
           !text.starts_with(kOwnPrefix);
}

// What may stand after the #.
enum class For { remote, diffusion, both };
struct Choice {
    std::string_view name;
    For kinds;
    std::string allowed;
    bool (*read)(std::string_view, PainterSpec&);
};

template <auto member>
Choice text_choice(std::string_view name, For kinds, std::string_view allowed) {
    return {name, kinds, std::string(allowed),
            [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.*member); }};
}

template <auto member>
Choice part_choice(std::string_view name, std::string_view allowed = "the path of a file") {
    return {name, For::diffusion, std::string(allowed),
            [](std::string_view text, PainterSpec& spec) { return read_text(text, spec.diffusion.*member); }};
}

template <auto member, auto least, auto most>
Choice number_choice(std::string_view name, std::string_view what = "a whole number") {
    return {name, For::diffusion, fmt::format("{} from {} to {}", what, least, most),
            [](std::string_view text, PainterSpec& spec) {
                return read_number(text, least, most, spec.diffusion.*member);
            }};
}

template <auto member>
Choice switch_choice(std::string_view name) {
    return {name, For::diffusion, "on or off", [](std::string_view text, PainterSpec& spec) {
                return read_switch(text, spec.diffusion.*member);
            }};
}

template <auto member, const auto& words>
Choice word_choice(std::string_view name) {
    return {name, For::diffusion, fmt::format("one of {}", fmt::join(words, ", ")),
            [](std::string_view text, PainterSpec& spec) {
                return read_one_of(text, words, spec.diffusion.*member);
            }};
}

std::vector<Choice> make_choices() {
    using D = DiffusionSpec;
    return {
        {"parallel", For::both, "a whole number from 1 to 64",
         [](std::string_view text, PainterSpec& spec) { return read_number(text, 1, 64, spec.parallel); }},
        text_choice<&PainterSpec::model>("model", For::both, "the name of a model"),
        {"steps", For::both, "a whole number from 1 to 1000",
         [](std::string_view text, PainterSpec& spec) {
             return read_number(text, 1, kMostSteps, spec.steps);
         }},
        {"guidance", For::both, "a number from 0 to 100",
         [](std::string_view text, PainterSpec& spec) {
             return read_number(text, 0.0, kMostGuidance, spec.guidance);
         }},
        {"key_env", For::remote,
         "the name of an environment variable, not one that begins with EMOTION_GARDEN_",
         [](std::string_view text, PainterSpec& spec) {
             return is_variable(text) && read_text(text, spec.key_env);
         }},
        text_choice<&PainterSpec::key_file>("key_file", For::remote, "the path of a file"),
        text_choice<&PainterSpec::workflow>("workflow", For::remote, "the path of a file"),
        {"multiple", For::remote, "a whole number from 1 to 512",
         [](std::string_view text, PainterSpec& spec) { return read_number(text, 1, 512, spec.multiple); }},
        {"sizes", For::remote, "sizes of 64 to 4096 pixels a side, such as 1024x1024|1536x1024",
         [](std::string_view text, PainterSpec& spec) { return read_sizes(text, spec.sizes); }},
        {"timeout", For::both, "seconds, a whole number from 1 to 86400",
         [](std::string_view text, PainterSpec& spec) { return read_seconds(text, spec.timeout); }},
        {"proxy", For::remote, "an address such as http://proxy.example:3128",
         [](std::string_view text, PainterSpec& spec) {
             return read_text(text, spec.proxy) && net::check_shown_url(spec.proxy).has_value();
         }},
        text_choice<&PainterSpec::ca_file>("ca_file", For::remote, "the path of a PEM file"),
        part_choice<&D::vae>("vae"),
        part_choice<&D::taesd>("taesd"),
        part_choice<&D::clip_l>("clip_l"),
        part_choice<&D::clip_g>("clip_g"),
        part_choice<&D::t5xxl>("t5xxl"),
        part_choice<&D::control_net>("control_net"),
        part_choice<&D::control_image>("control_image", "the path of a JPEG or PNG"),
        number_choice<&D::control_strength, 0.0, 2.0>("control_strength", "a number"),
        part_choice<&D::upscaler>("upscaler"),
        part_choice<&D::lora>("lora", "the path of a folder"),
        word_choice<&D::sampler, kSamplers>("sampler"),
        word_choice<&D::scheduler, kSchedulers>("scheduler"),
        part_choice<&D::negative>("negative", "a text"),
        part_choice<&D::quality>("quality", "a text"),
        number_choice<&D::clip_skip, 1, kMostClipSkip>("clip_skip"),
        word_choice<&D::precision, kPrecisions>("precision"),
        number_choice<&D::threads, 1, 256>("threads"),
        number_choice<&D::device, 0, 63>("device"),
        switch_choice<&D::offload>("offload"),
        switch_choice<&D::flash_attention>("flash_attention"),
        {"noise", For::diffusion, "cpu or gpu",
         [](std::string_view text, PainterSpec& spec) {
             spec.diffusion.noise_of_cpu = text == "cpu";
             return text == "cpu" || text == "gpu";
         }},
        {"keep", For::diffusion, "minutes, a number from 0 to 10080; 0: always",
         [](std::string_view text, PainterSpec& spec) { return read_minutes(text, spec.diffusion.keep); }},
    };
}

const std::vector<Choice>& choices() {
    static const std::vector<Choice> all = make_choices();
    return all;
}

bool fits(const Choice& choice, PainterKind kind) {
    return choice.kinds == For::both || (choice.kinds == For::diffusion) == (kind == PainterKind::diffusion);
}

Result<> read_choice(std::string_view text, PainterSpec& spec) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const auto choice = std::ranges::find_if(
        choices(), [&](const Choice& one) { return one.name == name && fits(one, spec.kind); });
    if (choice == choices().end() || equals == std::string_view::npos) {
        std::vector<std::string_view> known;
        for (const Choice& one : choices()) {
            if (fits(one, spec.kind)) known.push_back(one.name);
        }
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

Result<> check_diffusion(const PainterSpec& spec) {
    if (spec.url.empty())
        return wrong("diffusion needs a model file: NAME=diffusion@/path/model.safetensors");
    if (spec.parallel != 1) {
        return wrong(
            "diffusion paints one picture at a time, on all cores; for more, describe it once more by "
            "another name");
    }
    if (spec.diffusion.control_net.empty() != spec.diffusion.control_image.empty())
        return wrong("control_net and control_image belong together: give both, or none");
    return {};
}

Result<> check_together(const PainterSpec& spec) {
    if (!spec.key_env.empty() && !spec.key_file.empty()) return wrong("give key_env or key_file, not both");
    if (spec.kind == PainterKind::comfyui && spec.workflow.empty())
        return wrong("comfyui needs workflow=FILE, a workflow in API format with placeholders");
    if (spec.kind != PainterKind::comfyui && !spec.workflow.empty())
        return wrong("only comfyui has a workflow");
    if (spec.kind == PainterKind::diffusion) return check_diffusion(spec);
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
    if (spec.kind == PainterKind::diffusion) {
        auto path = percent_decode(spec.url);
        if (!path || !is_utf8(*path) || !is_printable(*path)) return wrong("the model file's path is none");
        spec.url = std::move(*path);
    }
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

std::span<const std::string_view> sampler_names() { return kSamplers; }
std::span<const std::string_view> scheduler_names() { return kSchedulers; }

OptionValues sampling_options() {
    OptionValues options = {{std::string(kSampler), {kSamplers.begin(), kSamplers.end()}},
                            {std::string(kScheduler), {kSchedulers.begin(), kSchedulers.end()}}};
    std::vector<std::string>& skips = options[std::string(kClipSkip)];
    for (int skip = 1; skip <= kMostClipSkip; ++skip) skips.push_back(fmt::to_string(skip));
    return options;
}

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
