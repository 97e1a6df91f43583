package dev.carillon.server.operations.offline;

import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.OfflineWebhooks;
import dev.carillon.hooks.jdbc.OfflineWebhooks.Unreadable;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.accounts.login.PasswordHasher;
import dev.carillon.server.accounts.permission.PermissionWiring;
import dev.carillon.server.accounts.permission.WebhookViewers;
import dev.carillon.server.accounts.token.OfflineTokens;
import dev.carillon.server.accounts.user.PasswordLinks;
import dev.carillon.server.accounts.user.Users;
import dev.carillon.server.assets.asset.AssetIndexer;
import dev.carillon.server.assets.asset.AssetLedger;
import dev.carillon.server.assets.asset.AssetRules;
import dev.carillon.server.assets.asset.Assets;
import dev.carillon.server.assets.asset.StoredWriterLease;
import dev.carillon.server.assets.asset.VersionRecords;
import dev.carillon.server.assets.field.Coercion;
import dev.carillon.server.assets.field.CustomFields;
import dev.carillon.server.assets.field.Dates;
import dev.carillon.server.assets.field.DisplayFormats;
import dev.carillon.server.assets.field.FieldRegistry;
import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.RescueRecords;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.assets.folder.PermissionSource;
import dev.carillon.server.assets.preview.process.EmbeddedFields;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.rescue.OfflineIndex;
import dev.carillon.server.assets.rescue.Rescue;
import dev.carillon.server.assets.rescue.RescueReport;
import dev.carillon.server.assets.search.index.QueryFilters;
import dev.carillon.server.assets.search.index.RebuiltIndex;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.operations.home.KeyCheck;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.Changes;
import dev.carillon.server.platform.database.OpenDatabase;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.AuditedCall;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.payload.AssetViewers;
import dev.carillon.server.webhooks.payload.JsonPayloadRenderer;
import dev.carillon.server.webhooks.payload.SearchQuery;
import dev.carillon.server.webhooks.template.PayloadTemplates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A home on which no server runs, held so that none can begin meanwhile. */
final class StoppedHome implements AutoCloseable {

  private final ResourceStack closing = new ResourceStack();
  private final InstantSource wall = Clock.systemUTC();
  private final FieldRegistry fields;
  private final Path home;
  private final KeyCheck keys;
  private final ServerConfig config;
  private final Supplier<ZoneId> zone;
  private final IntSupplier auditDays;
  private final QueryLanguage language;
  private final OpenDatabase open;

  /** What a command needs that is not made for it. */
  enum Need {
    /** The database. */
    DATABASE,
    /** The database, whose secrets need not be readable. */
    LOST_SECRETS,
    /** The files: a database that is lost is made. */
    FILES
  }

  /**
   * Holds it.
   *
   * @throws dev.carillon.hooks.delivery.HooksException where a server uses its database
   * @throws IllegalArgumentException where something is needed that is not there
   */
  StoppedHome(ServerConfig config, Need need) throws IOException {
    this.config = config;
    this.home = config.home();
    this.keys = new KeyCheck(config.secretKeys());
    requireDatabase(need);
    Files.createDirectories(home.resolve("config"));
    fields = CustomFields.open(config.ownFields());
    AssetViewers viewers = new AssetViewers();
    try {
      ClusterProperties properties =
          closing.add(ClusterProperties.open(config.clusterProperties()));
      zone = () -> properties.settings().timeZone();
      auditDays = () -> properties.settings().auditRetentionDays();
      language = new QueryLanguage(fields, zone);
      open =
          OpenDatabase.open(
              alone(config.store()),
              Embedder.of(keys, SearchQuery.filters(new QueryFilters(language), viewers)),
              UnaryOperator.identity(),
              database -> {
                if (need == Need.FILES) {
                  keys.check(database, home);
                }
              });
      closing.add(open::close);
      Users users = new Users(open.database(), closing.add(new PasswordHasher()), wall);
      viewers.connect(new WebhookViewers(PermissionWiring.open(open.database(), users, wall)));
      closing.add(() -> open.store().lease().release());
      PeriodicTasks alive = closing.add(new PeriodicTasks("carillon-lease"));
      Lease lease = open.store().lease();
      alive.every(lease.renewEvery(), "renewing the lease", lease::renew);
    } catch (IOException | RuntimeException failed) {
      closing.close();
      throw failed;
    }
  }

  /** No node of a shared database may be at work either. */
  private static StoreConfig alone(StoreConfig store) {
    return switch (store) {
      case StoreConfig.Embedded embedded -> embedded;
      case StoreConfig.Postgres(String url, String username, String password, boolean _) ->
          new StoreConfig.Postgres(url, username, password, false);
    };
  }

  private void requireDatabase(Need need) {
    if (need != Need.FILES
        && config.store() instanceof StoreConfig.Embedded(Path file)
        && Files.notExists(file)) {
      throw new IllegalArgumentException(
          "there is no database "
              + file
              + "; if this home uses PostgreSQL, name the database with --database"
              + " jdbc:postgresql://…; if the database is lost and there is no backup,"
              + " see: carillon rescue --dry-run");
    }
  }

  private FileStorage files() {
    return closing.add(FileStorages.open(config.fileStore(), config.files()));
  }

