// A PostgreSQL server for tests: made when it is first asked for, ended with the program.
#pragma once

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/id.h"

namespace garden::store {

class TestPostgres {
  public:
    // The address of a database of its own for whoever asks.
    static std::string new_database() {
        static TestPostgres server;
        static int count = 0;
        const std::string name = fmt::format("test{}", ++count);
        server.shell(fmt::format("{}/psql -q -X -h {} -U garden -d postgres -c 'CREATE DATABASE {}'",
                                 programs(), server.folder_.string(), name));
        return fmt::format("host={} user=garden dbname={}", server.folder_.string(), name);
    }

  private:
    TestPostgres()
        : folder_(std::filesystem::temp_directory_path() / ("postgres-" + make_uuid().substr(0, 8))) {
        std::filesystem::create_directories(folder_);
        if (::geteuid() == 0) shell_as_root(fmt::format("chown postgres {}", folder_.string()));
        shell(fmt::format(
            "{}/initdb --auth=trust --username=garden --encoding=UTF8 --locale=C.UTF-8 --no-sync -D {}/data "
            ">/dev/null",
            programs(), folder_.string()));
        shell(fmt::format("{}/pg_ctl -s -w -D {}/data -l {}/log -o \"-h '' -k {} -F\" start", programs(),
                          folder_.string(), folder_.string(), folder_.string()));
    }
    ~TestPostgres() {
        shell(fmt::format("{}/pg_ctl -s -w -m immediate -D {}/data stop", programs(), folder_.string()));
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    // Debian keeps each version's programs in a folder of its own.
    static std::string programs() {
        std::string newest;
        for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
            const std::string folder = version.path().string() + "/bin";
            if (std::filesystem::exists(folder + "/initdb") && folder > newest) newest = folder;
        }
        return newest;
    }

    // It refuses to run as root; there it runs as the user that its package made.
    void shell(const std::string& command) {
        if (::geteuid() != 0) return shell_as_root(command);
        shell_as_root(fmt::format(
            "cd / && setpriv --reuid=postgres --regid=postgres --clear-groups sh -c '{}'", quoted(command)));
    }
    static void shell_as_root(const std::string& command) {
        if (std::system(command.c_str()) != 0) {
            fmt::print(stderr, "failed: {}\n", command);
            std::abort();
        }
    }
    static std::string quoted(const std::string& command) {
        std::string text;
        for (const char c : command) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
        return text;
    }

    std::filesystem::path folder_;
};

}  // namespace garden::store
