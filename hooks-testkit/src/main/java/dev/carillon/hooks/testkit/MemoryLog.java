package dev.carillon.hooks.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryFilter;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DeliveryState.Cancelled;
import dev.carillon.hooks.delivery.DeliveryState.Delivered;
import dev.carillon.hooks.delivery.DeliveryState.Exhausted;
import dev.carillon.hooks.delivery.DeliveryState.Missed;
import dev.carillon.hooks.delivery.DeliveryState.Pending;
import dev.carillon.hooks.delivery.FoldedText;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.testkit.MemoryTables.Row;
import dev.carillon.hooks.webhook.Health;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The log of a map: every filter is asked of every row. */
record MemoryLog(MemoryTables tables) implements DeliveryLog {

  @Override
  public Page page(DeliveryFilter filter, Cursor after, int limit) {
    synchronized (tables) {
      Stream<Row> rows =
          after.newestFirst()
              ? tables.rows.headMap(after.sequence(), false).descendingMap().values().stream()
              : tables.rows.tailMap(after.sequence(), false).values().stream();
      List<Entry> found =
          rows.filter(row -> matches(filter, row)).map(this::entry).limit(limit).toList();
      Cursor end =
          found.isEmpty()
              ? after
              : new Cursor(after.newestFirst(), found.getLast().delivery().sequence());
      return new Page(found, end, found.size() == limit, true);
    }
  }

  @Override
  public Count count(DeliveryFilter filter, int max) {
    synchronized (tables) {
      long count = tables.rows.values().stream().filter(row -> matches(filter, row)).count();
      return new Count(Math.min(count, max), count > max);
    }
  }

  @Override
  public Optional<Detail> find(Delivery.Id id) {
    synchronized (tables) {
      return tables.rows.values().stream()
          .filter(row -> row.delivery.id().equals(id))
          .findFirst()
          .map(
              row ->
                  new Detail(
                      entry(row),
                      row.payload,
                      tables.urls.getOrDefault(row.delivery.webhook(), ""),
                      tables.secrets.getOrDefault(row.delivery.webhook(), Instant.EPOCH)));
    }
  }

  @Override
  public List<Entry> at(Collection<Long> sequences) {
    synchronized (tables) {
      return tables.rows.values().stream()
          .filter(row -> sequences.contains(row.delivery.sequence()))
          .map(this::entry)
          .toList();
    }
  }

  @Override
  public List<Entry> ended(Instant endedAt, long sequence, int limit) {
    synchronized (tables) {
      Comparator<Row> order =
          Comparator.comparing((Row row) -> endedAt(row))
              .thenComparingLong(row -> row.delivery.sequence());
      return tables.rows.values().stream()
          .filter(row -> !row.pending())
          .filter(
              row ->
                  endedAt(row).isAfter(endedAt)
                      || (endedAt(row).equals(endedAt) && row.delivery.sequence() > sequence))
          .sorted(order)
          .limit(limit)
          .map(this::entry)
          .toList();
    }
  }

  @Override
  public Map<Webhook.Id, Standing> standings(int max) {
    synchronized (tables) {
      Map<Webhook.Id, Standing> standings = new HashMap<>();
      for (Webhook.Id id : tables.webhooks.keySet()) {
        DeliveryFilter all = DeliveryFilter.ALL.to(id);
        standings.put(
            id,
            new Standing(
                tables.healths.getOrDefault(id, Health.NONE).status(),
                count(all.in("pending"), max),
                count(all.in("missed"), max),
                page(all.in("delivered"), Cursor.NEWEST, 1).entries().stream()
                    .map(entry -> endedAt(entry.delivery().state()))
                    .findFirst()
                    .orElse(Instant.EPOCH)));
      }
      return standings;
    }
  }

  private boolean matches(DeliveryFilter filter, Row row) {
    return filter.matches(entry(row))
        && (filter.text().isEmpty()
            || new FoldedText(filter.text()).in(row.payload.bytes())
            || row.attempts.stream().anyMatch(attempt -> answered(attempt, filter.text())));
  }

  private static boolean answered(Attempt attempt, String text) {
    return switch (attempt.outcome()) {
      case Outcome.Accepted(var answer) -> new FoldedText(text).in(answer.body().getBytes(UTF_8));
      case Outcome.Rejected(var answer) -> new FoldedText(text).in(answer.body().getBytes(UTF_8));
      case Outcome.Unreachable unreachable -> false;
      case Outcome.Blocked blocked -> false;
    };
  }

  private Entry entry(Row row) {
    Delivery delivery = row.delivery;
    Last last =
        row.attempts.isEmpty()
            ? Last.NONE
            : Last.of(row.attempts.getLast().outcome(), row.attempts.getLast().duration());
    return new Entry(
        delivery,
        new Addressee(
            tables.names.getOrDefault(delivery.webhook(), ""),
            !tables.webhooks.containsKey(delivery.webhook())),
        row.event.time(),
        last);
  }

  private static Instant endedAt(Row row) {
    return endedAt(row.delivery.state());
  }

  static Instant endedAt(DeliveryState state) {
    return switch (state) {
      case Pending pending -> Instant.MAX;
      case Delivered(Instant at) -> at;
      case Exhausted(Instant at) -> at;
      case Cancelled(Instant at) -> at;
      case Missed(Instant at) -> at;
    };
  }
}
