// The composition root: the only file that names every concrete class.

#include <csignal>
#include <filesystem>
#include <future>
#include <thread>

#include <fmt/format.h>
#include <unistd.h>

#include "access/access_keys.h"
#include "access/shared_rates.h"
#include "api/events.h"
#include "api/routes.h"
#include "api/routes_kiosk.h"
#include "api/routes_settings.h"
#include "aws/listener.h"
#include "base/chores.h"
#include "base/failure_log.h"
#include "base/log.h"
#include "base/process.h"
#include "base/version.h"
#include "base/wait.h"
#include "cli/common_settings.h"
#include "cli/limits.h"
#include "cli/listen_address.h"
#include "cli/painters.h"
#include "cli/places.h"
#include "cli/program.h"
#include "cli/stores.h"
#include "gallery/index.h"
#include "gallery/looks.h"
#include "hooks/outbox.h"
#include "hooks/veto.h"
#include "http/server.h"
#include "image/codec.h"
#include "jobs/shared_progress.h"
#include "painting/flower/flower_painter.h"
#include "personalize/service.h"
#include "prompts/library.h"
#include "recommend/log_follower.h"
#include "recommend/snapshot_store.h"
#include "recommend/teaching.h"
#include "rekognition/service.h"
#include "s3/service.h"
#include "s3/whole_object.h"
#include "store/buckets.h"
#include "store/change_feed.h"
#include "store/database_clock.h"
#include "store/migration.h"
#include "store/node.h"
#include "store/peers.h"
#include "store/uploads.h"

