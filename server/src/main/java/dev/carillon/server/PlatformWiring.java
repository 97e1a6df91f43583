package dev.carillon.server;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.server.assets.file.FileStorage;
import dev.carillon.server.assets.file.s3.FileStorages;
import dev.carillon.server.operations.home.KeyCheck;
import dev.carillon.server.operations.metrics.Metrics;
import dev.carillon.server.platform.audit.AuditLog;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.ClusterSettings;
import dev.carillon.server.platform.config.ProductVersion;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.database.OpenDatabase;
import dev.carillon.server.platform.database.ResourceStack;
import dev.carillon.server.platform.database.SharedClock;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.capacity.CpuPool;
import dev.carillon.server.platform.http.capacity.DiskReserve;
import dev.carillon.server.platform.http.capacity.DiskSpace;
import dev.carillon.server.platform.idempotency.CommitTracker;
import dev.carillon.server.platform.idempotency.IdempotencyStore;
import dev.carillon.server.platform.jobs.JobRunner;
import dev.carillon.server.platform.mail.MailApi;
import dev.carillon.server.platform.openapi.ApiDocs;
import dev.carillon.server.platform.openapi.OpenApi;
import dev.carillon.server.platform.properties.PropertiesApi;
import dev.carillon.server.platform.properties.PropertyRevisions;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import dev.carillon.server.webhooks.payload.catalogue.EventCatalogue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/**
 * What all areas stand on, wired: the database, the audit log, jobs, e-mail, and what the HTTP
 * server needs to know.
 *
 * @param machineClock what this machine's clock shows, which signatures carry
 * @param sharedClock what all nodes of the database go by
 * @param otherServers the other nodes
 * @param open the database, and the engine's clock
 * @param requestKey signs links, and seals remembered responses
 * @param keyed remembers responses to requests with an idempotency key
 * @param cpu where searches and long bodies are computed
 * @param reserve what uploads leave free on the disk
 * @param files the file store
 * @param jobs not resumed yet: their kinds come with the areas
 */
