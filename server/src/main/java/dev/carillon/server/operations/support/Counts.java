package dev.carillon.server.operations.support;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.metrics.BacklogCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many webhooks and deliveries there are in each state. */
public record Counts(Database database, BacklogCounts backlog) {

  private static final int NEWEST_MAX = 100_000;

  /** The words of {@code deliveries.state}, by its number. */
  private static final List<String> STATES =
      List.of("pending", "delivered", "exhausted", "cancelled", "missed");

  private static final String NEWEST =
      """
      select state, count(*) as deliveries
      from (select state from deliveries order by sequence desc limit ?) as newest
      group by state order by state
      """;

  /** By what they are, then by state; of deliveries the newest alone. */
  Map<String, Object> shown() {
    Map<String, Long> newest = new LinkedHashMap<>();
    STATES.forEach(state -> newest.put(state, 0L));
    database
        .read(
            connection ->
                Sql.list(
                    connection,
                    NEWEST,
                    row -> Map.entry(STATES.get(row.getInt("state")), row.getLong("deliveries")),
                    NEWEST_MAX))
        .forEach(count -> newest.put(count.getKey(), count.getValue()));
    BacklogCounts.Reading reading = backlog.reading();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("webhooks", reading.webhooks());
    shown.put("pendingDeliveries", reading.pending());
    shown.put("newestDeliveries", newest);
    shown.put("newestDeliveriesMax", NEWEST_MAX);
    return shown;
  }
}
