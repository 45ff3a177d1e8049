#include "store/postgres_watch.h"

#include <chrono>
#include <memory>

#include "base/wait.h"
#include "store/postgres_handle.h"

namespace garden::store {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kEvery(1);
// In which a database that is there lets one in, or refuses to.
constexpr std::chrono::seconds kQuickly(2);

enum class Said { answer, refusal, nothing };

struct Word {
    Said said = Said::nothing;
    std::string reason;  // where it is no answer
};

// Asks over this connection, which is made where there is none, and closed where it is of no use.
Word ask(const std::string& url, std::unique_ptr<PostgresConnection>& connection) {
    if (connection == nullptr) {
        const auto begun = steady_clock::now();
        auto opened = PostgresConnection::open(url, {.answer = Pulse::kSilence});
        if (!opened) {
            const bool speaks = steady_clock::now() - begun < kQuickly && postgres_speaks(url);
            return {speaks ? Said::refusal : Said::nothing, opened.error().message};
        }
        connection = std::move(*opened);
    }
    connection->begin(PostgresConnection::Mode::each);
    const auto answer = connection->run("SELECT 1");
    if (answer) return {Said::answer, {}};
    connection.reset();
    return {Said::nothing, answer.error().message};
}

}  // namespace

PostgresWatch::PostgresWatch(std::string url, Pulse& pulse, std::function<void()> well,
                             std::function<void(const std::string&)> silent)
    : url_(std::move(url)),
      pulse_(pulse),
      well_(std::move(well)),
      silent_(std::move(silent)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void PostgresWatch::run(const std::stop_token& stop) const {
    std::unique_ptr<PostgresConnection> connection;
    // First the wait: a program that soon ends asks nothing.
    while (sleep_for(kEvery, stop)) {
        const Word word = ask(url_, connection);
        if (word.said != Said::nothing) pulse_.heard = steady_clock::now();
        if (word.said == Said::answer) well_();
        // Somebody else may have heard something while this one waited; to ask anew takes much longer.
        const auto until = pulse_.heard.load() + Pulse::kSilence;
        if (word.said == Said::nothing)
            sleep_for(std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()), stop);
        if (steady_clock::now() - pulse_.heard.load() >= Pulse::kSilence) silent_(word.reason);
    }
}

}  // namespace garden::store