namespace garden {
namespace {

namespace fs = std::filesystem;
using cli::Settings;

constexpr std::chrono::minutes kChoresEvery(30);
constexpr std::chrono::days kDeliveriesKept(7);
// A like on one server changes what another recommends within two seconds, also where nobody could tell it.
constexpr std::chrono::milliseconds kFollowEvery(500);
constexpr std::chrono::milliseconds kExchangeEvery(500);
// How long a store of blobs that is elsewhere is waited for once the server ends.
constexpr std::chrono::seconds kBlobsPatience(4);
// The largest part and object of one PUT that S3 takes, 5 GiB, and what signed chunks add to it.
constexpr std::size_t kLargestBody = std::size_t{6} * 1024 * 1024 * 1024;
// Tools such as s5cmd open 256 connections and more.
constexpr std::size_t kS3ConnectionsPerAddress = 1024;

Result<std::unique_ptr<vision::FaceAnalyser>> make_analyser(const Settings& settings) {
    const fs::path models = cli::models_folder(settings).lexically_normal();
    return vision::FaceAnalyser::create(
        {.models = models,
         .cache = cli::compiled_folder(settings, models),
         .threads = 1,
         .parallel = cli::photos_at_once(settings),
         .utkface = settings.utkface == "on" ? vision::Utkface::used : vision::Utkface::unused});
}

std::vector<jobs::Endpoint> endpoints_of(const std::vector<painting::NamedPainter>& painters) {
    std::vector<jobs::Endpoint> endpoints;
    for (const painting::NamedPainter& one : painters)
        endpoints.push_back({one.name, one.kind, one.parallel, one.painter.get()});
    return endpoints;
}

// What belongs to a change of an object: the gallery's index, and what webhooks are told.
store::IndexWork index_and_outbox(const std::string& bucket, const Clock& clock) {
    return [index = gallery::picture_index(bucket), bucket, &clock](store::Transaction& transaction,
                                                                    const store::Change& change) -> Result<> {
        if (const auto indexed = index(transaction, change); !indexed) return indexed;
        return hooks::note_change(transaction, change, bucket, clock.now());
    };
}

// Who may veto pictures; empty: nobody.
Result<jobs::Judge> make_judge(const Settings& settings, const hooks::Send& send) {
    if (settings.veto.empty()) return jobs::Judge();
    return hooks::make_veto(settings.veto, std::chrono::seconds(settings.veto_seconds), send);
}

Result<> require_administrator(const Settings& settings, const cli::ListenAddress& endpoint,
                               access::Administrators& administrators) {
    if (api::is_loopback_name(endpoint.address)) return {};
    const auto all = administrators.list();
    if (!all) return std::unexpected(all.error());
    if (!all->empty()) return {};
    return fail(
        ErrorCode::unavailable,
        fmt::format("{} can be reached from other machines, so the garden needs an administrator first: run "
                    "emotion-garden admin add NAME --data {}",
                    endpoint.address, settings.data));
}

// Not even their ids are logged.
Result<> erase_visitors(recommend::LogFollower& follower, int days, const Clock& clock,
                        const std::stop_token& stop) {
    if (days == 0) return {};
    const auto erased = follower.erase_unseen(clock.now() - std::chrono::days(days), stop);
    if (!erased) return std::unexpected(erased.error());
    if (*erased > 0) log::info("visitors of long ago are erased", {{"visitors", *erased}});
    return {};
}

http::ServerOptions server_options(const Settings& settings, const cli::ListenAddress& endpoint) {
    http::ServerOptions options;
    options.address = endpoint.address;
    options.port = endpoint.port;
    options.certificate_file = settings.certificate;
    options.key_file = settings.key;
    options.socket_threads = static_cast<std::size_t>(settings.socket_threads);
    options.worker_threads = static_cast<std::size_t>(settings.workers);
    options.worker_queue = static_cast<std::size_t>(settings.queue);
    options.connection_limit = static_cast<std::size_t>(settings.connections);
    // A proxy brings all its visitors from one address.
    if (!settings.trusted_proxies.empty()) options.connections_per_address = 0;
    options.idle_timeout = std::chrono::seconds(settings.idle_seconds);
    return options;
}

// The pair of the environment, or one of the catalog, where it may be added and removed at any time.
aws::FindKey key_finder(const Settings& settings, access::AccessKeys& keys) {
    return [&](std::string_view access_key) -> Result<std::optional<access::AccessKey>> {
        if (access_key == settings.access_key && !access_key.empty())
            return access::AccessKey{settings.access_key, settings.secret_key, access::Permission::full, {}};
        return keys.find(access_key);
    };
}

// A pair may have been removed, or another given in the environment, since the last start.
Result<> release_orphans(const Settings& settings, access::AccessKeys& keys, store::Buckets& buckets) {
    const auto all = keys.list();
    if (!all) return std::unexpected(all.error());
    std::vector<std::string> known = {settings.access_key};
    for (const access::AccessKey& key : *all) known.push_back(key.access_key);
    return buckets.release_orphans(known);
}

// The pictures that Rekognition is shown by name are S3's objects, for whom S3 shows them.
rekognition::ReadObject object_reader(s3::Context& context) {
    return [&context](const http::Request& request, const aws::Identity& identity,
                      const rekognition::S3Object& object, std::uint64_t most) {
        return s3::read_whole(context, request, identity, {object.bucket, object.key, object.version}, most);
    };
}

// The AWS listener: its services, routes and server. What it refers to outlives it.
class AwsListener {
  public:
    AwsListener(const Settings& settings, s3::Context& s3, const rekognition::Context& rekognition,
                personalize::Context& personalize, aws::Authenticator authenticator)
        : settings_(settings),
          endpoint_(cli::parse_listen_address(settings.s3_listen)),
          listener_(std::move(authenticator)) {
        listener_.add("s3", s3::make_service(s3));
        listener_.add("rekognition", rekognition::make_service(rekognition));
        listener_.add("personalize", personalize::make_service(personalize));
        listener_.add_routes(router_, kLargestBody);
    }

    Result<> start(api::Metrics& metrics) {
        http::ServerOptions options = server_options(settings_, endpoint_);
        if (options.connections_per_address != 0) options.connections_per_address = kS3ConnectionsPerAddress;
        http::Filters filters = listener_.filters();
        filters.observe = [&metrics](std::string_view, unsigned status, double seconds) {
            metrics.observe("s3", status, seconds);
        };
        auto server = http::Server::start(options, router_, std::move(filters));
        if (!server) return fail_within("the AWS listener (--s3-listen)", server.error());
        server_ = std::move(*server);
        return {};
    }

    std::string url() const {
        return cli::url_of(endpoint_, server_->port(), !settings_.certificate.empty());
    }
    void drain() { server_->drain(); }

