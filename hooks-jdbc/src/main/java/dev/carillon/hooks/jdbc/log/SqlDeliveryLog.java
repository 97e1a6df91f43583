package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.Columns;
import dev.carillon.hooks.jdbc.store.DeliveryRow;
import dev.carillon.hooks.jdbc.store.StoreContext;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log over the tables that the engine writes. */
public final class SqlDeliveryLog implements DeliveryLog {

  private static final String ENDED =
      """
      where d.ended_at is not null and d.ended_at >= ?
        and (d.ended_at, d.sequence) > (?, ?)
      order by d.ended_at, d.sequence limit ?
      """;

  private final StoreContext context;
  private final DeliveryPageSearch search;
  private final String detail;

  /** The log of this store. */
  public SqlDeliveryLog(StoreContext context) {
    this.context = context;
    this.search = new DeliveryPageSearch(context);
    this.detail =
        EntryRow.COLUMNS
            + ", p.bytes, w.url, w.secret_at"
            + EntryRow.from(context.dialect())
            + "left join payloads p on p.sequence = d.payload "
            + DeliveryRow.byId(context.dialect().ofEvent());
  }

  @Override
  public Page page(DeliveryFilter filter, Cursor after, int limit) {
    return search.page(filter, after, limit);
  }

  @Override
  public Optional<Cursor> textEnd(DeliveryFilter filter, Cursor after) {
    return search.textEnd(filter, after);
  }

  @Override
  public Count count(DeliveryFilter filter, int max) {
    return search.count(filter, max);
  }

  @Override
  public Optional<Detail> find(Delivery.Id id) {
    return context
        .database()
        .read(
            connection ->
                Sql.first(
                    connection, detail, SqlDeliveryLog::detail, DeliveryRow.parametersOf(id)));
  }

  @Override
  public List<Entry> at(Collection<Long> sequences) {
    if (sequences.isEmpty()) {
      return List.of();
    }
    Sql sql =
        Sql.of(EntryRow.select(context.dialect()))
            .then("where d.sequence in (" + Sql.marks(sequences.size()) + ")", sequences.toArray());
    return context.database().read(connection -> sql.list(connection, EntryRow::read));
  }

  @Override
  public List<Entry> ended(Instant endedAt, long sequence, int limit) {
    long micros = Columns.micros(endedAt);
    Sql sql = Sql.of(EntryRow.select(context.dialect()) + ENDED, micros, micros, sequence, limit);
    return context.database().read(connection -> sql.list(connection, EntryRow::read));
  }

  @Override
  public Map<Webhook.Id, Standing> standings(int max) {
    return context
        .database()
        .read(connection -> WebhookSummaries.read(connection, context.dialect(), max));
  }

  private static Detail detail(ResultSet row) throws SQLException {
    byte[] bytes = row.getBytes("bytes");
    return new Detail(
        EntryRow.read(row),
        Payload.of(bytes == null ? new byte[0] : bytes),
        row.getString("url"),
        Columns.time(row, "secret_at"));
  }
}