record PlatformWiring(
    ServerConfig config,
    ClusterProperties properties,
    InstantSource machineClock,
    SharedClock sharedClock,
    OtherServers otherServers,
    OpenDatabase open,
    AesSecretCipher cipher,
    EventCatalogue catalogue,
    OpenApi api,
    AuditLog audit,
    TokenKey requestKey,
    IdempotencyStore keyed,
    CpuPool cpu,
    DiskReserve reserve,
    FileStorage files,
    JobRunner jobs,
    MailApi mail) {

  /** What ships is the same for each server of this process, and takes long to read. */
  private static final EventCatalogue CATALOGUE = EventCatalogue.load();

  private static final OpenApi API = new OpenApi(CATALOGUE, ProductVersion.TEXT);

  /** Opens the database, and what is built on nothing but it. */
  static PlatformWiring open(
      ServerConfig config,
      ClusterProperties properties,
      InstantSource machineClock,
      FieldWiring fields,
      OperationsWiring operations,
      ResourceStack closing)
      throws IOException {
    Path home = config.home();
    KeyCheck keys = new KeyCheck(config.secretKeys());
    TokenKey requestKey = TokenKey.readOrMake(home.resolve("config").resolve("request.key"));
    OtherServers otherServers = new OtherServers(config, keys);
    OpenDatabase open = openStore(config, fields, operations, keys, otherServers);
    closing.add(open::close);
    closing.add(otherServers);
    share(properties, open, otherServers, closing);
    AesSecretCipher cipher = keys.cipher();
    SharedClock sharedClock = new SharedClock(open.database(), machineClock, open.clock());
    InstantSource wallClock = wallClock(otherServers, sharedClock, machineClock);

    IntSupplier auditDays = () -> properties.settings().auditRetentionDays();
    AuditLog.Keeping keeping = AuditLog.Keeping.of(home, auditDays, wallClock);
    AuditLog audit = closing.add(new AuditLog(open.audit(), keeping, API::operationId));
    properties.onEdit(audit::propertyEdited);
    operations.onOperationalEvent(audit::webhookDisabled);
    IdempotencyStore keyed = openKeyed(open, cipher, requestKey, closing);
    CpuPool cpu = closing.add(CpuPool.ofRequests());
    MailApi mail = openMail(config, properties, open);
    count(operations.metrics(), cpu, mail);
    return new PlatformWiring(
        config,
        properties,
        machineClock,
        sharedClock,
        otherServers,
        open,
        cipher,
        CATALOGUE,
        API,
        audit,
        requestKey,
        keyed,
        cpu,
        new DiskReserve(config.files(), DiskSpace.REAL, config.diskReserveBytes()),
        closing.add(FileStorages.open(config.fileStore(), config.files(), wallClock)),
        new JobRunner(open.database(), wallClock),
        mail);
  }

  private static void share(
      ClusterProperties properties,
      OpenDatabase open,
      OtherServers otherServers,
      ResourceStack closing) {
    if (otherServers.any()) {
      properties.share(new PropertyRevisions(open.database()));
      // before the database is closed
      closing.add(properties);
    }
  }

  private static IdempotencyStore openKeyed(
      OpenDatabase open, AesSecretCipher cipher, TokenKey requestKey, ResourceStack closing) {
    IdempotencyStore keyed =
        new IdempotencyStore(open.database(), cipher, requestKey, open.clock());
    keyed.purgeBy(closing.add(new PeriodicTasks("carillon-key-sweeper")));
    return keyed;
  }

  private static InstantSource wallClock(
      OtherServers otherServers, SharedClock shared, InstantSource machine) {
    return otherServers.any() ? shared : machine;
  }

  /** Opens the store; if that fails, this node leaves the others again. */
  private static OpenDatabase openStore(
      ServerConfig config,
      FieldWiring fields,
      OperationsWiring operations,
      KeyCheck keys,
      OtherServers otherServers)
      throws IOException {
    Embedder embedder =
        new Embedder(
            keys,
            fields.filters(),
            operations.operationalEvents(fields.payloads()),
            fields.merger());
    try {
      return OpenDatabase.open(
          config.store(),
          embedder,
          database -> CommitTracker.noted(operations.timed(database)),
          database -> {
            keys.check(database, config.home());
            otherServers.join(database);
          });
    } catch (IOException | RuntimeException failed) {
      otherServers.close();
      throw failed;
    }
  }

  private static MailApi openMail(
      ServerConfig config, ClusterProperties properties, OpenDatabase open) {
    return new MailApi(
        config.mail(), () -> properties.settings().emails(), open.database(), open.clock());
  }

  private static void count(Metrics metrics, CpuPool cpu, MailApi mail) {
    metrics.pool("cpu", "Searches and long bodies", cpu::waiting, cpu::refused);
    metrics.counter("emails.sent", "Recipients that the mail server accepted", mail::sent);
    metrics.counter("emails.refused", "E-mails over the hourly limit", mail::refused);
  }

  /** Adds the calls that belong to no area. */
  void routes(Routes routes) {
    mail.routes(routes);
    audit.routes(routes);
    new ApiDocs(api).routes(routes);
    new PropertiesApi(properties).routes(routes);
  }

  Database database() {
    return open.database();
  }

  /** The engine's store. */
  Store store() {
    return open.store();
  }

  /** The number by which this node is known, where several share the database; else 0. */
  long epoch() {
    return store().lease().view().own();
  }

  /**
   * The time of day. Several nodes go by the same, so that none takes for old what another one has
   * just stored, if the clock of a machine is wrong.
   */
  InstantSource wallClock() {
    return wallClock(otherServers, sharedClock, machineClock);
  }

  /** The engine's clock. */
  InstantSource engineClock() {
    return open.clock();
  }

  ClusterSettings settings() {
    return properties.settings();
  }
}
