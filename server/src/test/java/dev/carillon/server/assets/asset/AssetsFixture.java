package dev.carillon.server.assets.asset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Outbox;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.Tables;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.hooks.webhook.EventFilter;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.server.assets.LibraryWiring;
import dev.carillon.server.assets.content.RequestSecrets;
import dev.carillon.server.assets.event.EventTypes;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.LibraryFields;
import dev.carillon.server.assets.field.ShippedFields;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.folder.Folders;
import dev.carillon.server.assets.folder.FoldersApi;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.preview.RenditionPresets;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.ServerTables;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Upload;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.testing.FakeCall;
import dev.carillon.server.testing.StoredDeliveries;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Assets and folders on a real SQLite file, with one webhook that wants every event. */
final class AssetsFixture implements AutoCloseable {

  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  /** What the webhook wants to see. */
  private static final List<String> SHOWN = List.of("assetPath", "status", "versionNumber");

  /** Workshops beside each other have the same. */
  private static final TestCipher CIPHER = new TestCipher();

  final Path home;
  final Database database;
  final BlobStore blobs;
  final RescueRecords rescue;
  final FakeIndex index = new FakeIndex();
  final List<Receipt> committed = new CopyOnWriteArrayList<>();
  final LibraryWiring assets;
  final JobRunner jobs;

  /** For how many days removed assets are kept. */
  int trashDays;

  private final FileProcesses processes;
  private final Routes routes = new Routes();

  AssetsFixture(Path home) {
    this(home, outbox -> outbox);
  }

  /** A workshop whose outbox is wrapped. */
  AssetsFixture(Path home, UnaryOperator<Outbox> wrapping) {
    this(
        home,
        withTables(SqliteDatabase.open(home.resolve("carillon.db"))),
        database -> SqliteStore.open(database, CIPHER, text -> EventFilter.ALL, Clock.systemUTC()),
        wrapping);
  }

  /** A workshop on PostgreSQL. */
  static AssetsFixture onPostgres(Path home, DataSource pool) {
    return onTables(home, withTables(PostgresDatabase.on(pool)), "test");
  }

  /** One more workshop on a database that has all tables. */
  static AssetsFixture beside(Path home, DataSource pool) {
    return onTables(home, PostgresDatabase.on(pool), "beside");
  }

  private static Database withTables(Database database) {
    Tables.make(database);
    return ServerTables.in(database);
  }

  private static AssetsFixture onTables(Path home, Database tables, String node) {
    return new AssetsFixture(
        home,
        tables,
        database ->
            PostgresStore.open(
                database, CIPHER, text -> EventFilter.ALL, Clock.systemUTC(), Node.named(node)),
        outbox -> outbox);
  }

  private AssetsFixture(
      Path home,
      Database database,
      Function<Database, Store> opening,
      UnaryOperator<Outbox> wrapping) {
    this.home = home;
    this.database = database;
    Clock clock = Clock.systemUTC();
    Store store = opening.apply(database);
    if (store.webhooks().current().webhooks().isEmpty()) {
      store.webhooks().add(ofAll());
    }
    ShippedFields registry = ShippedFields.load();
    JsonPayloadRenderer renderer =
        new JsonPayloadRenderer(registry, new DisplayFormats(() -> ZoneId.of("Europe/Amsterdam")));
    blobs = new BlobStore(home.resolve("files"));
    rescue = new RescueRecords(blobs.storage());
    Changes changes = new Changes(database, wrapping.apply(store.outbox()), committed::add);
    jobs = new JobRunner(database, clock);
    processes = new FileProcesses(home.resolve("scratch"));
    assets =
        new LibraryWiring(
            changes,
            blobs,
            rescue,
            index,
            new AssetIndexer(index, blobs),
            jobs,
            new RequestSecrets(new byte[32], clock),
            processes,
            PermissionSource.unlimited(),
            new LibraryFields(registry, () -> false),
            renderer,
            () -> ZoneId.of("Europe/Amsterdam"),
            () -> trashDays,
            clock);
    assets.routes(routes, new RenditionPresets(database, clock, name -> List.of(), group -> false));
    new FoldersApi(new Folders(changes, renderer, clock), PermissionSource.unlimited())
        .routes(routes);
  }

