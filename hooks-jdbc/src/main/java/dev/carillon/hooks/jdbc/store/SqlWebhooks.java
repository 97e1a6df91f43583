package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.jdbc.DatabaseWork;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.SubscriptionRows;
import dev.carillon.hooks.operational.OperationalEvent;
import dev.carillon.hooks.validation.ValidationException;
import dev.carillon.hooks.validation.Violation;
import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.WebhookRevision;
import dev.carillon.hooks.webhook.WebhookRules;
import dev.carillon.hooks.webhook.WebhookSet;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Webhooks in a table. A change of one raises the set's revision first: its row is the lock that
 * puts changes of several nodes in a line.
 */
public final class SqlWebhooks implements Webhooks {

  private static final Logger LOG = System.getLogger(SqlWebhooks.class.getName());

  private static final String SELECT =
      "select " + WebhookRow.READ + " from {webhooks} where id = ? and removed_at is null";
  private static final String TAKEN = "select 1 from {webhooks} where id = ?";
  private static final String OF_OWNER =
      "select count(*) from {webhooks} where owned_by = ? and removed_at is null";
  private static final String RAISE = "update {webhook_set} set revision = revision + 1";
  private static final String NEW_SECRET = "update {webhooks} set secret_at = ? where id = ?";

  /**
   * The secret, the key and the headers' values are gone for good, not only hidden; what the log
   * needs of them lies in revisions, until it is purged.
   */
  private static final String REMOVE =
      """
      update {webhooks}
      set removed_at = ?, secret = ?, headers = ?, old_secret = null, old_secret_until = null,
        client_certificate = null, client_key = null, login = '', login_secret = null
      where id = ?
      """;

  private final StoreContext context;
  private final WebhookRow rows;
  private final Revisions revisions;
  private final PastWebhooks past;
  private final Cancellation cancelling;
  private final OperationalEventWriter operationalEvents;

  /** The webhooks of this store. */
  public SqlWebhooks(
      StoreContext context, Embedder embedder, OperationalEventWriter operationalEvents) {
    this.context = context;
    this.rows = new WebhookRow(embedder);
    this.revisions = new Revisions(rows);
    this.past = new PastWebhooks(rows);
    this.cancelling = new Cancellation(context);
    this.operationalEvents = operationalEvents;
  }

  @Override
  public WebhookSet current() {
    return context.cache().current().webhooks();
  }

  @Override
  public Optional<Webhook> find(Webhook.Id id) {
    return context.database().read(connection -> select(connection, id));
  }

  @Override
  public Optional<WebhookRevision> revision(Webhook.Id id, int number) {
    return context.database().read(connection -> revisions.find(connection, id, number));
  }

  @Override
  public Optional<PastWebhook> asOf(Webhook.Id id, long setRevision) {
    return context.database().read(connection -> past.find(connection, id, setRevision));
  }

  @Override
  public void add(Webhook added, int ownersMax) {
    WebhookRules.check(added);
    Webhook webhook = added.at(Webhook.FIRST_REVISION);
    changing(
        connection -> {
          raiseRevision(context, connection);
          if (taken(connection, webhook.id())) {
            throw new IllegalArgumentException(
                "a webhook with this id already exists: " + webhook.id());
          }
          checkNumber(connection, webhook.owner(), ownersMax);
          write(connection, WebhookRow.INSERT, webhook);
          revisions.begin(connection, webhook.id(), context.engineNow());
          SubscriptionRows.registered(connection, webhook.id().value(), context.engineNow());
          return keepSecretsTime(connection, webhook.id());
        });
  }

  @Override
  public Optional<Webhook> change(Webhook.Id id, UnaryOperator<Webhook> change) {
    Optional<Changed> changed = changing(connection -> changed(connection, id, change));
    changed.ifPresent(one -> operationalEvents.committed(one.events()));
    return changed.map(Changed::webhook);
  }

