#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"
#include "store/postgres_handle.h"
#include "store/postgres_values.h"

struct pg_result;

namespace garden::store {

// What became of a transaction beyond what its work says.
enum class Trouble {
    none,
    collision,  // with another transaction; this one has to be tried again
    loss,       // of the connection, or of the server behind it; nothing more can be done on it
};

// What those who ask one database know together.
struct Pulse {
    // Longer than any packet that is lost a few times on its way, and far shorter than people wait.
    static constexpr std::chrono::seconds kSilence{4};

    std::atomic<std::chrono::steady_clock::time_point> heard = std::chrono::steady_clock::now();  // an answer
    // Nobody who waited so long got one: then none is waited for any more, until the watch hears one.
    std::atomic<bool> is_silent = false;
};

// How long an answer is waited for.
struct AnswerLimits {
    // After which a server that has said nothing has failed: its own limit of a statement, and some.
    std::chrono::milliseconds answer{65'000};
    Pulse* pulse = nullptr;  // null: of nobody else; it outlives the connection
};

// How a commit ended.
enum class Ending { committed, collision, failed, unknown };

// One connection to PostgreSQL, its transaction, and the statements prepared on it. BEGIN travels with the
// first statement, the end of what is not committed with the next one, and what is posted with what comes
// after it (libpq's pipeline mode), so that a transaction of one statement takes one round trip. Not
// thread-safe: one thread at a time.
class PostgresConnection final : public Transaction {
  public:
    // claim: Isolation::each_statement; each: no transaction around the statements.
    enum class Mode { read, write, claim, each };

    // As connect_postgres().
    static Result<std::unique_ptr<PostgresConnection>> open(const std::string& url,
                                                            const AnswerLimits& limits = {});

    // To read: one snapshot that nothing can be written in. To write: SERIALIZABLE, and to claim READ
    // COMMITTED; `token`, which no other transaction has, is then written to the table `commits` with it.
    void begin(Mode mode, std::string token = {});
    using Transaction::post;
    using Transaction::run;
    Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> values) override;
    Result<> post(std::string_view sql, std::span<const Value> values) override;
    Ending commit();
    // Ends the transaction, if there is one. Waits for what was posted in it, but for no answer to this.
    void rollback();

    // Statements separated by `;`, without values, in a transaction of their own unless they say otherwise.
    Result<> execute(const std::string& sql);

    // Of the transaction, since begin().
    Trouble trouble() const { return trouble_; }
    // The first error since begin().
    const Error& error() const { return error_; }
    int server_version() const;  // 150003

  private:
    struct Free {
        void operator()(pg_result* result) const;
    };
    using Answer = std::unique_ptr<pg_result, Free>;

    PostgresConnection(PostgresHandle handle, const AnswerLimits& limits)
        : handle_(std::move(handle)), limits_(limits) {}
    Result<> configure();
    // The next answer; nothing between two statements, or when the connection is lost.
    Answer next();
    // Whether whoever waited so long for an answer waits in vain.
    bool is_given_up(std::chrono::steady_clock::duration waited,
                     std::chrono::steady_clock::time_point now) const;
    // The name of a statement, which is prepared if the server does not know it; null: the connection is
    // lost.
    const std::string* name_of(std::string_view sql, const PostgresValues& values);
    bool send(std::string_view sql, std::span<const Value> values = {});
    bool send_beginning();
    // Ends what was sent; all that comes back for it, nothing when the connection is lost.
    std::vector<Answer> receive();
    std::vector<Answer> read_answers();
    void drop_old_answers();
    std::unexpected<Error> lose();
    // Notes the first of the answers that is an error; false if there is one.
    bool check(const std::vector<Answer>& answers);
    std::unexpected<Error> note(const pg_result* answer);

    PostgresHandle handle_;
    const AnswerLimits limits_;
    bool in_transaction_ = false;
    const char* beginning_ = nullptr;  // what is sent before the next statement
    std::size_t names_ = 0;            // that were given to statements
    // What was sent since its last end: the key in prepared_ of what is being prepared; "" for all else.
    std::vector<std::string> sent_;
    int unread_ = 0;  // ends of what was sent before, whose answers nobody has read
    Trouble trouble_ = Trouble::none;
    Error error_;
    std::string token_;
    // Names by text and types of values. But for long lists of values, which are not prepared, SQL is written
    // as literals, so there are only so many.
    std::map<std::string, std::string, std::less<>> prepared_;
};

}  // namespace garden::store
