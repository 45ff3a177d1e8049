#include "rekognition/service.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "image/codec.h"
#include "rekognition/errors.h"

namespace garden::rekognition {
namespace {

using nlohmann::json;

Bytes photo(int side) {
    const auto pixels = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    return image::encode_jpeg({side, side, std::vector<std::uint8_t>(3 * pixels, 200)}, 90, {}).value();
}

// "400 InvalidParameterException", or the status alone.
std::string outcome(const http::Response& response) {
    const json body = json::parse(std::get<Bytes>(response.body));
    EXPECT_EQ(response.headers.get("Content-Type"), "application/x-amz-json-1.1");
    const std::string status = std::to_string(response.status);
    if (!body.contains("__type")) return status;
    EXPECT_FALSE(body.at("Message").get<std::string>().empty());
    return status + ' ' + body["__type"].get<std::string>();
}

// The store has what `stored_` says, for everybody.
class ServiceTest : public testing::Test {
  protected:
    http::Response send(const std::string& body) { return service_.handle(request_, identity_, body); }
    http::Response show(const Bytes& octets) {
        return send(json{{"Image", {{"Bytes", encode_base64(octets)}}}}.dump());
    }
    http::Response show_object() { return send(R"({"Image":{"S3Object":{"Bucket":"garden","Name":"a"}}})"); }

    std::expected<Bytes, aws::Refusal> stored_ = photo(80);
    Result<std::vector<vision::Face>> faces_ = std::vector<vision::Face>(2);
    int most_ = 0;
    vision::PhotoReader photos_{1, 0, [this](const image::Picture&, int most) {
                                    most_ = most;
                                    return faces_;
                                }};
    Context context_{photos_, [this](const http::Request&, const aws::Identity&, const S3Object&,
                                     std::uint64_t) { return stored_; }};
    aws::DocumentService service_ = make_service(context_);
    http::Request request_ = [] {
        http::Request request;
        request.method = "POST";
        request.path = "/";
        request.headers.add("Content-Type", "application/x-amz-json-1.1");
        request.headers.add("X-Amz-Target", "RekognitionService.DetectFaces");
        request.headers.add("Authorization", "…");
        return request;
    }();
    aws::Identity identity_;
};

TEST_F(ServiceTest, FindsUpToAHundredFaces) {
    const http::Response response = show(photo(80));
    EXPECT_EQ(outcome(response), "200");
    EXPECT_EQ(json::parse(std::get<Bytes>(response.body))["FaceDetails"].size(), 2u);
    EXPECT_EQ(most_, 100);
    EXPECT_EQ(outcome(show_object()), "200");
}

TEST_F(ServiceTest, SaysWhatIsWrongWithAPicture) {
    EXPECT_EQ(outcome(show("no picture")), "400 InvalidImageFormatException");
    EXPECT_EQ(outcome(show(photo(80).substr(0, 100))), "400 InvalidImageFormatException");
    EXPECT_EQ(outcome(show(photo(79))), "400 InvalidParameterException");
    const auto type = [](ErrorCode code) { return refusal_of_photo({code, "why"}).code; };
    EXPECT_EQ(type(ErrorCode::too_large), "ImageTooLargeException");
    EXPECT_EQ(type(ErrorCode::busy), "ThrottlingException");
    EXPECT_EQ(refusal_of_photo({ErrorCode::internal, "a secret"}).message.find("secret"), std::string::npos);
}

TEST_F(ServiceTest, ModelsThatFailAreOurFault) {
    faces_ = fail(ErrorCode::internal, "the face models failed on this picture");
    EXPECT_EQ(outcome(show(photo(80))), "500 InternalServerError");
}

TEST_F(ServiceTest, AnObjectThatCannotBeHadIsNotExplained) {
    for (const auto& [status, code] :
         {std::pair(404u, "NoSuchKey"), {404u, "NoSuchBucket"}, {403u, "AccessDenied"}}) {
        stored_ = std::unexpected(aws::Refusal{status, code, code, {}});
        const http::Response response = show_object();
        EXPECT_EQ(outcome(response), "400 InvalidS3ObjectException");
        EXPECT_EQ(std::get<Bytes>(response.body).find(code), std::string::npos);
    }
    stored_ = std::unexpected(aws::Refusal{400, "EntityTooLarge", "", {}});
    EXPECT_EQ(outcome(show_object()), "400 ImageTooLargeException");
    stored_ = std::unexpected(aws::Refusal{500, "InternalError", "", {}});
    EXPECT_EQ(outcome(show_object()), "500 InternalServerError");
    stored_ = Bytes();
    EXPECT_EQ(outcome(show_object()), "400 InvalidImageFormatException");
}

TEST_F(ServiceTest, KnowsOneOperation) {
    for (const auto& [name, value] : {std::pair("X-Amz-Target", "RekognitionService.DetectLabels"),
                                      {"X-Amz-Target", "DetectFaces"},
                                      {"X-Amz-Target", ""},
                                      {"Content-Type", "text/plain"}}) {
        const http::Request whole = request_;
        request_.headers.set(name, value);
        EXPECT_EQ(outcome(send("{}")), "400 UnknownOperationException") << value;
        request_ = whole;
    }
    request_.headers.set("Content-Type", "application/x-amz-json-1.1; charset=utf-8");
    EXPECT_EQ(outcome(show(photo(80))), "200");
    request_.path = "/bucket";
    EXPECT_EQ(outcome(show(photo(80))), "400 UnknownOperationException");
}

TEST_F(ServiceTest, RefusalsOfTheListenerAreInAmazonsWords) {
    const auto said = [&](unsigned status, std::string code) {
        return outcome(service_.refuse(request_, {status, std::move(code), "a sentence", {}}));
    };
    EXPECT_EQ(said(403, "SignatureDoesNotMatch"), "400 InvalidSignatureException");
    EXPECT_EQ(said(403, "InvalidAccessKeyId"), "400 UnrecognizedClientException");
    EXPECT_EQ(said(403, "RequestTimeTooSkewed"), "400 InvalidSignatureException");
    EXPECT_EQ(said(400, "AuthorizationHeaderMalformed"), "400 IncompleteSignatureException");
    EXPECT_EQ(said(403, "AccessDenied"), "400 AccessDeniedException");
    EXPECT_EQ(said(400, "EntityTooLarge"), "400 ImageTooLargeException");
    EXPECT_EQ(said(503, "SlowDown"), "500 ThrottlingException");
    EXPECT_EQ(said(500, "InternalError"), "500 InternalServerError");
    EXPECT_EQ(said(400, "RequestTimeout"), "400 SerializationException");
    request_.headers.clear();
    EXPECT_EQ(said(403, "AccessDenied"), "400 MissingAuthenticationTokenException");
}

}  // namespace
}  // namespace garden::rekognition
