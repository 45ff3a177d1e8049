#include "gallery/favorites.h"

#include "gallery/key.h"

namespace garden::gallery {

Result<std::map<std::string, std::vector<std::string>>> favorites(store::Database& database,
                                                                  std::size_t most) {
    std::map<std::string, std::vector<std::string>> found;
    const auto read = database.read([&](store::Transaction& transaction) -> Result<> {
        const auto rows = transaction.run(
            "SELECT emotion, favorite FROM pictures WHERE place = $1 AND favorite <> '' "
            "GROUP BY emotion, favorite ORDER BY COUNT(*) DESC, favorite",
            {std::string(prefix(Place::garden))});
        if (!rows) return std::unexpected(rows.error());
        for (const store::Row& row : *rows) {
            auto& of_emotion = found[row.text(0)];
            if (of_emotion.size() < most) of_emotion.push_back(row.text(1));
        }
        return {};
    });
    if (!read) return std::unexpected(read.error());
    return found;
}

}  // namespace garden::gallery
