// Load on an S3 server, for bench.py: many requests of one kind from parallel clients, and what they took.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "s3_connection.h"

namespace garden::bench {

namespace {

using Clock = std::chrono::steady_clock;

struct Task {
    Endpoint endpoint;
    std::string bucket;
    std::string prefix;
    unsigned clients = 1;
    std::uint64_t count = 0;  // of objects, pages or parts
    std::size_t octets = 0;   // of one

    std::string path(std::string_view key) const { return fmt::format("/{}/{}{}", bucket, prefix, key); }
};

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

S3Answer succeed(S3Connection& connection, const S3Request& request, bool keep = false) {
    S3Answer answer = connection.ask(request, keep);
    if (answer.status < 200 || answer.status > 299) {
        throw std::runtime_error(
            fmt::format("{} {}: {} {}", request.method, request.path, answer.status, answer.body));
    }
    return answer;
}

// Octets that no other object has, so that no server can keep them once for two.
class Body {
  public:
    explicit Body(std::size_t size) : octets_(size, '\0') {
        std::independent_bits_engine<std::mt19937_64, 8, unsigned> chance(std::random_device{}());
        std::generate(octets_.begin(), octets_.end(), [&] { return static_cast<char>(chance()); });
        random_ = std::random_device{}();
    }

    std::string_view of(std::uint64_t number) {
        const std::array<std::uint64_t, 2> mark{number, random_};
        std::memcpy(octets_.data(), mark.data(), std::min(sizeof mark, octets_.size()));
        return octets_;
    }

