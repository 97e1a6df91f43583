package dev.carillon.hooks.jdbc.postgresql;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import dev.carillon.hooks.contracts.ManualClock;
import dev.carillon.hooks.contracts.StoreUnderTest;
import dev.carillon.hooks.contracts.SubjectFilter;
import dev.carillon.hooks.contracts.TestCipher;
import dev.carillon.hooks.contracts.TestOperationalEvents;
import dev.carillon.hooks.delivery.AttemptLog;
import dev.carillon.hooks.delivery.Consumers;
import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryActions;
import dev.carillon.hooks.delivery.DeliveryLog;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.Receipt;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.Journal;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.StoreConsistency;
import dev.carillon.hooks.jdbc.postgresql.NodesFixture.TestNode;
import dev.carillon.hooks.jdbc.store.StoreLimits;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookState;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One store through two live nodes: each call goes to one or the other by turns. What is to be sent
 * is what both have to send; what an attempt came to, the node stores that owns the delivery; a
 * purge is one of both, since each keeps what lies above the other's mark.
 */
final class TwoNodes implements StoreUnderTest {

  private static final String OWNER =
      """
      select coalesce(
        (select owner from redeliveries where delivery = ? and ? = 1),
        (select owner from deliveries where sequence = ?),
        (select owner from events where sequence < ? order by sequence desc limit 1))
      """;
  private static final String ASKED = "select delivery from redeliveries order by number";

  private final TestOperationalEvents told = new TestOperationalEvents();
  private final List<TestNode> nodes = new ArrayList<>();
  private int turn;

  TwoNodes(String database, TestCipher cipher, ManualClock clock) {
    for (String name : List.of("north", "south")) {
      OpenPostgres opened = OpenPostgres.on(database);
      var parts =
          PostgresStore.opened(
              opened,
              new Embedder(cipher, SubjectFilter::read, told),
              clock,
              Node.named(name),
              StoreLimits.DEFAULT);
      nodes.add(new TestNode(opened, parts.store(), parts.context(), clock));
    }
    NodesFixture.agree(nodes.toArray(TestNode[]::new));
  }

  private TestNode next() {
    return nodes.get(turn++ % nodes.size());
  }