  /**
   * Builds the search index anew, or where all nodes share one has the next start do so.
   *
   * @return whether it is built now
   */
  boolean rebuildIndex(AssetIndexer.Progress progress) {
    if (config.search() instanceof SearchConfig.OpenSearch) {
      askForRebuild();
      return false;
    }
    BlobStore blobs = new BlobStore(files(), DiskReserve.none());
    RebuiltIndex.build(
        home.resolve("index"),
        language,
        wall,
        index -> new AssetIndexer(index, blobs).rebuild(open.database(), progress));
    return true;
  }

  private void askForRebuild() {
    open.database()
        .<Boolean>write(
            connection -> {
              StoredWriterLease.askForRebuild(connection);
              return true;
            });
  }

  /** Checks the audit log; as {@code POST /api/audit/verify} answers. */
  Map<String, @Nullable Object> verifyAudit() {
    return AuditLog.verify(open.database(), keeping());
  }

  /** Keeps in the audit log what a command did. */
  void did(String action, AuditNote.Subject subject, Map<String, ?> after) {
    try (AuditLog audit = new AuditLog(open.database(), keeping(), (route, method) -> "")) {
      audit.did(AuditedCall.Via.CLI, action, subject, Map.of(), after);
    }
  }

  private AuditLog.Keeping keeping() {
    try {
      return AuditLog.Keeping.of(home, auditDays, wall);
    } catch (IOException failed) {
      throw new UncheckedIOException("the key of the audit log cannot be used", failed);
    }
  }

  /**
   * Sets a user's password, and ends what a new password ends on a running server.
   *
   * @param revokeTokens whether the API tokens of the user end too
   * @throws dev.carillon.server.platform.http.Problem where there is no such user, or it is not
   *     allowed
   */
  void setPassword(String username, String password, boolean revokeTokens) {
    try (PasswordHasher hasher = new PasswordHasher()) {
      Users users = new Users(open.database(), hasher, wall);
      users.changePassword(
          username,
          password,
          revokeTokens,
          List.of(
              new OfflineTokens(wall),
              new PasswordLinks(open.database(), users, hasher, wall, List.of())));
    }
    did(
        "setPassword",
        new AuditNote.Subject("user", username, username),
        revokeTokens ? Map.of("revokeTokens", true) : Map.of());
  }

  /** The webhooks of which not everything can be decrypted. */
  List<Unreadable> lostSecrets() {
    return keys.unreadable(open.database());
  }

  /** Gives these webhooks new secrets, takes out what else is lost, and disables them. */
  void resetSecrets(List<Unreadable> lost) {
    AesSecretCipher cipher = keys.cipher();
    Instant now = wall.instant();
    open.database()
        .write(
            connection -> {
              for (Unreadable each : lost) {
                String detail =
                    "Disabled by carillon secrets reset: " + String.join(", ", losses(each));
                OfflineWebhooks.reset(connection, cipher, each, now, detail);
              }
              return lost.size();
            });
    try (AuditLog audit = new AuditLog(open.database(), keeping(), (route, method) -> "")) {
      for (Unreadable each : lost) {
        audit.did(
            AuditedCall.Via.CLI,
            "resetSecret",
            new AuditNote.Subject("webhook", each.id(), each.name()),
            Map.of("keyId", String.join(", ", each.keyIds())),
            Map.of("keyId", cipher.keyId(), "reset", String.join(", ", losses(each))));
      }
    }
  }

  /** What of a webhook is lost, in words. */
  static List<String> losses(Unreadable webhook) {
    List<String> losses = new ArrayList<>();
    if (webhook.secretLost()) {
      losses.add("a new secret, which the receiver does not have");
    }
    if (webhook.headersLost()) {
      losses.add("custom headers removed, if it had any");
    }
    if (webhook.certificateLost()) {
      losses.add("client certificate removed");
    }
    if (webhook.loginLost()) {
      losses.add("login at the receiver removed");
    }
    if (losses.isEmpty()) {
      losses.add("the old secret is no longer used to sign");
    }
    return losses;
  }

  /** Makes assets again from their files. */
  RescueReport rescue(boolean dry, Consumer<String> told) {
    try (PayloadTemplates templates = new PayloadTemplates()) {
      return rescue(
          dry, told, new JsonPayloadRenderer(fields, new DisplayFormats(zone), templates));
    }
  }

  private RescueReport rescue(boolean dry, Consumer<String> told, JsonPayloadRenderer payloads) {
    FileStorage files = files();
    BlobStore blobs = new BlobStore(files, DiskReserve.none());
    RescueRecords records = new RescueRecords(files);
    AssetLedger ledger =
        new AssetLedger(
            new Changes(open.database(), open.store().outbox(), receipt -> {}),
            payloads,
            new AssetIndexer(new OfflineIndex(), blobs),
            wall,
            PermissionSource.unlimited());
    AssetRules rules = new AssetRules(fields);
    try (FileProcesses processes = new FileProcesses(home.resolve("scratch"))) {
      EmbeddedFields embedded =
          new EmbeddedFields(
              blobs,
              processes.some(1, RenderLimits.EMBEDDED),
              fields,
              new Coercion(new Dates(zone)));
      RescueReport report =
          new Rescue(
                  ledger,
                  rules,
                  new Assets(
                      ledger,
                      rules,
                      new VersionRecords(ledger, records),
                      PermissionSource.unlimited()),
                  new Rescue.Sources(records, blobs, embedded),
                  told)
              .run(dry);
      if (report.rescued() > 0 && !dry) {
        did(
            "rescue",
            new AuditNote.Subject("asset", "", ""),
            Map.of("rescued", report.rescued(), "damaged", report.damaged()));
        RebuiltIndex.drop(home.resolve("index"));
      }
      return report;
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
