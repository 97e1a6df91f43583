package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.PastWebhook;
import dev.carillon.hooks.webhook.PastWebhook.Then;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads what webhooks subscribed to once, as {@code SubscriptionRows} keeps it. */
record PastWebhooks(WebhookRow rows) {

  private static final String WEBHOOK =
      "select key, name, owned_by, created_at, removed_at from {webhooks} where id = ?";

  private static final String IN_FORCE =
      """
      select event_types, operational, tags, filter, fields, changed_fields, disabled_at,
        disabled_reason, disabled_detail, began_at, template
      from {webhook_subscriptions}
      where webhook = ? and since_revision <= ? and (until_revision is null or until_revision > ?)
      """;

  private static final String FIRST =
      """
      select since_revision, registered from {webhook_subscriptions} where webhook = ?
      order by since_revision limit 1
      """;

  private static final String LAST_END =
      """
      select coalesce(until_revision, 9223372036854775807) from {webhook_subscriptions}
      where webhook = ? order by since_revision desc limit 1
      """;

  /** A webhook at a revision of the set; empty where there is none, nor was one that is kept. */
  Optional<PastWebhook> find(Connection connection, Webhook.Id id, long revision)
      throws SQLException {
    Optional<Kept> kept = Sql.first(connection, WEBHOOK, PastWebhooks::kept, id.value());
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    Kept webhook = kept.get();
    return Optional.of(
        new PastWebhook(
            id,
            webhook.name(),
            webhook.createdAt(),
            webhook.removedAt().isPresent(),
            then(connection, id, webhook, revision)));
  }

  private Then then(Connection connection, Webhook.Id id, Kept webhook, long revision)
      throws SQLException {
    Optional<Then> present =
        Sql.first(
            connection,
            IN_FORCE,
            row -> present(row, id, webhook),
            webhook.key(),
            revision,
            revision);
    if (present.isPresent()) {
      return present.get();
    }
    boolean notYet =
        Sql.first(
                connection,
                FIRST,
                row -> row.getInt("registered") == 1 && revision < row.getLong("since_revision"),
                webhook.key())
            .orElse(false);
    if (notYet) {
      return new Then.NotYet();
    }
    boolean over =
        Sql.first(connection, LAST_END, row -> row.getLong(1) <= revision, webhook.key())
            .orElse(false);
    return over && webhook.removedAt().isPresent()
        ? new Then.Removed(webhook.removedAt().get())
        : new Then.Unknown();
  }

  private Then present(ResultSet row, Webhook.Id id, Kept webhook) throws SQLException {
    Webhook then =
        Webhook.blank(webhook.createdAt()).toBuilder()
            .id(id)
            .name(webhook.name())
            .owner(webhook.owner())
            .subscription(rows.readSubscription(row))
            .state(WebhookRow.readState(row))
            .build();
    return new Then.Present(then, Columns.time(row, "began_at"));
  }

  private static Kept kept(ResultSet row) throws SQLException {
    long removedAt = row.getLong("removed_at");
    Optional<Instant> removed =
        row.wasNull() ? Optional.empty() : Optional.of(Columns.instant(removedAt));
    return new Kept(
        row.getLong("key"),
        row.getString("name"),
        row.getString("owned_by"),
        Columns.time(row, "created_at"),
        removed);
  }

  /** What a webhook's row says, also of a removed one. */
  private record Kept(
      long key, String name, String owner, Instant createdAt, Optional<Instant> removedAt) {}
}
