#include "hooks/command.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/spawn.h"

namespace garden::hooks {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook(100);

// A file descriptor, closed when it goes.
class Descriptor {
  public:
    explicit Descriptor(int number = -1) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return number_; }
    bool is_open() const { return number_ >= 0; }
    void take(int number) {
        close();
        number_ = number;
    }
    void close() {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

  private:
    int number_;
};

struct Pipe {
    Descriptor read_end, write_end;

    bool open() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) return false;
        read_end.take(ends[0]);
        write_end.take(ends[1]);
        return true;
    }
};

std::vector<std::string> environment_of(const CommandOrder& order) {
    std::vector<std::string> variables;
    for (const char* name : {"PATH", "HOME", "LANG"}) {
        if (const char* value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
    }
    for (const auto& [name, value] : order.environment)
        variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

// A program at work. Whatever is left of its group when this goes is killed.
class Child {
  public:
    Child() = default;
    ~Child() { end(); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // 0, or what went wrong.
    int start(const CommandOrder& order) {
        Pipe input;
        Pipe output;
        if (!input.open() || !output.open()) return errno;
        pid_ = spawn(
            {.program = order.program,
             .environment = environment_of(order),
             .streams = {{input.read_end.get(), STDIN_FILENO}, {output.write_end.get(), STDOUT_FILENO}}});
        if (pid_ < 0) return errno;
        // The header of glibc 2.36 declares pidfd_open() for C alone.
        ended_.take(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
        if (!ended_.is_open()) return errno;
        input_.take(dup_aside(input.write_end));
        output_.take(dup_aside(output.read_end));
        return input_.is_open() && output_.is_open() ? 0 : errno;
    }

    // Moves octets to and fro once, for at most `wait`. True: it has ended, and all of its output is there.
    bool step(BytesView& input, Bytes& output, std::size_t most_output, std::chrono::milliseconds wait) {
        std::array<pollfd, 3> waiting = {
            {{input_.get(), POLLOUT, 0}, {output_.get(), POLLIN, 0}, {ended_.get(), POLLIN, 0}}};
        if (poll(waiting.data(), waiting.size(), static_cast<int>(wait.count())) <= 0) return false;
        if (waiting[0].revents != 0) give(input);
        if (waiting[1].revents != 0) take(output, most_output);
        if (waiting[2].revents == 0) return false;
        take(output, most_output);
        return true;
    }

    // Kills what is left of it; its status as waitpid() has it.
    int end() {
        int status = 0;
        if (pid_ < 0) return status;
        kill(-pid_, SIGKILL);  // before its number can be another's
        while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        pid_ = -1;
        return status;
    }

  private:
    // Another descriptor of the same, which does not block.
    static int dup_aside(const Descriptor& descriptor) {
        const int copy = fcntl(descriptor.get(), F_DUPFD_CLOEXEC, 0);
        if (copy >= 0) fcntl(copy, F_SETFL, fcntl(copy, F_GETFL) | O_NONBLOCK);
        return copy;
    }

    void give(BytesView& input) {
        if (!input.empty()) {
            const ssize_t written = write(input_.get(), input.data(), input.size());
            if (written > 0) input.remove_prefix(static_cast<std::size_t>(written));
            if (written < 0 && errno != EAGAIN && errno != EINTR) input = {};  // it does not want the rest
        }
        if (input.empty()) input_.close();
    }

    void take(Bytes& output, std::size_t most) {
        std::array<char, 4096> piece{};
        while (output_.is_open()) {
            const ssize_t got = read(output_.get(), piece.data(), piece.size());
            if (got < 0 && errno == EINTR) continue;
            if (got < 0 && errno == EAGAIN) return;
            if (got <= 0) return output_.close();
            output.append(piece.data(), std::min(static_cast<std::size_t>(got), most - output.size()));
        }
    }

    pid_t pid_ = -1;
    Descriptor ended_, input_, output_;
};

}  // namespace

Result<CommandEnd> run_command(const CommandOrder& order, const std::stop_token& stop) {
    const auto deadline = SteadyClock::now() + order.limit;
    Child child;
    if (const int failed = child.start(order); failed != 0) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} cannot be run: {}", order.program, std::strerror(failed)));
    }
    CommandEnd end;
    BytesView input = order.input;
    while (true) {
        if (stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped while a command ran");
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
        if (left.count() <= 0) {
            return fail(ErrorCode::unavailable,
                        fmt::format("{} did not end within {} ms", order.program, order.limit.count()));
        }
        if (child.step(input, end.output, order.most_output, std::min(left, kLook))) break;
    }
    const int status = child.end();
    if (!WIFEXITED(status)) {
        return fail(ErrorCode::unavailable,
                    fmt::format("{} was ended by signal {}", order.program, WTERMSIG(status)));
    }
    end.status = WEXITSTATUS(status);
    return end;
}

}  // namespace garden::hooks
