#include <iostream>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "access/access_keys.h"
#include "access/administrators.h"
#include "base/clock.h"
#include "cli/commands.h"

namespace garden::cli {
namespace {

const SystemClock kClock;

// Turns the terminal's echo off while a password is typed.
class SilentTerminal {
  public:
    SilentTerminal() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSANOW, &silent) == 0;
    }
    ~SilentTerminal() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSANOW, &before_);
    }
    SilentTerminal(const SilentTerminal&) = delete;
    SilentTerminal& operator=(const SilentTerminal&) = delete;

  private:
    termios before_{};
    bool changed_ = false;
};

Result<std::string> read_line() {
    std::string line;
    if (!std::getline(std::cin, line))
        return fail(ErrorCode::invalid_argument, "no password came on standard input");
    return line;
}

Result<std::string> read_password(bool from_stdin) {
    if (from_stdin) return read_line();
    if (isatty(STDIN_FILENO) == 0) {
        return fail(ErrorCode::invalid_argument,
                    "there is no terminal to ask for a password: use --password-stdin");
    }
    const SilentTerminal silent;
    fmt::print(stderr, "Password: ");
    const auto first = read_line();
    fmt::print(stderr, "\nAgain: ");
    const auto second = read_line();
    fmt::print(stderr, "\n");
    if (!first || !second) return first ? second : first;
    if (*first != *second) return fail(ErrorCode::invalid_argument, "the two passwords differ");
    return first;
}

std::string day_and_time(Timestamp time) {
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time)));
}

void print_named(const std::vector<access::Named>& list, std::string_view none) {
    if (list.empty()) fmt::print("{}\n", none);
    for (const access::Named& entry : list)
        fmt::print("{}  (since {})\n", entry.name, day_and_time(entry.created_at));
}

void print_key(const access::AccessKey& key) {
    fmt::print("{}  {}  {}  (since {})\n", key.access_key, key.secret_key, access::name(key.permission),
               day_and_time(key.created_at));
}

// Opens the catalog and hands it to `use`.
template <typename Room, typename Use>
Result<> with(const Assembly& assembly, const Settings& settings, Use use) {
    const auto database = assembly.open_catalog(settings);
    if (!database) return std::unexpected(database.error());
    Room room(**database, kClock);
    return use(room);
}

}  // namespace

Result<> serve(const Assembly& assembly, const Settings& settings, const Words&) {
    return assembly.serve(settings);
}

Result<> check(const Assembly& assembly, const Settings& settings, const Words&) {
    const auto report = assembly.check(settings);
    if (!report) return std::unexpected(report.error());
    for (const std::string& problem : report->problems) fmt::print("{}\n", problem);
    fmt::print(
        "{} objects, {} blobs, {} octets: {}\n", report->objects, report->blobs, report->octets,
        report->problems.empty() ? "all is well" : fmt::format("{} problems", report->problems.size()));
    if (report->unreferenced > 0) {
        fmt::print("{} blobs belong to no object; the server sweeps them away\n", report->unreferenced);
    }
    if (report->orphans > 0)
        fmt::print("{} files are not in the catalog; they do no harm\n", report->orphans);
    if (!report->problems.empty())
        return fail(ErrorCode::corrupt, "the store is damaged: restore what is named above from a backup");
    return {};
}

Result<> print_config(const Assembly&, const Settings&, const Words&) {
    fmt::print("{}", commented_file());
    return {};
}

Result<> list_keys(const Assembly& assembly, const Settings& settings, const Words&) {
    return with<access::AccessKeys>(assembly, settings, [](access::AccessKeys& keys) -> Result<> {
        const auto list = keys.list();
        if (!list) return std::unexpected(list.error());
        if (list->empty()) fmt::print("no key pairs yet: emotion-garden keys add makes one\n");
        for (const access::AccessKey& key : *list) print_key(key);
        return {};
    });
}

Result<> add_key(const Assembly& assembly, const Settings& settings, const Words& words) {
    return with<access::AccessKeys>(assembly, settings, [&](access::AccessKeys& keys) -> Result<> {
        const auto key = keys.add(words.read_only ? access::Permission::read : access::Permission::full);
        if (!key) return std::unexpected(key.error());
        print_key(*key);
        return {};
    });
}

Result<> remove_key(const Assembly& assembly, const Settings& settings, const Words& words) {
    return with<access::AccessKeys>(assembly, settings,
                                    [&](access::AccessKeys& keys) { return keys.remove(words.text); });
}

Result<> list_administrators(const Assembly& assembly, const Settings& settings, const Words&) {
    return with<access::Administrators>(
        assembly, settings, [](access::Administrators& administrators) -> Result<> {
            const auto list = administrators.list();
            if (!list) return std::unexpected(list.error());
            print_named(*list, "no administrators yet: emotion-garden admin add NAME adds one");
            return {};
        });
}

Result<> add_administrator(const Assembly& assembly, const Settings& settings, const Words& words) {
    const auto password = read_password(words.password_stdin);
    if (!password) return std::unexpected(password.error());
    return with<access::Administrators>(assembly, settings, [&](access::Administrators& administrators) {
        return administrators.add(words.text, *password);
    });
}

Result<> remove_administrator(const Assembly& assembly, const Settings& settings, const Words& words) {
    return with<access::Administrators>(assembly, settings, [&](access::Administrators& administrators) {
        return administrators.remove(words.text);
    });
}

Result<> list_tokens(const Assembly& assembly, const Settings& settings, const Words&) {
    return with<access::Administrators>(
        assembly, settings, [](access::Administrators& administrators) -> Result<> {
            const auto list = administrators.list_tokens();
            if (!list) return std::unexpected(list.error());
            print_named(*list, "no tokens yet: emotion-garden admin token add NAME makes one");
            return {};
        });
}

Result<> add_token(const Assembly& assembly, const Settings& settings, const Words& words) {
    return with<access::Administrators>(assembly, settings,
                                        [&](access::Administrators& administrators) -> Result<> {
                                            const auto token = administrators.add_token(words.text);
                                            if (!token) return std::unexpected(token.error());
                                            fmt::print("{}\n", *token);
                                            return {};
                                        });
}

Result<> remove_token(const Assembly& assembly, const Settings& settings, const Words& words) {
    return with<access::Administrators>(assembly, settings, [&](access::Administrators& administrators) {
        return administrators.remove_token(words.text);
    });
}

}  // namespace garden::cli
