package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.EventTypePattern;
import dev.carillon.hooks.event.Projection;
import dev.carillon.hooks.event.Tags;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.ClientCertificate;
import dev.carillon.hooks.webhook.DeliveryMode;
import dev.carillon.hooks.webhook.Grouping;
import dev.carillon.hooks.webhook.HeaderNames;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.ResponseLog;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookLimits;
import dev.carillon.hooks.webhook.WebhookState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a webhook lies in its row. */
record WebhookRow(Embedder embedder) {

  private static final Logger LOG = System.getLogger(WebhookRow.class.getName());

  /** In the order of {@link #values}; the id comes last. */
  private static final String COLUMNS =
      """
      name, description, url, event_types, operational, filter, fields, changed_fields, headers,
      timeout_seconds, max_concurrent, max_per_second, ordering,
      disabled_at, disabled_reason, disabled_detail, secret, old_secret, old_secret_until,
      created_at, client_certificate, client_key, responses, revision, owned_by, tags, mode,
      debounce_seconds, max_wait_seconds, batch_max_events, batch_max_seconds,
      format, ed25519, template,
      """
          + DeliveryRulesColumns.COLUMNS
          + ", "
          + LoginColumns.COLUMNS;

  /**
   * What {@link #read} needs. Named one by one: PostgreSQL refuses a prepared {@code select *} once
   * a newer release, in a process beside this one, has added a column.
   */
  static final String READ = "id, " + COLUMNS;

  /** The same of {@code webhooks w}. */
  static final String READ_OF_W = READ.replaceAll("[a-z_]+", "w.$0");

  static final String INSERT =
      "insert into {webhooks} ("
          + COLUMNS
          + ", id) values ("
          + Sql.marks(35 + DeliveryRulesColumns.COUNT + LoginColumns.COUNT)
          + ")";
  static final String UPDATE =
      "update {webhooks} set " + COLUMNS.replace(",", " = ?,") + " = ? where id = ?";

  /**
   * A replaced token is forgotten so long after it has stopped signing: that goes by the wall
   * clock, which may be set back, and this by the engine's.
   */
  static final Duration OVERLAP_SURELY_OVER = Duration.ofDays(1);

  /** The parameters of {@link #INSERT} or {@link #UPDATE}, without tokens that have ended. */
  @Nullable Object[] values(Webhook webhook, Instant now) {
    Webhook.Subscription subscription = webhook.subscription();
    WebhookLimits limits = webhook.limits();
    ClientCertificate certificate = webhook.certificate();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(Columns.text(webhook.name()));
    values.add(Columns.text(webhook.description()));
    values.add(Columns.text(webhook.url()));
    values.add(Columns.lines(types(subscription)));
    values.add(Columns.lines(names(subscription.operationalEvents())));
    values.add(Columns.text(subscription.filter().text()));
    values.add(Columns.text(Columns.lines(subscription.projection().fields())));
    values.add(Columns.text(Columns.lines(subscription.projection().changedFields())));
    values.add(headers(webhook.headers()));
    values.add(limits.timeoutSeconds());
    values.add(limits.maxConcurrent());
    values.add(limits.maxPerSecond());
    values.add(limits.ordering().name());
    values.addAll(state(webhook.state()));
    values.addAll(secret(webhook.secret(), now));
    values.add(Columns.micros(webhook.createdAt()));
    values.add(certificate.none() ? null : Columns.text(certificate.chain()));
    values.add(certificate.none() ? null : encrypted(certificate.key()));
    values.add(webhook.responses().name());
    values.add(webhook.revision());
    values.add(webhook.owner());
    values.add(Columns.lines(subscription.tags().texts()));
    values.add(webhook.mode().name());
    values.addAll(grouping(webhook.grouping()));
    values.add(FormatColumns.text(webhook.format().payloads()));
    values.add(FormatColumns.flag(webhook.format()));
    values.add(Columns.text(subscription.projection().template()));
    values.addAll(DeliveryRulesColumns.values(webhook.rules()));
    values.addAll(LoginColumns.values(webhook, embedder.cipher()));
    values.add(webhook.id().value());
    return values.toArray();
  }

  private static List<Integer> grouping(Grouping grouping) {
    return List.of(
        grouping.debounceSeconds(),
        grouping.maxWaitSeconds(),
        grouping.batchMaxEvents(),
        grouping.batchMaxSeconds());
  }

  /** Since when it is disabled, why, and what else is known of it. */
  private static List<@Nullable Object> state(WebhookState state) {
    return switch (state) {
      case WebhookState.Enabled enabled -> Arrays.asList(null, "", "");
      case WebhookState.Disabled(Instant at, WebhookState.Reason reason, String detail) ->
          List.of(Columns.micros(at), reason.text(), Columns.text(detail));
    };
  }