  private Optional<Changed> changed(
      Connection connection, Webhook.Id id, UnaryOperator<Webhook> change) throws SQLException {
    if (select(connection, id).isEmpty()) {
      return Optional.empty();
    }
    raiseRevision(context, connection);
    Optional<Webhook> before = select(connection, id);
    if (before.isEmpty()) {
      return Optional.empty();
    }
    Webhook after = change.apply(before.get()).revised(before.get());
    if (!after.id().equals(id)) {
      throw new IllegalArgumentException("a webhook's id never changes: " + id);
    }
    if (!after.owner().equals(before.get().owner())) {
      throw new ValidationException(
          new Violation(
              "owner",
              after.owner(),
              "the owner that webhook "
                  + id
                  + " was registered with; remove it and register another one instead"));
    }
    write(connection, WebhookRow.UPDATE, after);
    if (after.revision() != before.get().revision()) {
      revisions.begin(connection, id, context.engineNow());
    }
    if (!after.subscribesAs(before.get())) {
      SubscriptionRows.changed(connection, id.value(), context.engineNow());
    }
    if (!after.secret().sameToken(before.get().secret())) {
      keepSecretsTime(connection, id);
    }
    boolean switchedOn = !before.get().enabled() && after.enabled();
    if (switchedOn) {
      SharedHealth.forget(context, connection, id);
    }
    if (switchedOn || !after.url().equals(before.get().url())) {
      HoldColumn.end(connection, id);
    }
    return Optional.of(
        new Changed(after, operationalEvents.changed(connection, before.get(), after)));
  }

  @Override
  public Optional<Webhook> remove(Webhook.Id id) {
    Optional<Webhook> removed = changing(connection -> markRemoved(connection, id));
    if (removed.isPresent()) {
      cancelPending(id);
    }
    return removed;
  }

  /** The webhook is gone, whatever happens here: what is left a purge cancels. */
  private void cancelPending(Webhook.Id id) {
    try {
      cancelling.pendingOf(id, context.engineNow());
    } catch (HooksException failure) {
      LOG.log(
          Level.WARNING,
          "Not all pending deliveries of the removed webhook "
              + id.value()
              + " were cancelled; retention cancels the others",
          failure);
    }
  }

  @Override
  public WebhookHealth health(Webhook.Id id) {
    return context.database().read(connection -> HealthColumns.select(connection, id));
  }

  @Override
  public Map<Webhook.Id, Instant> holds(Instant now) {
    return context.database().read(connection -> HoldColumn.read(connection, now));
  }

  @Override
  public boolean release(Webhook.Id id) {
    return changing(connection -> HoldColumn.release(context, connection, id, context.engineNow()));
  }

  private Optional<Webhook> markRemoved(Connection connection, Webhook.Id id) throws SQLException {
    if (select(connection, id).isEmpty()) {
      return Optional.empty();
    }
    raiseRevision(context, connection);
    Optional<Webhook> before = select(connection, id);
    revisions.end(connection, id, context.engineNow());
    SubscriptionRows.removed(connection, id.value(), context.engineNow());
    long now = Columns.micros(context.engineNow());
    Sql.update(connection, REMOVE, now, new byte[0], new byte[0], id.value());
    return before;
  }

  private <T> T changing(DatabaseWork<T> work) {
    try {
      return context.database().write(LockOrder.WEBHOOK_SET, work);
    } finally {
      context.cache().outdated();
    }
  }

  private Optional<Webhook> select(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.first(connection, SELECT, rows::read, id.value());
  }

  private static boolean taken(Connection connection, Webhook.Id id) throws SQLException {
    return Sql.any(connection, TAKEN, id.value());
  }

  /** The lock on the set keeps two registrations from counting the same webhooks. */
  private static void checkNumber(Connection connection, String owner, int max)
      throws SQLException {
    if (max == 0 || owner.isEmpty()) {
      return;
    }
    long registered = Sql.number(connection, OF_OWNER, owner);
    if (registered >= max) {
      throw new ValidationException(
          new Violation(
              "owner",
              owner,
              "an owner with fewer than %d webhooks (it has %d; remove one, or have its limit raised)"
                  .formatted(max, registered)));
    }
  }

  private void write(Connection connection, String sql, Webhook webhook) throws SQLException {
    Sql.update(connection, sql, rows.values(webhook, context.engineNow()));
  }

  private boolean keepSecretsTime(Connection connection, Webhook.Id id) throws SQLException {
    long now = Columns.micros(context.engineNow());
    return Sql.update(connection, NEW_SECRET, now, id.value()) == 1;
  }

  /** A webhook after its change, and its operational events. */
  private record Changed(Webhook webhook, List<OperationalEvent> events) {}

  static void raiseRevision(StoreContext context, Connection connection) throws SQLException {
    Sql.update(connection, RAISE);
    context.node().others().webhooksChanged(connection);
  }
}
