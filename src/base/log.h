#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace garden::log {

enum class Level { debug, info, warning, error };
enum class Format { text, json };

// One value of an event. Strings are escaped when written.
using FieldValue = std::variant<std::string, std::int64_t, double, bool>;
struct Field {
    std::string_view name;
    FieldValue value;

    Field(std::string_view field, std::string text) : name(field), value(std::move(text)) {}
    Field(std::string_view field, std::string_view text) : name(field), value(std::string(text)) {}
    Field(std::string_view field, const char* text) : name(field), value(std::string(text)) {}
    Field(std::string_view field, bool flag) : name(field), value(flag) {}
    Field(std::string_view field, double number) : name(field), value(number) {}
    template <std::integral N>
        requires(!std::same_as<N, bool>)
    Field(std::string_view field, N number) : name(field), value(static_cast<std::int64_t>(number)) {}
};

// Sets what is written, and how, for the whole process; standard error is where it goes. Call before threads
// start.
void configure(Level least, Format format);

// Writes one event as one line: time, level, `event` (a short sentence in lower case) and its fields.
// Thread-safe. Never pass a face, bytes of a photograph, a key, a password or a token.
void debug(std::string_view event, std::initializer_list<Field> fields = {});
void info(std::string_view event, std::initializer_list<Field> fields = {});
void warning(std::string_view event, std::initializer_list<Field> fields = {});
void error(std::string_view event, std::initializer_list<Field> fields = {});

}  // namespace garden::log