  private:
    const Settings& settings_;
    const cli::ListenAddress endpoint_;
    aws::Listener listener_;
    http::Router router_;
    std::unique_ptr<http::Server> server_;
};

Result<> serve(const Settings& settings) {
    block_stop_signals();
    cli::take_descriptors(settings);
    const cli::ListenAddress endpoint = cli::parse_listen_address(settings.listen);
    const auto painters = cli::painters_of_server(settings);
    if (!painters) return std::unexpected(painters.error());
    const bool paints = settings.role != "web";
    const bool answers = settings.role != "painter";
    if (!(paints && answers) && settings.database == "sqlite") {
        return fail(ErrorCode::invalid_argument,
                    "the role web or painter needs another server that does the rest: give both the same "
                    "--database postgresql://…");
    }

    if (const auto made = cli::make_folder(settings.data); !made) return made;
    const auto node = store::Node::open(settings.data);
    if (!node) return std::unexpected(node.error());
    auto database = cli::open_catalog(settings, true);
    if (!database) return std::unexpected(database.error());
    if (const auto whole = store::require_whole(**database); !whole) return whole;
    store::DatabaseClock clock(**database);
    if (const auto adjusted = clock.adjust(); !adjusted) return adjusted;
    store::Peers peers(**database, clock, (*node)->name(), cli::common_settings(settings));
    if (const auto joined = peers.join(); !joined) return joined;
    access::Administrators administrators(**database, clock, std::chrono::hours(settings.session_hours));
    if (answers) {
        if (const auto safe = require_administrator(settings, endpoint, administrators); !safe) return safe;
    }
    access::AccessKeys keys(**database, clock);
    if (settings.access_key.empty()) {
        if (const auto made = keys.ensure_one(); !made) return made;
    }

    // Loading the models takes the longest: the rest is made ready meanwhile.
    auto loading = std::async(std::launch::async, [&] {
        return answers ? make_analyser(settings) : Result<std::unique_ptr<vision::FaceAnalyser>>();
    });
    std::stop_source giving_up;
    auto blobs = cli::open_blobs(settings, clock, settings.blob_cache, giving_up.get_token());
    if (!blobs) return std::unexpected(blobs.error());
    // In a folder that servers share, what looks abandoned may be on its way from another.
    const bool share_folder = (*database)->is_shared() && settings.blobs == "disk";
    if (const auto swept = share_folder ? Result<>() : (*blobs)->sweep_temporary(); !swept) return swept;
    store::Buckets buckets(**database, clock);
    if (const auto made = buckets.ensure(settings.bucket); !made) return made;
    if (const auto released = release_orphans(settings, keys, buckets); !released) return released;
    if (const auto filled = gallery::fill_index(**database, settings.bucket); !filled) return filled;
    store::ChangeFeed feed(**database);
    if (const auto begun = feed.begin(); !begun) return begun;  // before anything that it tells of is read
    visitors::Visitors visitors(**database, clock, hooks::note_like);
    recommend::SnapshotStore snapshots(**database, **blobs, visitors, clock);
    const auto recommender = recommend::make_recommender(snapshots);
    store::ChangeFeed::Listeners listeners;
    recommend::LogFollower follower(visitors, *recommender, snapshots, [&] { return feed.tell(listeners); });
    gallery::DisplayFeed display_feed(settings.bucket);
    net::HttpClient http_client;
    const hooks::Send send = [&](const net::HttpOrder& order) { return http_client.send(order); };
    const auto judge = make_judge(settings, send);
    if (!judge) return std::unexpected(judge.error());
    hooks::Webhooks webhooks(**database, clock);
    hooks::Courier courier(webhooks, send, clock);
    std::function<void(const std::string&)> look_at;
    store::Objects objects(**database, **blobs, clock, index_and_outbox(settings.bucket, clock),
                           [&](const store::Change& change) {
                               recommend::pass_on(*recommender, look_at, settings.bucket, change);
                               display_feed.tell(change);
                               courier.wake();
                           });
    gallery::Looks looks(**database, objects, settings.bucket, [&](const gallery::PictureLook& picture) {
        recommender->picture_looks(picture.key, picture.look, picture.known_after);
    });
    look_at = [&](const std::string& key) { looks.note_put(key); };
    store::Uploads uploads(**database, objects, clock);
    gallery::Gallery gallery(**database, objects, settings.bucket);
    gallery::Thumbnails thumbnails(gallery::thumbnail_limits());
    gallery::Curation curation(objects, gallery, clock, settings.bucket);
    gallery::Displays displays(**database, objects, gallery, display_feed, clock, settings.bucket);
    const auto taught = recommend::teach(*recommender, gallery, looks, visitors, follower, listeners);
    if (!taught) return taught;
    const auto painter = painting::make_flower_painter();
    jobs::FirstGarden first_garden(gallery, **database, *painter, clock, (*node)->name(), *judge);
    jobs::Board board;
    jobs::Pace pace(**database);
    if (const auto loaded = pace.load(); !loaded) return loaded;
    std::function<void()> wake_workers;
    jobs::Queue queue(
        **database, clock,
        [&](const std::string& job_id) {
            board.tell(job_id);
            wake_workers();
        },
        [&](store::Transaction& transaction, const jobs::Job& job) {
            return hooks::note_parked(transaction, job, clock.now());
        });
    jobs::Workers workers(queue, board, pace, gallery, clock, endpoints_of(*painters), *judge,
                          (*node)->name());
    wake_workers = [&] { workers.wake(); };
    jobs::SharedProgress shared_progress(**database, board, (*node)->name());
    listeners["progress"] = [&](store::ChangeFeed::Keys jobs) { return shared_progress.hear(jobs); };
    listeners["jobs"] = [&](store::ChangeFeed::Keys jobs) -> Result<> {
        for (const std::string& job_id : jobs) board.tell(job_id);
        workers.wake();
        pace.look_again();
        return shared_progress.hear_shown(jobs);
    };
    prompts::Library library(**database, clock);
    gallery::PictureNames names(**database, clock);
    api::Orders orders(gallery, workers, library, names, clock);
    auto analyser = loading.get();
    if (!analyser) return std::unexpected(analyser.error());

    api::Gate gate({.public_url = settings.public_url,
                    .allowed_hosts = settings.allowed_hosts,
                    .allowed_origins = settings.allowed_origins,
                    .trusted_proxies = settings.trusted_proxies,
                    .emotion_per_minute = static_cast<double>(settings.emotion_per_minute),
                    .like_per_minute = static_cast<double>(settings.like_per_minute)},
                   administrators, clock);
    access::SharedRates shared_rates(**database, (*node)->name(), clock, gate.limiters());
    vision::PhotoReader photos(
        cli::photos_at_once(settings),
        std::max(1, settings.workers - cli::kWorkersForOthers - gallery::kThumbnailCallers),
        [&](const image::Picture& picture, int most) { return (*analyser)->analyse(picture, most); });
    api::Metrics metrics;
    const std::size_t photo_octets = static_cast<std::size_t>(settings.max_photo_mb) * 1024 * 1024;
    api::Context context{clock,        settings.bucket, photo_octets, objects,        gallery,
                         curation,     thumbnails,      displays,     display_feed,   visitors,
                         *recommender, follower,        photos,       administrators, first_garden,
                         queue,        board,           pace,         workers,        orders,
                         library,      webhooks,        courier,      gate,           metrics};
    s3::Context s3_context{clock, settings.bucket, buckets, objects, uploads};
    const rekognition::Context rekognition_context{photos, object_reader(s3_context)};
    personalize::Context personalize_context{
        clock, gallery, visitors, *recommender,
        [&](const visitors::Event& event) { return api::record_event(context, event); }};
    std::optional<AwsListener> aws_listener;
    if (answers && settings.s3_listen != "none") {
        aws_listener.emplace(settings, s3_context, rekognition_context, personalize_context,
                             aws::Authenticator(key_finder(settings, keys), clock));
        if (const auto started = aws_listener->start(metrics); !started) return started;
    }
    const std::string s3_url = aws_listener ? aws_listener->url() : "";
    http::Router router;
    const api::Retention retention_of_file = {settings.trash_days, settings.job_days, settings.visitor_days};
    if (answers) {
        api::add_routes(router, context);
        api::add_kiosk_routes(router, context, **database,
                              {.idle_seconds = settings.visitor_seconds,
                               .face_details = settings.face_details == "on",
                               .licence = settings.picture_licence});
        api::add_settings_routes(router, **database, keys,
                                 {.settings_file = settings.file,
                                  .data = fs::absolute(settings.data).lexically_normal().string(),
                                  .bucket = settings.bucket,
                                  .s3_url = s3_url,
                                  .retention_of_file = retention_of_file});
    } else {
        api::add_health_routes(router, context);
    }
    http::Filters filters = gate.filters();
    filters.observe = [&](std::string_view route, unsigned status, double seconds) {
        metrics.observe(route, status, seconds);
    };
    auto server = http::Server::start(server_options(settings, endpoint), router, std::move(filters));
    if (!server) return std::unexpected(server.error());

    looks.start();
    courier.start();
    if (const auto started = workers.start(paints); !started) return started;
    if (const auto started = first_garden.start(settings.first_garden, paints); !started) return started;
    const auto ago = [&clock](std::chrono::days days) { return clock.now() - days; };
    // Operators may have decided otherwise since the last time.
    const auto by_age = [&](auto act) {
        return [&, act]() -> Result<> {
            const auto kept = api::read_retention(**database, retention_of_file);
            if (!kept) return std::unexpected(kept.error());
            return act(*kept);
        };
    };
    const std::stop_source closing;
    std::jthread housekeeper(
        do_regularly, closing.get_token(), every(kChoresEvery),
        std::vector<Chore>{
            {"erasing visitors of long ago", by_age([&](const api::Retention& kept) {
                 return erase_visitors(follower, kept.visitor_days, clock, closing.get_token());
             })},
            {"saving what was learned", [&] { return follower.save(giving_up.get_token()); }},
            {"ending abandoned uploads",
             [&] { return only_error(uploads.abandon(std::chrono::days(settings.upload_days))); }},
            {"forgetting jobs", by_age([&](const api::Retention& kept) {
                 return queue.forget(ago(std::chrono::days(kept.job_days)));
             })},
            {"forgetting deliveries", [&] { return webhooks.forget(ago(kDeliveriesKept)); }},
            {"forgetting prompts", [&] { return gallery::forget_prompts(**database); }},
            {"emptying the trash", by_age([&](const api::Retention& kept) {
                 return only_error(curation.empty_trash(std::chrono::days(kept.trash_days)));
             })},
            {"forgetting changes", [&] { return feed.forget(); }}});
    std::jthread sweeper(store::keep_swept, std::ref(objects));
    std::jthread listener, timekeeper;
    if ((*database)->is_shared()) {
        listener = std::jthread(
            do_regularly,
            [&](const std::stop_token& stop) { (*database)->wait_for_writes(stop, kFollowEvery); },
            std::vector<Chore>{{"following the log", [&] { return follower.follow_in_turn(); }}});
        timekeeper = std::jthread(
            do_regularly, every(kExchangeEvery),
            std::vector<Chore>{
                {"asking for the time", [&] { return clock.adjust(); }},
                {"telling other servers that this one runs", [&] { return peers.stay(); }},
                {"looking after the first garden", [&] { return first_garden.look(); }},
                {"telling other servers how far pictures are", [&] { return shared_progress.tell(); }},
                {"telling other servers who asked how often", [&] { return shared_rates.exchange(); }}});
    }
    const std::string url = cli::url_of(endpoint, (*server)->port(), !settings.certificate.empty());
    if (settings.log_format == "text") cli::print_addresses(url, s3_url);  // programs read the log
    log::info("serving", {{"url", url}, {"s3", s3_url}, {"data", settings.data}, {"version", version()}});

    wait_for_stop();
    log::info("draining");
    const std::jthread patience([&](const std::stop_token& closed) {
        if (sleep_for(kBlobsPatience, closed)) giving_up.request_stop();
    });
    {
        // All at once: together they have ten seconds.
        const std::jthread other([&] {
            if (aws_listener) aws_listener->drain();
        });
        const std::jthread painting([&] {
            workers.stop();
            first_garden.stop();
        });
        const std::jthread telling([&] { courier.stop(); });
        const std::jthread looking([&] { looks.stop(); });
        (*server)->drain();
    }
    closing.request_stop();
    housekeeper.join();  // it may be saving just now
    listener = {};
    timekeeper = {};
    sweeper = {};
    {
        const std::jthread leaving([&] {
            auto left = shared_progress.tell();
            if (left) left = peers.leave();
            FailureLog("telling other servers that this one ends").note(left);
        });
        auto saved = follower.follow();
        if (saved) saved = follower.save(giving_up.get_token());
        if (!saved && saved.error().code == ErrorCode::cancelled) {
            log::info("the next start learns again what was learned lately: to save it takes too long now");
        } else if (!saved) {
            log::warning("what was learned cannot be saved", {{"reason", saved.error().message}});
        }
    }
    log::info("closed");
    return {};
}

}  // namespace
}  // namespace garden

int main(int argc, char** argv) {
    using namespace garden;
    std::signal(SIGPIPE, SIG_IGN);  // a client that goes away is an error of its write, not of the program
    keep_heaps_small();
    auto ready = forbid_core_dumps();
    if (ready) ready = image::start_codec(argv[0]);
    if (!ready) {
        fmt::print(stderr, "emotion-garden: {}\n", ready.error().message);
        return 1;
    }
    return cli::run(
        argc, argv,
        {.serve = serve,
         .open_catalog = [](const Settings& settings) { return cli::open_catalog(settings, false); },
         .open_garden = cli::open_garden,
         .check =
             [](const Settings& settings) {
                 return cli::check_garden(settings, gallery::picture_check(settings.bucket));
             },
         .make_analyser = make_analyser,
         .make_painters = cli::make_painters});
}
