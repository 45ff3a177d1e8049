#include "vision/face_analyser.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "vision/attributes.h"
#include "vision/detector.h"
#include "vision/expression.h"
#include "vision/find_faces.h"
#include "vision/mesh.h"
#include "vision/model_files.h"
#include "vision/network.h"
#include "vision/quality.h"

namespace garden::vision {
namespace {

Box fractions(const Rect& box, const image::Picture& picture) {
    return {box.left / picture.width, box.top / picture.height, box.width() / picture.width,
            box.height() / picture.height};
}

Face describe(Networks& networks, const image::Picture& picture, const FoundFace& found) {
    const Readings readings = read_attributes(networks, picture, found.mesh, found.heads);
    const Shape shape = shape_of(found.mesh);
    const Pose pose = pose_of(found.mesh);
    const Quality quality = quality_of(picture, face_window(found.mesh));
    Face face;
    face.box = fractions(found.box, picture);
    face.confidence = 100 * found.confidence;
    face.age_low = readings.age.low;
    face.age_high = readings.age.high;
    face.gender = readings.male > 0.5 ? Gender::male : Gender::female;
    face.gender_confidence = flag_of(readings.male).confidence;
    face.smile = smile_of(readings.expression[static_cast<std::size_t>(Expression::happy)], shape);
    face.eyeglasses = flag_of(readings.eyeglasses);
    face.sunglasses = flag_of(
        sunglasses_probability(readings.sunglasses, readings.eyeglasses, lens_darkness(picture, found.mesh)));
    face.beard = flag_of(readings.beard);
    face.mustache = flag_of(readings.mustache);
    face.eyes_open = eyes_open_of(shape);
    face.mouth_open = mouth_open_of(shape);
    face.emotions = emotions_of(readings.expression, shape);
    face.landmarks = landmarks_of(found.mesh, picture.width, picture.height);
    face.roll = pose.roll;
    face.yaw = pose.yaw;
    face.pitch = pose.pitch;
    face.brightness = quality.brightness;
    face.sharpness = quality.sharpness;
    return face;
}

// Turns that share a compilation of all models but detector and mesh. A model serves one picture at a time,
// but while one is in this model, the other is in that: two are as fast as with a compilation each, which
// takes more memory. Streams of one compilation are no way: two give 1.5 times the speed of one (OpenVINO
// 2026.4).
constexpr int kTurnsToShare = 2;

}  // namespace

// The compiled models and a pool of requests. Thread-safe.
struct FaceAnalyser::Models {
    explicit Models(const AnalyserOptions& options) {
        for (int i = 0; i < options.parallel; ++i) {
            if (i % kTurnsToShare == 0) {
                compiled.push_back(std::make_unique<CompiledModels>(options.models, options.cache,
                                                                    options.threads, options.utkface));
            }
            idle.push_back(compiled.back()->make_networks());
        }
    }

    // Waits until a set of requests is free.
    std::unique_ptr<Networks> take() {
        std::unique_lock lock(mutex);
        returned.wait(lock, [this] { return !idle.empty(); });
        auto networks = std::move(idle.back());
        idle.pop_back();
        return networks;
    }

    void give_back(std::unique_ptr<Networks> networks) {
        {
            const std::lock_guard lock(mutex);
            idle.push_back(std::move(networks));
        }
        returned.notify_one();
    }

    std::vector<std::unique_ptr<CompiledModels>> compiled;
    std::mutex mutex;
    std::condition_variable returned;
    std::vector<std::unique_ptr<Networks>> idle;  // guarded by mutex
};

namespace {

// Holds a set of requests for as long as it lives.
template <typename Models>
class Lease {
  public:
    explicit Lease(Models& models) : models_(models), networks_(models.take()) {}
    ~Lease() { models_.give_back(std::move(networks_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Networks& operator*() const { return *networks_; }

  private:
    Models& models_;
    std::unique_ptr<Networks> networks_;
};

}  // namespace

Result<std::unique_ptr<FaceAnalyser>> FaceAnalyser::create(const AnalyserOptions& options) {
    if (options.threads < 1 || options.parallel < 1) {
        return fail(ErrorCode::invalid_argument,
                    "the face analyser needs at least one thread and one picture at a time");
    }
    try {
        if (auto checked = check_model_files(options.models, options.utkface); !checked) {
            return std::unexpected(checked.error());
        }
        return std::unique_ptr<FaceAnalyser>(new FaceAnalyser(std::make_unique<Models>(options)));
    } catch (const std::exception&) {
        return fail(ErrorCode::unavailable, "the face models in " + options.models.string() +
                                                " cannot be loaded; `./dev models` makes them again");
    }
}

FaceAnalyser::FaceAnalyser(std::unique_ptr<Models> models) : models_(std::move(models)) {}
FaceAnalyser::~FaceAnalyser() = default;

Result<std::vector<Face>> FaceAnalyser::analyse(const image::Picture& picture, int most) {
    if (!picture.is_whole()) {
        return fail(ErrorCode::invalid_argument, "the picture's size does not fit its pixels");
    }
    try {
        const Lease networks(*models_);
        std::vector<Face> faces;
        for (const FoundFace& found : find_faces(*networks, picture, most)) {
            faces.push_back(describe(*networks, picture, found));
        }
        return faces;
    } catch (const std::exception&) {
        return fail(ErrorCode::internal, "the face models failed on this picture");
    }
}

}  // namespace garden::vision
