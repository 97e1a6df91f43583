package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookRevision;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** What requests to webhooks were made of, in a table: one row for each revision. */
final class Revisions {

  private static final String INSERT =
      """
      insert into {webhook_revisions}
        (webhook, revision, url, headers, secret, old_secret, old_secret_until,
         client_certificate, timeout_seconds, made_at, format, ed25519, login)
      select key, revision, url, headers, secret, old_secret, old_secret_until,
        client_certificate, timeout_seconds, ?, format, ed25519, login
      from {webhooks} where id = ?
      """;

  private static final String REPLACED =
      """
      update {webhook_revisions} set replaced_at = ?
      where replaced_at is null and webhook = (select w.key from {webhooks} w where w.id = ?)
      """;

  private static final String FIND =
      """
      select r.revision, r.url, r.headers, r.secret, r.old_secret, r.old_secret_until,
        r.client_certificate, r.timeout_seconds, r.made_at, r.format, r.ed25519,
        r.login
      from {webhook_revisions} r join {webhooks} w on w.key = r.webhook
      where w.id = ? and r.revision = ?
      """;

  private final WebhookRow rows;

  Revisions(WebhookRow rows) {
    this.rows = rows;
  }

  /**
   * Begins the present revision of a webhook, whose row was written before, and ends the one before
   * where there was one.
   */
  void begin(Connection connection, Webhook.Id id, Instant now) throws SQLException {
    end(connection, id, now);
    Sql.update(connection, INSERT, Columns.micros(now), id.value());
  }

  /** Ends the present revision: nothing is sent by it from now on. */
  void end(Connection connection, Webhook.Id id, Instant now) throws SQLException {
    Sql.update(connection, REPLACED, Columns.micros(now), id.value());
  }

  Optional<WebhookRevision> find(Connection connection, Webhook.Id id, int number)
      throws SQLException {
    return Sql.first(connection, FIND, this::readable, id.value(), number)
        .flatMap(Function.identity());
  }

  /** Empty where its key was lost. */
  private Optional<WebhookRevision> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(read(row));
    } catch (IllegalStateException lost) {
      return Optional.empty();
    }
  }

  private WebhookRevision read(ResultSet row) throws SQLException {
    String chain = row.getString("client_certificate");
    return new WebhookRevision(
        row.getInt("revision"),
        row.getString("url"),
        rows.readHeaders(row),
        rows.readSecret(row),
        chain == null ? "" : chain,
        row.getInt("timeout_seconds"),
        Columns.time(row, "made_at"),
        FormatColumns.read(row),
        LoginColumns.loginOfRevision(row));
  }
}