  private static Webhook ofAll() {
    return Webhook.of(
        "all",
        "http://localhost/",
        new Webhook.Subscription(
            EventTypes.ALL, List.of(), EventFilter.ALL, new Projection(SHOWN, List.of())),
        Instant.EPOCH);
  }

  /** Answers a call by the route that a server would take. */
  Response answer(String path, FakeCall call) {
    for (Routes.Route route : routes.all()) {
      String known = route.path();
      int variable = known.indexOf("{id}");
      if (variable < 0 && known.equals(path)) {
        return route.handler().answer(call);
      }
      if (variable >= 0 && path.startsWith(known.substring(0, variable))) {
        String[] parts = path.substring(variable).split("/", 2);
        call.variable("id", parts[0]).variable("*", parts.length > 1 ? parts[1] : "");
        return route.handler().answer(call);
      }
    }
    throw new IllegalArgumentException(path);
  }

  /** The JSON that a call is answered with. */
  JsonNode call(String path, FakeCall call) {
    return switch (answer(path, call)) {
      case Response.Json json -> MAPPER.valueToTree(json.body());
      case Response.Piecewise list -> {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        boolean more = true;
        while (more) {
          more = list.pieces().next(whole);
        }
        yield Json.read(whole.toByteArray());
      }
      default -> throw new AssertionError(path + " is not answered with JSON");
    };
  }

  JsonNode call(String path, String... params) {
    return call(path, FakeCall.of(params));
  }

  /** Makes an asset and gives its id. */
  String create(String assetPath, String... more) {
    String[] params = new String[more.length + 2];
    params[0] = "assetPath";
    params[1] = assetPath;
    System.arraycopy(more, 0, params, 2, more.length);
    return call("/services/create", params).path("id").asText();
  }

  /** The metadata of a hit found by id. */
  JsonNode metadata(String id) {
    return call("/services/update", "id", id).path("metadata");
  }

  /** A file that just came in. */
  Upload upload(String filename, String content) {
    try {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      Path file = Files.createTempFile(blobs.incoming(), "upload", null);
      Files.write(file, bytes);
      return new Upload(filename, file, bytes.length, hex("SHA-256", bytes), hex("MD5", bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the file store has this file. */
  Path path(String sha256) {
    return blobs.incoming().resolveSibling(BlobStore.key(sha256));
  }

  String content(String sha256) {
    try {
      return Files.readString(path(sha256));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String hex(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The payloads of all events so far, in order. */
  List<JsonNode> payloads() {
    return database.read(
        c ->
            StoredDeliveries.whole(database.dialect(), c).stream()
                .map(delivery -> delivery.payload().bytes())
                .map(AssetsFixture::tree)
                .toList());
  }

  private static JsonNode tree(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The events so far: type and path, such as {@code asset_create /a.jpg}. */
  List<String> events() {
    return payloads().stream()
        .map(
            p ->
                p.path("type").asText()
                    + " "
                    + p.path("metadata").path("assetPath").asText(p.path("folderPath").asText()))
        .toList();
  }

  /** What was told since, in a few words each. */
  List<String> eventsOf(Runnable work) {
    int before = payloads().size();
    work.run();
    List<String> all = events();
    return all.subList(before, all.size());
  }

  JsonNode lastPayload() {
    return payloads().getLast();
  }

  long count(String table) {
    return database.read(
        c -> Sql.first(c, "select count(*) from " + table, row -> row.getLong(1)).orElseThrow());
  }

  List<String> paths() {
    return database.read(
        c ->
            Sql.list(
                c,
                "select metadata from assets order by path_key",
                row ->
                    dev.carillon.server.assets.field.MetadataJson.read(row.getString(1))
                        .text("assetPath")));
  }

  List<String> folders() {
    return database.read(
        c -> Sql.list(c, "select path from folders order by path_key", row -> row.getString(1)));
  }

  String folderId(String path) {
    return database.read(
        c ->
            Sql.first(c, "select id from folders where path = ?", row -> row.getString(1), path)
                .orElse("none"));
  }

  @Override
  public void close() {
    jobs.close();
    processes.close();
    database.close();
  }
}
