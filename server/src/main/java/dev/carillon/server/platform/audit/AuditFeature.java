package dev.carillon.server.platform.audit;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.http.AuditNote.Subject;
import dev.carillon.server.platform.http.AuditedCall.Via;
import dev.carillon.server.platform.http.Auditor;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.Routes.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The audit log, put together. */
public final class AuditFeature implements AutoCloseable {

  private final AuditTrail trail;
  private final AuditApi api;

  /**
   * The log of this database, to which this node begins to append.
   *
   * @param operationId of a route and a method; empty where it has none
   */
  public AuditFeature(
      Database database, Keeping keeping, BiFunction<Route, String, String> operationId) {
    HeadSeal seal = new HeadSeal(keeping.key());
    AuditStore store = new AuditStore(database.dialect(), seal);
    ChainAnchor anchor = new ChainAnchor(keeping.anchor(), seal);
    trail =
        new AuditTrail(
            new ActionNames(operationId), database, store, anchor, keeping.clock(), keeping.days());
    api = new AuditApi(database, new Verification(database, store, anchor));
  }

  /** What is told of each call. */
  public Auditor auditor() {
    return trail;
  }

  /** Adds the calls. */
  public void routes(Routes routes) {
    api.routes(routes);
  }

  /** Keeps what the server did of itself, or a command without a server; durable on return. */
  public void did(
      Via via, String action, Subject subject, Map<String, ?> before, Map<String, ?> after) {
    trail.did(via, action, subject, before, after);
  }

  /** Keeps that a cluster property was edited in its file: who did that, the server cannot know. */
  public void edited(ClusterProperties.Edit edit) {
    did(
        Via.SYSTEM,
        "editPropertyFile",
        new Subject("property", edit.property().key(), ""),
        Map.of("value", edit.before()),
        Map.of("value", edit.after()));
  }

  /** What of the log does not work now, and why; empty if all does. */
  public String trouble() {
    return trail.trouble();
  }

  /**
   * Keeps that a webhook was switched off because of its receiver. What somebody switched is in the
   * log already, as their call.
   */
  public void heard(OperationalEvent notice) {
    boolean byItself = !notice.cause().reason().equals(WebhookState.Reason.MANUAL.text());
    if (notice.kind() == OperationalEvent.Kind.DISABLED && byItself) {
      trail.happened(
          "disableWebhookAutomatically",
          new Subject("webhook", notice.webhook().value(), notice.name()),
          Map.of("enabled", true),
          Map.of(
              "enabled",
              false,
              "disabledReason",
              notice.cause().reason(),
              "disabledDetail",
              notice.cause().detail(),
              "delivery",
              notice.cause().delivery()));
    }
  }

  /** Checks a log that nobody appends to; as {@code POST /api/audit/verify} answers. */
  public static Map<String, @Nullable Object> verify(Database database, Keeping keeping) {
    HeadSeal seal = new HeadSeal(keeping.key());
    AuditStore store = new AuditStore(database.dialect(), seal);
    return VerdictJson.of(
        new Verification(database, store, new ChainAnchor(keeping.anchor(), seal)).verdict());
  }

  /** Writes what is not written yet. */
  @Override
  public void close() {
    trail.close();
  }

  /**
   * How the log is kept.
   *
   * @param key seals its head; not in the database
   * @param anchor the file that remembers its newest entry
   * @param days how long entries are kept
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares it
  public record Keeping(byte[] key, Path anchor, IntSupplier days, InstantSource clock) {

    /**
     * As it is kept in this home.
     *
     * @throws IOException where its key cannot be read or made
     */
    public static Keeping in(Path home, IntSupplier days, InstantSource clock) throws IOException {
      return new Keeping(
          TokenKey.in(home.resolve("config").resolve("audit.key")).bytes(),
          home.resolve("data").resolve("audit.head"),
          days,
          clock);
    }

    @Override
    public String toString() {
      return "Keeping[" + anchor + "]";
    }
  }
}
