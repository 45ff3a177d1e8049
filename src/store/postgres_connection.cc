#include "store/postgres_connection.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <poll.h>

#include "store/sql_state.h"

namespace garden::store {
namespace {

constexpr const char* kNote = "INSERT INTO commits (token) VALUES ($1)";
// A statement of more values is one of many rows, of which there are too many kinds to keep each.
constexpr std::size_t kMostPrepared = 100;
// What is posted after so many more is sent once those are answered: a transaction that ends badly then has
// little on its way.
constexpr std::size_t kMostTogether = 200;
// Whoever waits for an answer looks so often whether nobody gets one.
constexpr std::chrono::milliseconds kLookEvery(100);
constexpr int kOldestServer = 130000;  // the first with pg_current_xact_id()

// A node that is cut off must not hold what it locked for long, also in the middle of what it sends, nor wait
// for ever itself.
constexpr std::string_view kConfiguration =
    "SELECT set_config(name, value, false) FROM (VALUES ('idle_in_transaction_session_timeout', '8s'), "
    "('lock_timeout', '8s'), ('statement_timeout', '60s'), ('tcp_keepalives_idle', '5'), "
    "('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '3'), ('standard_conforming_strings', 'on'), "
    "('client_min_messages', 'warning')) AS settings (name, value)";

// Null: none is needed.
const char* beginning_of(PostgresConnection::Mode mode) {
    switch (mode) {
        case PostgresConnection::Mode::read:
            return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        case PostgresConnection::Mode::write:
            return "BEGIN ISOLATION LEVEL SERIALIZABLE";
        case PostgresConnection::Mode::claim:
            return "BEGIN ISOLATION LEVEL READ COMMITTED";
        case PostgresConnection::Mode::each:
            break;
    }
    return nullptr;
}

}  // namespace

void PostgresConnection::Free::operator()(pg_result* result) const { PQclear(result); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(const std::string& url,
                                                                     const AnswerLimits& limits) {
    auto handle = connect_postgres(url);
    if (!handle) return std::unexpected(handle.error());
    std::unique_ptr<PostgresConnection> connection(new PostgresConnection(std::move(*handle), limits));
    if (auto configured = connection->configure(); !configured) return std::unexpected(configured.error());
    return connection;
}

Result<> PostgresConnection::configure() {
    if (server_version() < kOldestServer) {
        return fail(ErrorCode::unavailable,
                    fmt::format("the database is PostgreSQL {}; the garden needs 13 or newer",
                                server_version() / 10000));
    }
    const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
    if (encoding == nullptr || std::strcmp(encoding, "UTF8") != 0) {
        return fail(ErrorCode::unavailable,
                    fmt::format("the database keeps text as {}; make one with createdb --encoding UTF8 "
                                "--template template0",
                                encoding == nullptr ? "it does not say what" : encoding));
    }
    if (PQenterPipelineMode(handle_.get()) != 1) return lose();
    begin(Mode::each);
    const auto configured = run(kConfiguration);
    return configured ? Result<>() : std::unexpected(configured.error());
}

int PostgresConnection::server_version() const { return PQserverVersion(handle_.get()); }

void PostgresConnection::begin(Mode mode, std::string token) {
    beginning_ = beginning_of(mode);
    token_ = std::move(token);
    trouble_ = Trouble::none;
    error_ = {};
}

Result<> PostgresConnection::execute(const std::string& sql) {
    drop_old_answers();
    if (PQpipelineStatus(handle_.get()) != PQ_PIPELINE_OFF && PQexitPipelineMode(handle_.get()) != 1)
        return lose();
    const Answer answer(PQexec(handle_.get(), sql.c_str()));
    const ExecStatusType status = PQresultStatus(answer.get());
    Result<> done;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) done = note(answer.get());
    if (PQenterPipelineMode(handle_.get()) != 1) return lose();
    return done;
}

const std::string* PostgresConnection::name_of(std::string_view sql, const PostgresValues& values) {
    const std::string key = values.signature() + ' ' + std::string(sql);
    const auto [found, is_new] = prepared_.try_emplace(key);
    std::string& name = found->second;
    if (!is_new) return &name;
    name = fmt::format("s{}", ++names_);
    sent_.push_back(key);
    const std::string text(sql);
    const bool is_sent =
        PQsendPrepare(handle_.get(), name.c_str(), text.c_str(), values.count(), values.types()) == 1;
    return is_sent ? &name : nullptr;
}

bool PostgresConnection::send(std::string_view sql, std::span<const Value> values) {
    const PostgresValues bound(values);
    bool is_sent = false;
    if (values.size() > kMostPrepared) {
        is_sent = PQsendQueryParams(handle_.get(), std::string(sql).c_str(), bound.count(), bound.types(),
                                    bound.texts(), nullptr, nullptr, 0) == 1;
    } else if (const std::string* name = name_of(sql, bound)) {
        is_sent = PQsendQueryPrepared(handle_.get(), name->c_str(), bound.count(), bound.texts(), nullptr,
                                      nullptr, 0) == 1;
    }
    sent_.emplace_back();
    return is_sent;
}

bool PostgresConnection::send_beginning() {
    if (beginning_ == nullptr) return true;
    if (!send(beginning_)) return false;
    beginning_ = nullptr;
    in_transaction_ = true;
    return true;
}

Result<std::vector<Row>> PostgresConnection::run(std::string_view sql, std::span<const Value> values) {
    if (auto posted = post(sql, values); !posted) return std::unexpected(posted.error());
    const std::vector<Answer> answers = receive();
    if (answers.empty() || !check(answers)) return std::unexpected(error_);
    return rows_of(answers.back().get());
}

Result<> PostgresConnection::post(std::string_view sql, std::span<const Value> values) {
    if (trouble_ != Trouble::none) return std::unexpected(error_);
    if (has_nul(values)) return fail(ErrorCode::invalid_argument, "text with an octet 0 cannot be kept");
    if (sent_.size() >= kMostTogether) {
        const std::vector<Answer> answers = receive();
        if (answers.empty() || !check(answers)) return std::unexpected(error_);
    }
    if (!send_beginning() || !send(sql, values)) return lose();
    return {};
}

Ending PostgresConnection::commit() {
    if (!in_transaction_) {
        beginning_ = nullptr;
        return Ending::committed;
    }
    const Value token = token_;
    if ((!token_.empty() && !send(kNote, {&token, 1})) || !send("COMMIT")) {
        (void)lose();
        return Ending::unknown;
    }
    const std::vector<Answer> answers = receive();
    if (answers.empty()) return Ending::unknown;
    pg_result* const last = answers.back().get();
    in_transaction_ = PQtransactionStatus(handle_.get()) != PQTRANS_IDLE;
    if (!check(answers)) {
        if (trouble_ == Trouble::collision) return Ending::collision;
        // COMMIT is not run where something before it failed.
        const bool has_run = PQresultStatus(last) != PGRES_PIPELINE_ABORTED;
        return trouble_ == Trouble::loss && has_run ? Ending::unknown : Ending::failed;
    }
    if (std::strcmp(PQcmdStatus(last), "COMMIT") == 0) return Ending::committed;
    error_ = {ErrorCode::internal, "work on the catalog went on after one of its statements had failed"};
    return Ending::failed;
}

void PostgresConnection::rollback() {
    beginning_ = nullptr;
    if (!in_transaction_ || trouble_ == Trouble::loss) return;
    in_transaction_ = false;
    // Behind an error the server passes over all up to the next end.
    if (!sent_.empty() && receive().empty()) return;
    // Not prepared: nobody reads whether that went well.
    const bool is_sent =
        PQsendQueryParams(handle_.get(), "ROLLBACK", 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
    if (!is_sent || PQpipelineSync(handle_.get()) != 1) {
        (void)lose();
        return;
    }
    ++unread_;
}

std::vector<PostgresConnection::Answer> PostgresConnection::receive() {
    std::vector<Answer> answers = read_answers();
    for (std::size_t i = 0; i < std::min(sent_.size(), answers.size()); ++i) {
        if (!sent_[i].empty() && PQresultStatus(answers[i].get()) != PGRES_COMMAND_OK)
            prepared_.erase(sent_[i]);
    }
    sent_.clear();
    return answers;
}

std::vector<PostgresConnection::Answer> PostgresConnection::read_answers() {
    std::vector<Answer> answers;
    if (PQpipelineSync(handle_.get()) != 1) {
        (void)lose();
        return answers;
    }
    drop_old_answers();
    while (true) {
        Answer answer = next();
        if (answer && PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) return answers;
        if (answer) {
            answers.push_back(std::move(answer));
        } else if (trouble_ == Trouble::loss || PQstatus(handle_.get()) != CONNECTION_OK) {
            // What the server said last, if it said something.
            (void)check(answers);
            (void)lose();
            answers.clear();
            return answers;
        }
    }
}

PostgresConnection::Answer PostgresConnection::next() {
    const auto begun = std::chrono::steady_clock::now();
    while (PQisBusy(handle_.get()) != 0) {
        pollfd waiting{PQsocket(handle_.get()), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, static_cast<int>(kLookEvery.count()));
        const auto now = std::chrono::steady_clock::now();
        if (ready > 0 && PQconsumeInput(handle_.get()) != 1) {
            (void)lose();
            return {};
        }
        if (ready > 0 && limits_.pulse != nullptr) limits_.pulse->heard = now;
        if (ready == 0 && is_given_up(now - begun, now)) {
            (void)lose();
            error_.message = "the database has not answered for too long";
            return {};
        }
    }
    return Answer(PQgetResult(handle_.get()));
}

bool PostgresConnection::is_given_up(std::chrono::steady_clock::duration waited,
                                     std::chrono::steady_clock::time_point now) const {
    if (waited >= limits_.answer) return true;
    if (limits_.pulse == nullptr) return false;
    // The watch is answered every second while the database is well.
    if (waited >= Pulse::kSilence && now - limits_.pulse->heard.load() >= Pulse::kSilence)
        limits_.pulse->is_silent = true;
    return limits_.pulse->is_silent;
}

void PostgresConnection::drop_old_answers() {
    while (unread_ > 0) {
        const Answer answer = next();
        if (answer && PQresultStatus(answer.get()) == PGRES_PIPELINE_SYNC) --unread_;
        // A transaction that could not be ended: nothing is right on this connection any more.
        if (answer && PQresultStatus(answer.get()) == PGRES_FATAL_ERROR) (void)lose();
        if (!answer && (trouble_ == Trouble::loss || PQstatus(handle_.get()) != CONNECTION_OK)) return;
    }
}

std::unexpected<Error> PostgresConnection::lose() {
    if (trouble_ != Trouble::loss) {
        trouble_ = Trouble::loss;
        error_ = {ErrorCode::unavailable, fmt::format("the connection to the database is lost: {}",
                                                      first_line(PQerrorMessage(handle_.get())))};
    }
    return std::unexpected(error_);
}

bool PostgresConnection::check(const std::vector<Answer>& answers) {
    for (const Answer& answer : answers) {
        if (PQresultStatus(answer.get()) != PGRES_FATAL_ERROR) continue;
        (void)note(answer.get());
        return false;
    }
    return true;
}

std::unexpected<Error> PostgresConnection::note(const pg_result* answer) {
    if (PQstatus(handle_.get()) != CONNECTION_OK) return lose();
    const char* field = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const std::string_view state = field == nullptr ? "" : field;
    const char* message = PQresultErrorField(answer, PG_DIAG_MESSAGE_PRIMARY);
    if (is_loss(state)) trouble_ = Trouble::loss;
    if (is_collision(state)) trouble_ = Trouble::collision;
    Error error = {code_of_sql_state(state), fmt::format("the catalog: {}", first_line(message))};
    if (state == "42501") {
        error.message +=
            "; make the garden's user the owner of the database, or GRANT it CREATE and USAGE on SCHEMA "
            "public";
    }
    // What comes after it follows from it.
    if (error_.message.empty()) error_ = error;
    return std::unexpected(error);
}

}  // namespace garden::store
