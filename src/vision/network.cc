#include "vision/network.h"

#include <algorithm>
#include <stdexcept>

namespace garden::vision {

Network::Network(ov::CompiledModel& model)
    : request_(model.create_infer_request()), side_(static_cast<int>(model.input().get_shape().at(1))) {}

void Network::run(std::span<const image::Picture> pictures) {
    ov::Tensor input = request_.get_input_tensor();
    auto* target = input.data<std::uint8_t>();
    std::size_t free = input.get_byte_size();
    for (const image::Picture& picture : pictures) {
        if (picture.rgb.size() > free) {
            throw std::length_error("a picture does not fit the model's input");
        }
        target = std::ranges::copy(picture.rgb, target).out;
        free -= picture.rgb.size();
    }
    if (free != 0) {
        throw std::length_error("the model's input is not filled");
    }
    request_.infer();
}

std::span<const float> Network::output(const std::string& name) {
    const ov::Tensor tensor = request_.get_tensor(name);
    return {tensor.data<const float>(), tensor.get_size()};
}

CompiledModels::CompiledModels(std::filesystem::path folder, const std::filesystem::path& cache, int threads,
                               Utkface utkface)
    : folder_(std::move(folder)), threads_(threads) {
    if (!cache.empty()) {
        core_.set_property(ov::cache_dir(cache.string()));
    }
    expression_ = compile("expression.xml");
    face_api_ = compile("face_api.xml");
    age_ = compile("age.xml");
    gender_ = compile("gender.xml");
    attributes_ = compile("attributes.xml");
    if (utkface == Utkface::used) age_gender_ = compile("age_gender.xml");
}

ov::CompiledModel CompiledModels::compile(const char* name) {
    // Pinning would put two programs on the same core.
    return core_.compile_model(
        (folder_ / name).string(), "CPU", ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY),
        ov::num_streams(1), ov::inference_num_threads(threads_), ov::hint::enable_cpu_pinning(false));
}

std::unique_ptr<Networks> CompiledModels::make_networks() {
    ov::CompiledModel detector = compile("detector.xml");
    ov::CompiledModel mesh = compile("mesh.xml");
    auto networks = std::make_unique<Networks>(
        Networks{Network(detector), Network(mesh), Network(expression_), Network(face_api_), Network(age_),
                 Network(gender_), Network(attributes_), std::nullopt});
    if (age_gender_) networks->age_gender.emplace(*age_gender_);
    return networks;
}

}  // namespace garden::vision