  /** The token, the one before it, and until when that is valid; without one that has ended. */
  private List<@Nullable Object> secret(Secret secret, Instant now) {
    List<Secret.Old> olds = secret.at(now.minus(OVERLAP_SURELY_OVER)).replaced();
    byte[] token = encrypted(secret.token());
    return olds.isEmpty()
        ? Arrays.asList(token, null, null)
        : List.of(
            token,
            encrypted(olds.getFirst().token()),
            Columns.micros(olds.getFirst().validUntil()));
  }

  /** What is stored of headers. */
  private byte[] headers(Map<String, String> headers) {
    return encrypted(Columns.lines(flat(headers)));
  }

  /** The headers in the row of a webhook or of one of its revisions. */
  Map<String, String> readHeaders(ResultSet row) throws SQLException {
    return map(Columns.list(decrypted(row, "headers")));
  }

  /** The webhook in this row of {@link #READ}. */
  Webhook read(ResultSet row) throws SQLException {
    return new Webhook(
        new Webhook.Id(row.getString("id")),
        row.getString("name"),
        row.getString("description"),
        row.getString("url"),
        readSubscription(row),
        readHeaders(row),
        new WebhookLimits(
            row.getInt("timeout_seconds"),
            row.getInt("max_concurrent"),
            row.getInt("max_per_second"),
            Ordering.valueOf(row.getString("ordering"))),
        readState(row),
        readSecret(row),
        Columns.time(row, "created_at"),
        readCertificate(row),
        ResponseLog.valueOf(row.getString("responses")),
        row.getInt("revision"),
        row.getString("owned_by"),
        DeliveryRulesColumns.read(row),
        DeliveryMode.valueOf(row.getString("mode")),
        readGrouping(row),
        FormatColumns.read(row),
        LoginColumns.login(row, embedder.cipher()),
        LoginColumns.handshake(row));
  }

  private static Grouping readGrouping(ResultSet row) throws SQLException {
    return new Grouping(
        row.getInt("debounce_seconds"),
        row.getInt("max_wait_seconds"),
        row.getInt("batch_max_events"),
        row.getInt("batch_max_seconds"));
  }

  private ClientCertificate readCertificate(ResultSet row) throws SQLException {
    String chain = row.getString("client_certificate");
    return chain == null
        ? ClientCertificate.NONE
        : new ClientCertificate(chain, decrypted(row, "client_key"));
  }

  /** The subscription in the row of a webhook, or in one that is kept of it. */
  Webhook.Subscription readSubscription(ResultSet row) throws SQLException {
    List<String> types = Columns.list(row.getString("event_types"));
    return new Webhook.Subscription(
        types.stream()
            .filter(type -> !EventTypePattern.isPattern(type))
            .map(EventType::new)
            .toList(),
        types.stream().filter(EventTypePattern::isPattern).map(EventTypePattern::new).toList(),
        Columns.list(row.getString("operational")).stream().map(EventType::new).toList(),
        Tags.ofTexts(Columns.list(row.getString("tags"))),
        embedder.filters().read(row.getString("filter")),
        new Projection(
            Columns.list(row.getString("fields")),
            Columns.list(row.getString("changed_fields")),
            row.getString("template")));
  }

  /** The state in such a row. */
  static WebhookState readState(ResultSet row) throws SQLException {
    long at = row.getLong("disabled_at");
    return row.wasNull()
        ? new WebhookState.Enabled()
        : new WebhookState.Disabled(
            Columns.instant(at),
            WebhookState.Reason.of(row.getString("disabled_reason")),
            row.getString("disabled_detail"));
  }

  /** The secret in the columns of a webhook or of one of its revisions. */
  Secret readSecret(ResultSet row) throws SQLException {
    String token = decrypted(row, "secret");
    long until = row.getLong("old_secret_until");
    return row.wasNull()
        ? new Secret(token, List.of())
        : new Secret(
            token, List.of(new Secret.Old(decrypted(row, "old_secret"), Columns.instant(until))));
  }

  private byte[] encrypted(String text) {
    return embedder.cipher().encrypt(text);
  }

  private String decrypted(ResultSet row, String column) throws SQLException {
    return embedder.cipher().decrypt(row.getBytes(column));
  }

  private static List<String> names(List<EventType> types) {
    return types.stream().map(EventType::name).toList();
  }

  /** Names and patterns, which differ by their wildcards. */
  private static List<String> types(Webhook.Subscription subscription) {
    List<String> types = new ArrayList<>(names(subscription.eventTypes()));
    subscription.patterns().forEach(pattern -> types.add(pattern.text()));
    return types;
  }

  private static List<String> flat(Map<String, String> headers) {
    List<String> flat = new ArrayList<>();
    headers.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    return flat;
  }

  /**
   * Without those that no webhook may have any more: one that has them stops none of the others.
   */
  private static Map<String, String> map(List<String> flat) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      String name = flat.get(i);
      if (HeaderNames.valid(name) && !HeaderNames.reserved(name)) {
        headers.put(name, flat.get(i + 1));
      } else {
        LOG.log(
            Level.WARNING,
            "the custom header {0} of a webhook is not sent: the sender sets this"
                + " header itself",
            name);
      }
    }
    return headers;
  }
}
