package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.jdbc.LockOrder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.ConsumerLeases.Given;
import dev.carillon.hooks.jdbc.store.ConsumerLeases.Held;
import dev.carillon.hooks.jdbc.store.ConsumerLeases.Lease;
import dev.carillon.hooks.jdbc.store.ConsumerLeases.Over;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Gives out the events of consumers. Their deliveries have rows from the start, with an owner that
 * is no node ({@link #OWNER}): no node sends them or takes them over, and any node gives them out.
 * What is on lease is in {@code leases}; the row of the delivery changes when it ends.
 *
 * <p>A transaction that gives out or acknowledges has the consumer's row of {@code consumers}
 * alone. It never waits for that row, since it may have the one of another consumer already for the
 * sake of another caller: where another node has it, the caller comes again a moment later.
 */
public final class SqlConsumers implements Consumers {

  /** The owner in the rows of consumers' deliveries. No node has it: no epoch gets so large. */
  public static final long OWNER = Long.MAX_VALUE;

  /** When a consumer was read last is noted so often at most. */
  private static final Duration NOTED_EVERY = Duration.ofSeconds(30);

  private static final Duration BUSY_MAX = Duration.ofSeconds(10);
  private static final long BUSY_MILLIS = 3;

  private static final String KNOWN =
      "insert into {consumers} (webhook) values (?) on conflict do nothing";
  private static final String LOCK = "select 1 from {consumers} where webhook = ?";
  private static final String READ_AT =
      "update {consumers} set read_at = ? where webhook = ? and coalesce(read_at, 0) <= ?";
  private static final String NOTED = "select lost, read_at from {consumers} where webhook = ?";
  private static final String ACKNOWLEDGED_AT =
      "update {consumers} set acknowledged_at = ? where webhook = ?";
  private static final String ENABLED =
      "select 1 from {webhooks} where key = ? and disabled_at is null and removed_at is null";

  private static final String NOT_ACKNOWLEDGED =
      """
      update {deliveries} set attempts = ?, last = ? where sequence = ? and state = 0
      """;
  private static final String ACKNOWLEDGE =
      """
      update {deliveries} set state = 1, attempts = ?, last = ?, due_at = null, ended_at = ?
      where sequence = ? and state = 0
      """;

  private final StoreContext context;
  private final LongSupplier complete;
  private final UserAgents userAgents = new UserAgents();
  private final Set<UsedRevisions.Used> used = ConcurrentHashMap.newKeySet();
  private final FreeDeliveries free;
  private final ConsumerLag lags;

  /**
   * The consumers of this store.
   *
   * @param complete gives a sequence up to which everything that will ever be there can be read
   */
  public SqlConsumers(StoreContext context, LongSupplier complete) {
    this.context = context;
    this.complete = complete;
    this.free = new FreeDeliveries(context);
    this.lags = new ConsumerLag(context);
  }

  @Override
  public Optional<Taken> take(Webhook consumer, Wish wish) {
    boolean ordered = consumer.limits().ordering() == Ordering.SUBJECT;
    // asked before anything is read: nothing with a smaller sequence comes after them
    long behind = ordered ? complete.getAsLong() + 1 : Long.MAX_VALUE;
    Optional<Leased> nothing =
        context.database().read(connection -> nothing(connection, consumer, behind));
    Leased leased =
        nothing.orElseGet(
            () ->
                locked(
                    consumer.id(),
                    (connection, key) -> lease(connection, key, consumer, behind, wish)));
    if (leased.disabled()) {
      return Optional.empty();
    }
    userAgents.committed(leased.agents());
    used.addAll(leased.used());
    Instant next = leased.nextEnd() == 0 ? Instant.MAX : Columns.instant(leased.nextEnd());
    List<DueDelivery> events =
        leased.given().isEmpty() ? List.of() : events(consumer.id(), leased.given());
    String batch = events.isEmpty() ? "" : leased.batch();
    return Optional.of(new Taken(batch, events, next, leased.lost()));
  }

  /** Asked without the consumer's row, which most readers that wait would lock for nothing. */
  private Optional<Leased> nothing(Connection connection, Webhook consumer, long behind)
      throws SQLException {
    long key = WebhookCache.key(connection, consumer.id());
    if (key < 0 || !Sql.any(connection, ENABLED, key)) {
      return Optional.of(Leased.DISABLED);
    }
    long now = Columns.micros(context.engineNow());
    long[] noted =
        Sql.first(connection, NOTED, row -> new long[] {row.getLong(1), row.getLong(2)}, key)
            .orElse(new long[2]);
    if (noted[1] <= now - Columns.micros(NOTED_EVERY)) {
      return Optional.empty();
    }
    Held held = ConsumerLeases.held(connection, key, now);
    boolean some =
        held.count() < LEASED_MAX
            && !free.of(connection, key, consumer, behind, now, 1, 1).isEmpty();
    return some
        ? Optional.empty()
        : Optional.of(
            new Leased(false, "", List.of(), held.nextEnd(), noted[0], Map.of(), Set.of()));
  }

  private Leased lease(Connection connection, long key, Webhook consumer, long behind, Wish wish)
      throws SQLException {
    if (!Sql.any(connection, ENABLED, key)) {
      return Leased.DISABLED;
    }
    long now = Columns.micros(context.engineNow());
    Sql.update(connection, READ_AT, now, key, now - Columns.micros(NOTED_EVERY));
    long lost = Sql.number(connection, ConsumerLag.LAG, key);
    Held held = ConsumerLeases.held(connection, key, now);
    int max = (int) Math.min(wish.max(), LEASED_MAX - held.count());
    List<FreeDeliveries.Free> found =
        max <= 0
            ? List.of()
            : free.of(connection, key, consumer, behind, now, max, wish.bytesMax());
    if (found.isEmpty()) {
      return new Leased(false, "", List.of(), held.nextEnd(), lost, Map.of(), Set.of());
    }
    Map<String, Integer> agents = userAgents.of(connection, wish.userAgent());
    UsedRevisions.Used revision = new UsedRevisions.Used(key, consumer.revision());
    if (!used.contains(revision)) {
      UsedRevisions.mark(connection, revision);
    }
    String batch = Ids.random();
    List<Given> given = new ArrayList<>();
    for (FreeDeliveries.Free one : found) {
      Lease lease =
          new Lease(
              one.sequence(),
              NumberedEvent.deliveryId(one.event(), one.sequence() - one.eventSequence()).value(),
              batch,
              Columns.text(wish.reader()),
              one.attempts() + 1,
              consumer.revision(),
              agents.getOrDefault(wish.userAgent(), 0),
              Columns.micros(wish.at()),
              now,
              now + Columns.micros(wish.lease()));
      given.add(new Given(lease, one.subject()));
    }
    ConsumerLeases.put(connection, key, recorded(connection, key, given));
    return new Leased(false, batch, given, held.nextEnd(), lost, agents, Set.of(revision));
  }

  /** These with their numbers, after what ended without an acknowledgement was recorded of them. */
  private static List<Given> recorded(Connection connection, long key, List<Given> given)
      throws SQLException {
    Map<String, Lease> before = new HashMap<>();
    List<String> ids = given.stream().map(one -> one.lease().id()).toList();
    for (Lease lease : ConsumerLeases.ofIds(connection, key, ids)) {
      before.put(lease.id(), lease);
    }
    if (before.isEmpty()) {
      return given;
    }
    List<Over> over = before.values().stream().map(Lease::ended).toList();
    ConsumerLeases.recordAttempts(connection, over);
    Sql.batch(
        connection,
        NOT_ACKNOWLEDGED,
        over,
        (statement, one) -> {
          statement.setInt(1, one.lease().number());
          statement.setInt(2, StateCodes.error(ErrorClass.NOT_ACKNOWLEDGED));
          statement.setLong(3, one.lease().delivery());
        });
    List<Given> next = new ArrayList<>();
    for (Given one : given) {
      Lease ended = before.get(one.lease().id());
      next.add(ended == null ? one : one.numbered(ended.number() + 1));
    }
    return next;
  }

  /** The leased deliveries with their events, without those cancelled meanwhile. */
  private List<DueDelivery> events(Webhook.Id consumer, List<Given> given) {
    List<Long> sequences = given.stream().map(one -> one.lease().delivery()).toList();
    return context
        .database()
        .read(
            connection -> {
              DeliveryReader reader = DeliveryReader.atOneMoment(context, connection);
              Sql rows =
                  Sql.of("where ")
                      .then(context.dialect().among("d.sequence", sequences))
                      .then(" order by d.sequence");
              List<DueDelivery> events = new ArrayList<>();
              for (StoredDelivery one : reader.rowsWhole(rows)) {
                if (one.state() instanceof DeliveryState.Pending) {
                  events.add(one.due(consumer));
                }
              }
              return events;
            });
  }

  @Override
  public Acknowledged acknowledge(Webhook.Id consumer, String batch) {
    return locked(
        consumer,
        (connection, key) ->
            acknowledged(connection, key, ConsumerLeases.ofBatch(connection, key, batch)));
  }

  @Override
  public Acknowledged acknowledge(Webhook.Id consumer, Collection<Delivery.Id> ids) {
    List<String> named = named(ids);
    Acknowledged done =
        locked(
            consumer,
            (connection, key) ->
                acknowledged(connection, key, ConsumerLeases.ofIds(connection, key, named)));
    return new Acknowledged(done.count(), named.size() - done.count());
  }

  private Acknowledged acknowledged(Connection connection, long key, List<Lease> leases)
      throws SQLException {
    if (leases.isEmpty()) {
      return new Acknowledged(0, 0);
    }
    long now = Columns.micros(context.engineNow());
    int[] counts =
        Sql.batch(
            connection,
            ACKNOWLEDGE,
            leases,
            (statement, one) -> {
              statement.setInt(1, one.number());
              statement.setInt(2, StateCodes.ACKNOWLEDGED);
              statement.setLong(3, now);
              statement.setLong(4, one.delivery());
            });
    List<Over> over = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] == 1) {
        over.add(leases.get(i).acknowledged(now));
      }
    }
    ConsumerLeases.recordAttempts(connection, over);
    ConsumerLeases.remove(connection, leases);
    Sql.update(connection, ACKNOWLEDGED_AT, now, key);
    return new Acknowledged(over.size(), leases.size() - over.size());
  }

  @Override
  public int release(Webhook.Id consumer, Collection<Delivery.Id> ids) {
    List<String> named = named(ids);
    long now = Columns.micros(context.engineNow());
    return locked(
        consumer,
        (connection, key) ->
            ConsumerLeases.release(connection, ConsumerLeases.ofIds(connection, key, named), now));
  }

  private static List<String> named(Collection<Delivery.Id> ids) {
    return new LinkedHashSet<>(ids).stream().map(Delivery.Id::value).toList();
  }

  /** Works with a consumer's row, which no other has meanwhile. */
  private <T> T locked(Webhook.Id consumer, LockedWork<T> work) {
    long until = System.nanoTime() + BUSY_MAX.toNanos();
    while (true) {
      Optional<T> done =
          context
              .database()
              .write(
                  LockOrder.ROWS,
                  connection -> {
                    long key = WebhookCache.key(connection, consumer);
                    if (key < 0) {
                      return Optional.of(work.in(connection, key)); // it has nothing
                    }
                    return locks(context, connection, key)
                        ? Optional.of(work.in(connection, key))
                        : Optional.empty();
                  });
      if (done.isPresent()) {
        return done.get();
      }
      pause(until);
    }
  }

  /** Whether this transaction has the consumer's row from now on: no other had it. */
  static boolean locks(StoreContext context, Connection connection, long key) throws SQLException {
    Sql.update(connection, KNOWN, key);
    return Sql.any(connection, LOCK + context.dialect().forUpdateSkipLocked(), key);
  }

  private static void pause(long until) {
    if (System.nanoTime() > until) {
      throw new HooksException(
          HooksException.Code.STORE_UNAVAILABLE, "another node gives out events of this consumer");
    }
    try {
      Thread.sleep(BUSY_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "the server is stopping");
    }
  }

  @Override
  public Map<Webhook.Id, Lag> lags(Collection<Webhook.Id> consumers, int max) {
    return lags.of(consumers, max);
  }

  @Override
  public Map<Webhook.Id, Long> marks(Collection<Webhook.Id> consumers) {
    return lags.marks(consumers);
  }

  /**
   * Works on a consumer.
   *
   * @param <T> what it finds out
   */
  @FunctionalInterface
  private interface LockedWork<T> {
    T in(Connection connection, long key) throws SQLException;
  }

  /**
   * What a transaction leased.
   *
   * @param nextEnd when the first lease of before ends; 0 where there is none
   * @param lost how many events the consumer has lost
   * @param agents the numbers of user agents that it entered
   * @param used the revisions that it marked
   */
  private record Leased(
      boolean disabled,
      String batch,
      List<Given> given,
      long nextEnd,
      long lost,
      Map<String, Integer> agents,
      Set<UsedRevisions.Used> used) {

    static final Leased DISABLED = new Leased(true, "", List.of(), 0, 0, Map.of(), Set.of());
  }
}