  private:
    std::string octets_;
    std::uint64_t random_ = 0;
};

// One client's part of the work: the request of that number, from 0.
using Work = std::function<void(S3Connection& connection, Body& body, std::uint64_t number)>;

// All numbers once, by all clients; the seconds of each request.
std::vector<double> in_parallel(const Task& task, std::size_t body_size, const Work& work) {
    std::atomic<std::uint64_t> next = 0;
    std::mutex mutex;
    std::vector<double> times;
    std::exception_ptr error;
    const auto client = [&] {
        std::vector<double> own;
        try {
            S3Connection connection(task.endpoint);
            Body body(body_size);
            for (std::uint64_t number = next++; number < task.count; number = next++) {
                const auto begin = Clock::now();
                work(connection, body, number);
                own.push_back(seconds_since(begin));
            }
        } catch (...) {
            const std::scoped_lock lock(mutex);
            error = std::current_exception();
        }
        const std::scoped_lock lock(mutex);
        times.insert(times.end(), own.begin(), own.end());
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned index = 0; index < task.clients; ++index) threads.emplace_back(client);
    }
    if (error) std::rethrow_exception(error);
    return times;
}

// In an order that has nothing to do with the one in which they were put.
std::uint64_t shuffled(std::uint64_t number, std::uint64_t count) { return number * 1'000'003 % count; }

std::vector<double> put(const Task& task) {
    return in_parallel(task, task.octets, [&](S3Connection& connection, Body& body, std::uint64_t number) {
        succeed(connection, {"PUT", task.path(fmt::format("{:08}", number)), {}, {}, body.of(number)});
    });
}

std::vector<double> get(const Task& task) {
    return in_parallel(task, 0, [&](S3Connection& connection, Body&, std::uint64_t number) {
        const std::string key = fmt::format("{:08}", shuffled(number, task.count));
        const S3Answer answer = succeed(connection, {"GET", task.path(key), {}});
        if (answer.size != task.octets)
            throw std::runtime_error(fmt::format("{} has {} octets", key, answer.size));
    });
}

std::string element(const std::string& document, std::string_view name) {
    const std::size_t begin = document.find(fmt::format("<{}>", name));
    if (begin == std::string::npos) return {};
    const std::size_t start = begin + name.size() + 2;
    return document.substr(start, document.find(fmt::format("</{}>", name), start) - start);
}

// Pages of a listing, each after the last; `count` keys must be there.
std::vector<double> list(const Task& task) {
    S3Connection connection(task.endpoint);
    std::vector<double> times;
    std::uint64_t keys = 0;
    std::string token;
    do {
        std::vector<std::pair<std::string, std::string>> query{
            {"list-type", "2"}, {"max-keys", "1000"}, {"prefix", task.prefix}};
        if (!token.empty()) query.insert(query.begin(), {"continuation-token", token});
        const auto begin = Clock::now();
        const S3Answer page = succeed(connection, {"GET", "/" + task.bucket, query}, true);
        times.push_back(seconds_since(begin));
        for (std::size_t at = 0; (at = page.body.find("<Key>", at)) != std::string::npos; ++at) ++keys;
        token = element(page.body, "NextContinuationToken");
    } while (!token.empty());
    if (keys != task.count) throw std::runtime_error(fmt::format("{} keys are listed", keys));
    return times;
}

std::vector<double> upload(const Task& task) {
    S3Connection main(task.endpoint);
    const std::string path = task.path("parts");
    const std::string id = element(succeed(main, {"POST", path, {{"uploads", ""}}}, true).body, "UploadId");
    std::vector<std::string> etags(task.count);
    std::vector<double> times =
        in_parallel(task, task.octets, [&](S3Connection& connection, Body& body, std::uint64_t number) {
            const std::vector<std::pair<std::string, std::string>> query{
                {"partNumber", std::to_string(number + 1)}, {"uploadId", id}};
            etags[number] = succeed(connection, {"PUT", path, query, {}, body.of(number)}).etag;
        });
    std::string document = "<CompleteMultipartUpload>";
    for (std::size_t index = 0; index < etags.size(); ++index) {
        document +=
            fmt::format("<Part><PartNumber>{}</PartNumber><ETag>{}</ETag></Part>", index + 1, etags[index]);
    }
    document += "</CompleteMultipartUpload>";
    const S3Answer done = succeed(main, {"POST", path, {{"uploadId", id}}, {}, document}, true);
    if (element(done.body, "ETag").empty()) throw std::runtime_error("not completed: " + done.body);
    return times;
}

std::vector<double> download(const Task& task) {
    return in_parallel(task, 0, [&](S3Connection& connection, Body&, std::uint64_t number) {
        const std::uint64_t begin = number * task.octets;
        const std::string range = fmt::format("Range: bytes={}-{}\r\n", begin, begin + task.octets - 1);
        if (succeed(connection, {"GET", task.path("parts"), {}, range}).size != task.octets) {
            throw std::runtime_error("a range of another size");
        }
    });
}

std::vector<double> make_bucket(const Task& task) {
    S3Connection connection(task.endpoint);
    succeed(connection, {"PUT", "/" + task.bucket, {}});
    return {0};
}

double quantile(const std::vector<double>& sorted, double part) {
    return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

const std::map<std::string, std::vector<double> (*)(const Task&)> kOperations = {
    {"bucket", make_bucket}, {"put", put},       {"get", get},
    {"list", list},          {"upload", upload}, {"download", download}};

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

int run(std::span<char*> words) {
    if (words.size() != 8 || !kOperations.contains(words[1])) {
        fmt::print(
            stderr,
            "s3_load bucket|put|get|list|upload|download HOST:PORT BUCKET PREFIX CLIENTS COUNT OCTETS\n"
            "COUNT objects, keys or parts of OCTETS each; keys in AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY.\n"
            "Prints the seconds that it took, and p50 and p99 of its requests in milliseconds.\n");
        return 2;
    }
    const std::vector<std::string_view> place = split(words[2], ':');
    Task task{{std::string(place.front()),
               std::string(place.back()),
               {environment("AWS_ACCESS_KEY_ID"), environment("AWS_SECRET_ACCESS_KEY")}},
              words[3],
              words[4],
              static_cast<unsigned>(std::stoul(words[5])),
              std::stoull(words[6]),
              std::stoull(words[7])};
    const auto begin = Clock::now();
    std::vector<double> times = kOperations.at(words[1])(task);
    const double seconds = seconds_since(begin);
    std::ranges::sort(times);
    fmt::print("{:.6f} {:.3f} {:.3f}\n", seconds, 1000 * quantile(times, 0.5), 1000 * quantile(times, 0.99));
    return 0;
}

}  // namespace

}  // namespace garden::bench

int main(int argc, char** argv) {
    try {
        return garden::bench::run({argv, static_cast<std::size_t>(argc)});
    } catch (const std::exception& error) {
        fmt::print(stderr, "s3_load: {}\n", error.what());
        return 1;
    }
}
