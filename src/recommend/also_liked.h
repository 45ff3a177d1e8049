#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "recommend/shelf.h"

namespace garden::recommend {

// Who liked this also liked that: with which others a picture was liked by the same visitors.
//
// Two likes of a visitor count for each other, the less the more came between them, and the less the more
// often either picture was liked since. Nearness is the sum over a visitor's likes, the latest first and
// each next one a fifth less, of
//
//     likes of both / √((likes of the one + 3) · (likes of the other + 3)),
//
// a cosine that is shrunk where few likes tell: 0 where nobody who liked the same liked this too, some 5 at
// most.
//
// Memory: 8 octets for each of up to 64 pictures beside one that was liked, and 32. Plain data and
// arithmetic; not thread-safe.
class AlsoLiked {
  public:
    // A visitor's latest likes, up to kRemembered, the last one last.
    using Likes = std::vector<PictureNumber>;
    static constexpr std::size_t kRemembered = 16;

    // Who liked these likes another, which is none of them; it becomes the last of them.
    void learn(Likes& likes, PictureNumber liked);
    // Forgets what was liked together with a picture.
    void forget(PictureNumber picture);

    float nearness(const Likes& likes, PictureNumber picture) const;
    // Hands out every picture that is near: parts of its nearness, whose sum it is.
    void for_each_near(const Likes& likes,
                       const std::function<void(PictureNumber picture, float part)>& each) const;

    // To and from a snapshot.
    template <typename Archive>
    void serialize(Archive& archive) {
        archive(rows_);
    }

  private:
    struct Neighbour {
        PictureNumber picture = 0;
        float together = 0;  // likes of both

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(picture, together);
        }
    };
    struct Row {
        float likes = 0;
        std::vector<Neighbour> neighbours;

        template <typename Archive>
        void serialize(Archive& archive) {
            archive(likes, neighbours);
        }
    };

    static void count(Row& row, PictureNumber other, float weight);
    float similarity(const Row& row, const Neighbour& neighbour) const;

    std::vector<Row> rows_;  // by number; those after the last that was liked are not there
};

}  // namespace garden::recommend
