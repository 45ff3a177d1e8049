#include "store/postgres_watch.h"

#include <chrono>
#include <memory>

#include "base/wait.h"
#include "store/postgres_connection.h"
#include "store/postgres_handle.h"

namespace garden::store {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::seconds kEvery(1);
// Longer than any packet that is lost a few times on its way, and far shorter than people wait.
constexpr std::chrono::seconds kSilence(4);

// What a database says to one who comes anew.
enum class Word { answer, refusal, none };

// Over this connection, which is made where there is none, and closed where it is of no use.
Word ask(const std::string& url, std::unique_ptr<PostgresConnection>& connection,
         const std::stop_token& stop) {
    if (connection == nullptr) {
        auto opened = PostgresConnection::open(url, {.answer = kSilence, .given_up = nullptr});
        if (!opened) return !stop.stop_requested() && postgres_speaks(url) ? Word::refusal : Word::none;
        connection = std::move(*opened);
    }
    connection->begin(PostgresConnection::Mode::each);
    if (connection->run("SELECT 1")) return Word::answer;
    connection.reset();
    return Word::none;
}

}  // namespace

PostgresWatch::PostgresWatch(std::string url, std::function<void()> well, std::function<void()> silent)
    : url_(std::move(url)),
      well_(std::move(well)),
      silent_(std::move(silent)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void PostgresWatch::run(const std::stop_token& stop) const {
    std::unique_ptr<PostgresConnection> connection;
    auto heard = steady_clock::now();
    while (!stop.stop_requested()) {
        const Word word = ask(url_, connection, stop);
        if (word != Word::none) heard = steady_clock::now();
        if (word == Word::answer) well_();
        if (steady_clock::now() - heard >= kSilence) silent_();
        sleep_for(kEvery, stop);
    }
}

}  // namespace garden::store