  /** A part of the store, of one node and of the other by turns. */
  private <T> T byTurns(Class<T> type, Function<TestNode, T> part) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, args) -> {
              try {
                return method.invoke(part.apply(next()), args);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            }));
  }

  @Override
  public HooksStore ports() {
    return new HooksStore(
        byTurns(Webhooks.class, node -> node.store().webhooks()),
        new DueAtBoth(),
        this::settle,
        new PurgedByBoth(),
        new LeaseOfBoth());
  }

  private Map<Webhook.Id, WebhookState.Disabled> settle(List<Settlement> settlements) {
    Map<Webhook.Id, WebhookState.Disabled> disabled = new HashMap<>();
    List<Settlement> same = new ArrayList<>();
    for (Settlement one : settlements) {
      if (!same.isEmpty() && !owner(one).equals(owner(same.getLast()))) {
        disabled.putAll(owner(same.getLast()).store().settlements().settle(List.copyOf(same)));
        same.clear();
      }
      same.add(one);
    }
    if (!same.isEmpty()) {
      disabled.putAll(owner(same.getLast()).store().settlements().settle(same));
    }
    return disabled;
  }

  private TestNode owner(Settlement of) {
    long sequence = of.before().sequence();
    int redelivery = of.attempt().redelivery() ? 1 : 0;
    long epoch =
        nodes
            .getFirst()
            .database()
            .read(
                connection ->
                    Sql.number(connection, OWNER, sequence, redelivery, sequence, sequence));
    return nodes.stream()
        .filter(node -> node.epoch() == epoch)
        .findFirst()
        .orElse(nodes.getFirst());
  }

  @Override
  public DeliveryActions deliveryActions() {
    return byTurns(DeliveryActions.class, node -> node.store().deliveryActions());
  }

  @Override
  public AttemptLog attempts() {
    return byTurns(AttemptLog.class, node -> node.store().attempts());
  }

  @Override
  public DeliveryLog log() {
    return byTurns(DeliveryLog.class, node -> node.store().log());
  }

  @Override
  public Journal journal() {
    return byTurns(Journal.class, node -> node.store().journal());
  }

  @Override
  public Consumers consumers() {
    return byTurns(Consumers.class, node -> node.store().consumers());
  }

  @Override
  public Receipt record(Event event) {
    TestNode node = next();
    return node.database()
        .write(
            connection ->
                node.store().outbox().append(connection, node.store().outbox().fanOut(event)));
  }

  @Override
  public void recordAndThrow(Event event, RuntimeException thrown) {
    TestNode node = next();
    node.database()
        .write(
            connection -> {
              node.store().outbox().append(connection, event);
              throw thrown;
            });
  }

  @Override
  public TestOperationalEvents operationalEvents() {
    return told;
  }

  @Override
  public byte[] stored() {
    return new byte[0];
  }

  @Override
  public void close() {
    for (TestNode node : nodes) {
      // what others gave rows to, it knows then
      node.store().log().standings(1);
      StoreConsistency.check(node.database(), node.context());
    }
    nodes.forEach(node -> node.database().close());
  }

  /** What both have to send. */
  private final class DueAtBoth implements DueDeliveries {

    private Stream<DueDeliveries> each() {
      return nodes.stream().map(node -> node.store().due());
    }

    @Override
    public Map<Webhook.Id, Instant> earliestDue() {
      Map<Webhook.Id, Instant> earliest = new HashMap<>();
      each()
          .forEach(
              due ->
                  due.earliestDue()
                      .forEach(
                          (id, at) -> earliest.merge(id, at, (a, b) -> a.isBefore(b) ? a : b)));
      return earliest;
    }

    @Override
    public List<DueDelivery> due(Webhook.Id webhook, Instant until, Place after, int limit) {
      return each()
          .flatMap(due -> due.due(webhook, until, after, limit).stream())
          .sorted(comparing(DueDelivery::dueAt).thenComparingLong(due -> due.delivery().sequence()))
          .limit(limit)
          .toList();
    }

    @Override
    public int dueCount(Webhook.Id webhook, Instant until, int max) {
      return Math.min(max, each().mapToInt(due -> due.dueCount(webhook, until, max)).sum());
    }

    @Override
    public List<DueDelivery> inSequence(Webhook.Id webhook, long afterSequence, int limit) {
      return each()
          .flatMap(due -> due.inSequence(webhook, afterSequence, limit).stream())
          .sorted(comparingLong(due -> due.delivery().sequence()))
          .limit(limit)
          .toList();
    }

    @Override
    public OfEvents ofEvents(List<Event.Id> events) {
      List<OfEvents> both = each().map(due -> due.ofEvents(events)).toList();
      List<DueDelivery> due =
          both.stream()
              .flatMap(one -> one.due().stream())
              .sorted(comparingLong(one -> one.delivery().sequence()))
              .toList();
      return new OfEvents(due, both.getFirst().events());
    }

    @Override
    public Set<Webhook.Id> redelivering() {
      Set<Webhook.Id> all = new LinkedHashSet<>();
      each().map(DueDeliveries::redelivering).forEach(all::addAll);
      return all;
    }

    @Override
    public List<DueDelivery> redeliveries(Webhook.Id webhook, int limit) {
      List<Long> asked = nodes.getFirst().database().read(one -> Sql.list(one, ASKED, Sql.NUMBER));
      return each()
          .map(due -> due.redeliveries(webhook, limit))
          .flatMap(Collection::stream)
          .sorted(comparingInt(due -> asked.indexOf(sequence(due.delivery()))))
          .limit(limit)
          .toList();
    }

    /** Each has read the webhooks before, as its engine does. */
    @Override
    public Collected collect() {
      List<Receipt> receipts = new ArrayList<>();
      Set<Webhook.Id> madeDue = new LinkedHashSet<>();
      for (TestNode node : nodes) {
        node.store().webhooks().current();
        Collected one = node.store().due().collect();
        receipts.addAll(one.receipts());
        madeDue.addAll(one.madeDue());
      }
      return new Collected(receipts, madeDue, false);
    }

    private static long sequence(Delivery delivery) {
      return delivery.sequence();
    }
  }

  /** Each purges what it may; what the first could not, the second can. */
  private final class PurgedByBoth implements LogRetention {

    @Override
    public Purged purge(Instant endedBefore, int limit) {
      Purged all = new Purged(0, false);
      for (TestNode node : List.of(nodes.getLast(), nodes.getFirst(), nodes.getLast())) {
        int left = limit - all.deliveries();
        if (left > 0) {
          Purged some = node.store().retention().purge(endedBefore, left);
          all = new Purged(all.deliveries() + some.deliveries(), some.more());
        }
      }
      return new Purged(all.deliveries(), all.more() || all.deliveries() == limit);
    }

    @Override
    public Surplus surplus(long bytesMax) {
      return next().store().retention().surplus(bytesMax);
    }

    @Override
    public boolean tidy() {
      boolean more = false;
      for (TestNode node : nodes) {
        more |= node.store().retention().tidy();
      }
      return more;
    }
  }

  /** One engine sends what both have to send, as if it were alone. */
  private final class LeaseOfBoth implements Lease {

    private Lease first() {
      return nodes.getFirst().store().lease();
    }

    @Override
    public Duration renewEvery() {
      return first().renewEvery();
    }

    @Override
    public Duration lasts() {
      return first().lasts();
    }

    @Override
    public boolean renew() {
      return nodes.stream()
          .map(node -> node.store().lease().renew())
          .reduce(true, Boolean::logicalAnd);
    }

    @Override
    public void takeOver() {
      nodes.forEach(node -> node.store().lease().takeOver());
    }

    @Override
    public long takenOver() {
      return nodes.stream().mapToLong(node -> node.store().lease().takenOver()).sum();
    }

    @Override
    public void release() {
      nodes.forEach(node -> node.store().lease().release());
    }
  }
}
