package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.GroupedState;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.packed.EventDeliveries;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryReader;
import dev.carillon.hooks.jdbc.store.OpenElsewhere;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.jdbc.store.StoredDelivery;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The log of the store: every delivery is read as it is and looked at in memory. */
public final class SqlDeliveryLog implements DeliveryLog {

  private static final String ENDED =
      """
      where d.ended_at is not null and d.ended_at >= ?
        and (d.ended_at, d.sequence) > (?, ?)
      order by d.ended_at, d.sequence limit ?
      """;
  private static final String WEBHOOK = "select url, secret_at from {webhooks} where key = ?";

  private final StoreContext context;
  private final DeliveryPageSearch pages;
  private final WebhookSummaries summaries;
  private final GroupedEventLog grouped;
  private final GroupSearch groups;

  /**
   * The log of this store.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   */
  public SqlDeliveryLog(StoreContext context, LongSupplier complete) {
    this.context = context;
    OpenElsewhere elsewhere = new OpenElsewhere(context);
    this.pages = new DeliveryPageSearch(context, elsewhere, complete);
    this.summaries = new WebhookSummaries(context, elsewhere);
    this.grouped = new GroupedEventLog(context);
    this.groups = new GroupSearch(context);
  }

  @Override
  public Page page(DeliveryFilter filter, Cursor after, int limit) {
    return pages.page(filter, after, limit);
  }

  @Override
  public Optional<Cursor> textEnd(DeliveryFilter filter, Cursor after) {
    return pages.textEnd(filter, after);
  }

  @Override
  public Count count(DeliveryFilter filter, int max) {
    return pages.count(filter, max);
  }

  @Override
  public Optional<Detail> find(Delivery.Id id) {
    return context.database().read(connection -> find(connection, id));
  }

  private Optional<Detail> find(Connection connection, Delivery.Id id) throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    Optional<StoredDelivery> found = reader.find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    StoredDelivery one = found.get();
    Payload payload =
        one.payload() == EventDeliveries.MISSED
            ? Payload.of(new byte[0])
            : one.event().payload(one.payload());
    Entry entry = reader.entries(List.of(one)).getFirst();
    return Sql.first(
        connection,
        WEBHOOK,
        row -> new Detail(entry, payload, row.getString("url"), Columns.time(row, "secret_at")),
        one.webhook());
  }

  @Override
  public List<Entry> at(Collection<Long> sequences) {
    return context
        .database()
        .read(
            connection -> {
              DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
              return reader.entries(reader.at(sequences));
            });
  }

  @Override
  public List<Entry> ended(Instant endedAt, long sequence, int limit) {
    return context
        .database()
        .read(connection -> ended(connection, Columns.micros(endedAt), sequence, limit));
  }

  private List<Entry> ended(Connection connection, long endedAt, long sequence, int limit)
      throws SQLException {
    DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
    List<StoredDelivery> found = new ArrayList<>(reader.endedRecords(endedAt, sequence, limit));
    Sql rows = Sql.of(ENDED, endedAt, endedAt, sequence, limit);
    found.addAll(reader.ofRows(reader.rows(rows)));
    found.sort(
        Comparator.comparingLong(StoredDelivery::endedMicros)
            .thenComparingLong(StoredDelivery::sequence));
    return reader.entries(found.subList(0, Math.min(limit, found.size())));
  }

  @Override
  public List<Member> events(Delivery.Id id, int limit) {
    return grouped.events(id, limit);
  }

  @Override
  public Optional<Delivery.Id> splitOf(Delivery.Id id) {
    return grouped.splitOf(id);
  }

  @Override
  public Held held(Webhook webhook, int max) {
    return grouped.held(webhook, max);
  }

  @Override
  public Optional<GroupedState> grouped(Event.Id event, Webhook.Id webhook) {
    return groups.find(event, webhook);
  }

  @Override
  public Map<Webhook.Id, Standing> standings(int max) {
    return summaries.read(max);
  }
}
