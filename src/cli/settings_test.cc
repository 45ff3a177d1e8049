#include "cli/settings.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/id.h"
#include "cli/common_settings.h"
#include "painting/painter_spec.h"

namespace garden::cli {
namespace {

using testing::HasSubstr;

const std::map<std::string, std::string> no_variable;

class SettingsTest : public testing::Test {
  protected:
    SettingsTest() : file_(std::filesystem::temp_directory_path() / ("settings-" + make_uuid() + ".toml")) {}
    ~SettingsTest() override { std::filesystem::remove(file_); }

    Result<Settings> load(const std::string& text) {
        std::ofstream(file_) << text;
        return load_settings(file_, no_variable, {});
    }
    std::string place(int line) const { return file_.string() + ":" + std::to_string(line) + ": "; }

    std::filesystem::path file_;
};

TEST_F(SettingsTest, AFlagWinsOverTheEnvironmentAndThatOverTheFile) {
    std::ofstream(file_)
        << "first_garden = 1\nworkers = 2\nqueue = 3\nallowed_hosts = [\"a.example\", \"b.example\"]\n";
    const std::map<std::string, std::string> variables = {{"EMOTION_GARDEN_WORKERS", "20"},
                                                          {"EMOTION_GARDEN_QUEUE", "30"}};
    const auto settings = load_settings(file_, variables, {{"queue", "300"}});
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->first_garden, 1);
    EXPECT_EQ(settings->workers, 20);
    EXPECT_EQ(settings->queue, 300);
    EXPECT_THAT(settings->allowed_hosts, testing::ElementsAre("a.example", "b.example"));
    EXPECT_EQ(settings->listen, "127.0.0.1:8080");
    EXPECT_EQ(settings->file, file_.string());
    EXPECT_EQ(load_settings(std::nullopt, variables, {})->file, "");
}

TEST_F(SettingsTest, AnErrorNamesTheLineAndWhatIsAllowed) {
    EXPECT_THAT(load("\nfirst_gardn = 3\n").error().message,
                HasSubstr(place(2) + "there is no setting first_gardn; known: listen,"));
    EXPECT_EQ(load("workers = 0").error().message,
              place(1) + "workers cannot be \"0\"; allowed: a whole number from 1 to 256");
    EXPECT_THAT(load("\n\nworkers = \"4\"").error().message,
                HasSubstr(place(3) + "workers must be a number without quotes"));
    EXPECT_THAT(load("log_level = \"loud\"").error().message,
                HasSubstr("allowed: debug, info, warning or error"));
    EXPECT_THAT(load("listen = \"8080\"").error().message, HasSubstr("127.0.0.1:8080 or [::]:443"));
    EXPECT_THAT(load("a = \nb = 2").error().message, HasSubstr(file_.string() + ":1"));
    EXPECT_THAT(load("certificate = \"c.pem\"").error().message, HasSubstr("belong together"));
    EXPECT_THAT(load_settings(std::nullopt, {{"EMOTION_GARDEN_WORKER", "3"}}, {}).error().message,
                HasSubstr("EMOTION_GARDEN_WORKER: there is no such setting; known,"));
    EXPECT_EQ(load_settings(std::nullopt, no_variable, {{"queue", "many"}}).error().message,
              "--queue: queue cannot be \"many\"; allowed: a whole number from 1 to 100000");
}

TEST_F(SettingsTest, PaintersAreAListOrATextAndKeepTheirFormerName) {
    const std::string text = "flower,big=openai@http://h#steps=3";
    for (const char* line : {"painters = [\"flower\", \"big=openai@http://h#steps=3\"]",
                             "painters = \"flower,big=openai@http://h#steps=3\"",
                             "painter = \"flower,big=openai@http://h#steps=3\""}) {
        const auto settings = load(line);
        ASSERT_TRUE(settings) << settings.error().message;
        EXPECT_EQ(settings->painters, text);
    }
    EXPECT_EQ(load_settings(std::nullopt, {{"EMOTION_GARDEN_PAINTERS", text}}, {})->painters, text);
    EXPECT_EQ(load_settings(std::nullopt, {{"EMOTION_GARDEN_PAINTER", text}}, {})->painters, text);
    EXPECT_EQ(load_settings(std::nullopt, no_variable, {{"painters", text}})->painters, text);
    EXPECT_EQ(load("painters = \"big=openai\"").error().message,
              "painters: \"big=openai\": this kind needs an address: NAME=KIND@http://host:port");
}

TEST_F(SettingsTest, APainterMayBeATable) {
    const auto settings = load(
        "painters = [\"flower\", {name = \"sd\", kind = \"diffusion\", file = \"/m/a, b.gguf\", steps = 4, "
        "guidance = 1.5, offload = true, negative = \"text, #1 & 100%\"}, {kind = \"flower\", name = "
        "\"b\"}]");
    ASSERT_TRUE(settings) << settings.error().message;
    const auto painters = painting::parse_painters(settings->painters);
    ASSERT_TRUE(painters) << painters.error().message;
    ASSERT_EQ(painters->size(), 3U);
    const painting::PainterSpec& sd = (*painters)[1];
    EXPECT_EQ(sd.name, "sd");
    EXPECT_EQ(sd.url, "/m/a, b.gguf");
    EXPECT_EQ(sd.steps, 4);
    EXPECT_EQ(sd.guidance, 1.5);
    EXPECT_TRUE(sd.diffusion.offload);
    EXPECT_EQ(sd.diffusion.negative, "text, #1 & 100%");
    EXPECT_EQ((*painters)[2].name, "b");
    EXPECT_THAT(load("painters = [{kind = \"diffusion\", name = \"a\", file = []}]").error().message,
                HasSubstr("painters must be a list of texts such as"));
    EXPECT_THAT(load("allowed_hosts = [{name = \"a\"}]").error().message,
                HasSubstr("must be a list of texts"));
}

TEST_F(SettingsTest, ServersHaveTheNamesAndKindsOfPaintersInCommon) {
    const auto told = [](const std::string& painters) {
        Settings settings;
        settings.painters = painters;
        for (const store::PeerSetting& setting : common_settings(settings))
            if (setting.name == "painters") return setting.value;
        return std::string("nothing");
    };
    EXPECT_EQ(told(""), told("flower"));
    EXPECT_EQ(told("flower,sd=diffusion@/m/a.gguf"), told("sd=diffusion@/other/b.gguf#device=1,flower"));
    EXPECT_NE(told("flower"), told("flower,sd=diffusion@/m/a.gguf"));
    EXPECT_NE(told("sd=sd_server@http://h"), told("sd=diffusion@/m/a.gguf"));
}

TEST_F(SettingsTest, BlobsMayBeInAnS3Store) {
    const auto settings = load("blobs = \"s3://pictures?endpoint=http://127.0.0.1:9000\"\nblob_cache = 20");
    ASSERT_TRUE(settings) << settings.error().message;
    EXPECT_EQ(settings->blobs, "s3://pictures?endpoint=http://127.0.0.1:9000");
    EXPECT_EQ(settings->blob_cache, 20);
    EXPECT_THAT(load("blobs = \"minio\"").error().message, HasSubstr("allowed: disk, or s3://BUCKET?"));
    EXPECT_THAT(load("blobs = \"s3://pictures\"").error().message,
                HasSubstr("neither an endpoint nor a region"));
}

TEST_F(SettingsTest, OurKeyForTheBlobsWinsOverThatOfAws) {
    std::map<std::string, std::string> variables = {
        {"AWS_ACCESS_KEY_ID", "a"}, {"AWS_SECRET_ACCESS_KEY", "b"}, {"AWS_SESSION_TOKEN", "c"}};
    const auto aws = load_settings(std::nullopt, variables, {});
    ASSERT_TRUE(aws) << aws.error().message;
    EXPECT_EQ(aws->blobs_access_key + aws->blobs_secret_key + aws->blobs_session_token, "abc");
    EXPECT_EQ(aws->access_key, "") << "that is of the AWS listener";
    variables["EMOTION_GARDEN_BLOBS_ACCESS_KEY"] = "ours";
    variables["EMOTION_GARDEN_BLOBS_SECRET_KEY"] = "secret";
    const auto ours = load_settings(std::nullopt, variables, {});
    EXPECT_EQ(ours->blobs_access_key, "ours");
    EXPECT_EQ(ours->blobs_secret_key, "secret");
    EXPECT_EQ(ours->blobs_session_token, "") << "it belongs to the other key";
}

TEST_F(SettingsTest, TheCommentedFileIsTheDefaults) {
    std::string uncommented = commented_file();
    for (std::size_t at = 0; (at = uncommented.find("\n# ", at)) != std::string::npos; ++at) {
        const std::size_t end = uncommented.find('\n', at + 1);
        if (uncommented.substr(at, end - at).find(" = ") != std::string::npos) uncommented.erase(at + 1, 2);
    }
    const auto settings = load(uncommented);
    ASSERT_TRUE(settings) << settings.error().message << uncommented;
    const Settings defaults;
    for (const Option& option : options())
        EXPECT_EQ(option.get(*settings), option.get(defaults)) << option.name;
}

TEST_F(SettingsTest, DeployHoldsTheCommentedFile) {
    std::ifstream stream("deploy/emotion-garden.toml");
    const std::string shipped((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    EXPECT_EQ(shipped, commented_file()) << "run: emotion-garden config > deploy/emotion-garden.toml";
}

}  // namespace
}  // namespace garden::cli
