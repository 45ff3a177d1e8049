#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "base/text.h"

namespace garden::log {
namespace {

// Set once by configure() before threads start, read by all afterwards.
Format g_format = Format::text;

spdlog::logger& logger() {
    static const auto instance = [] {
        auto made =
            std::make_shared<spdlog::logger>("garden", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%L%$ %v");
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *instance;
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warning:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string render(const FieldValue& value, bool always_quote) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        const bool plain =
            !always_quote && !text->empty() && text->find_first_of(" \"\\=\n\r\t") == std::string::npos;
        return plain && is_printable(*text) ? *text : json_quote(*text);
    }
    if (const auto* number = std::get_if<std::int64_t>(&value)) return fmt::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return fmt::format("{:.6g}", *real);
    return std::get<bool>(value) ? "true" : "false";
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
    const auto severity = spdlog_level(level);
    if (!logger().should_log(severity)) return;
    std::string line;
    if (g_format == Format::json) {
        line = fmt::format("\"event\":{}", json_quote(event));
        for (const Field& field : fields)
            line += fmt::format(",{}:{}", json_quote(field.name), render(field.value, true));
        line += "}";
    } else {
        line = event;
        for (const Field& field : fields)
            line += fmt::format("  {}={}", field.name, render(field.value, false));
    }
    logger().log(severity, "{}", line);
}

}  // namespace

void configure(Level least, Format format) {
    g_format = format;
    logger().set_level(spdlog_level(least));
    if (format == Format::json) logger().set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l",%v)");
}

void debug(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::debug, event, fields);
}
void info(std::string_view event, std::initializer_list<Field> fields) { write(Level::info, event, fields); }
void warning(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::warning, event, fields);
}
void error(std::string_view event, std::initializer_list<Field> fields) {
    write(Level::error, event, fields);
}

}  // namespace garden::log
