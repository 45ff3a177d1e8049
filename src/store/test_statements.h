#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.h"

// For tests only.
namespace garden::store {

// A catalog that passes all on to another, for those that do one thing otherwise.
class PassingDatabase : public Database {
  public:
    explicit PassingDatabase(Database& database) : database_(database) {}

    Result<> write(const Work& work, Isolation isolation) override {
        return database_.write(work, isolation);
    }
    Result<> read(const Work& work) override { return database_.read(work); }
    bool is_shared() const override { return database_.is_shared(); }
    void wait_for_writes(const std::stop_token& stop, std::chrono::milliseconds most) override {
        database_.wait_for_writes(stop, most);
    }
    Result<Timestamp> now() override { return database_.now(); }
    Result<std::vector<std::string>> verify() override { return database_.verify(); }

  protected:
    Database& database_;
};

// A catalog that tells of each statement before it runs; where telling fails, it does not run.
class WatchedDatabase final : public PassingDatabase {
  public:
    using Tell = std::function<Result<>(std::string_view sql)>;

    WatchedDatabase(Database& database, Tell tell) : PassingDatabase(database), tell_(std::move(tell)) {}

    Result<> write(const Work& work, Isolation isolation) override {
        return database_.write(watched(work), isolation);
    }
    Result<> read(const Work& work) override { return database_.read(watched(work)); }

  private:
    class Watched final : public Transaction {
      public:
        Watched(Transaction& transaction, const Tell& tell) : transaction_(transaction), tell_(tell) {}
        Result<std::vector<Row>> run(std::string_view sql, std::span<const Value> values) override {
            if (auto told = tell_(sql); !told) return std::unexpected(told.error());
            return transaction_.run(sql, values);
        }
        Result<> post(std::string_view sql, std::span<const Value> values) override {
            if (auto told = tell_(sql); !told) return std::unexpected(told.error());
            return transaction_.post(sql, values);
        }

      private:
        Transaction& transaction_;
        const Tell& tell_;
    };

    Work watched(const Work& work) const {
        return [&work, this](Transaction& transaction) {
            Watched watched(transaction, tell_);
            return work(watched);
        };
    }

    const Tell tell_;
};

// A catalog that others write to as well.
class SharedDatabase final : public PassingDatabase {
  public:
    using PassingDatabase::PassingDatabase;
    bool is_shared() const override { return true; }
};

}  // namespace garden::store
