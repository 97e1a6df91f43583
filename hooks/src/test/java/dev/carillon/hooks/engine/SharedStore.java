package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Delivery;
import dev.carillon.hooks.delivery.DeliveryState;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.event.Event;
import dev.carillon.hooks.event.EventType;
import dev.carillon.hooks.event.Ids;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.webhook.Ordering;
import dev.carillon.hooks.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * One store that several nodes share, as a database with rows would be. Its clock is the world's.
 */
final class SharedStore {

  static final Duration LEASE = Duration.ofSeconds(15);

  /** So few that a take-over goes on while other things happen. */
  private static final int ADOPTED_AT_ONCE = 10;

  private static final EventType TYPE = new EventType("asset_update_metadata");

  private final SimulatedTime time;
  private final BrokenRule broken;
  private final TreeMap<Long, NodeRow> nodes = new TreeMap<>();
  private final TreeMap<Long, Row> rows = new TreeMap<>();
  private final TreeSet<Long> uncommitted = new TreeSet<>();

  /** Sequence of what is to be sent again, and which epoch is to do it. */
  private final Map<Long, Long> redeliveries = new LinkedHashMap<>();

  private long epochs;
  private long sequences;

  SharedStore(SimulatedTime time, BrokenRule broken) {
    this.time = time;
    this.broken = broken;
  }

  /** A live node. */
  private static final class NodeRow {
    private Instant leaseUntil;
    private List<Long> seen = List.of();

    NodeRow(Instant leaseUntil) {
      this.leaseUntil = leaseUntil;
    }
  }

  /** A delivery that is committed. */
  static final class Row {
    private DueDelivery due;
    private long owner;
    private boolean open;

    Row(DueDelivery due, long owner, boolean open) {
      this.due = due;
      this.owner = owner;
      this.open = open;
    }

    DueDelivery due() {
      return due;
    }

    boolean pending() {
      return due.delivery().state() instanceof DeliveryState.Pending;
    }

    private boolean of(Webhook.Id webhook) {
      return due.delivery().webhook().equals(webhook);
    }
  }

  long enter() {
    epochs++;
    nodes.put(epochs, new NodeRow(time.now().plus(LEASE)));
    return epochs;
  }

  /** Whether nobody has taken over from it. */
  boolean alive(long epoch) {
    return nodes.containsKey(epoch);
  }

  /** Makes a lease last again, and takes over from those whose lease has ended. */
  boolean renew(long epoch) {
    NodeRow own = nodes.get(epoch);
    if (own == null) {
      return false;
    }
    own.leaseUntil = time.now().plus(LEASE);
    nodes.values().removeIf(node -> node.leaseUntil.isBefore(time.now()));
    return true;
  }

  /** One bounded step of adopting what dead nodes left. */
  void adopt(long epoch) {
    rows.values().stream()
        .filter(row -> row.pending() && !alive(row.owner))
        .limit(ADOPTED_AT_ONCE)
        .forEach(
            row -> {
              row.owner = epoch;
              row.open = false;
            });
    redeliveries.replaceAll((sequence, owner) -> alive(owner) ? owner : epoch);
  }

  void release(long epoch) {
    nodes.remove(epoch);
  }

  NodeView view(long epoch) {
    List<Long> live = new ArrayList<>();
    nodes.forEach(
        (number, node) -> {
          if (broken != BrokenRule.LISTS_BY_LEASE
              || number == epoch
              || !node.leaseUntil.isBefore(time.now())) {
            live.add(number);
          }
        });
    boolean adopted =
        broken == BrokenRule.AGREED_BEFORE_ADOPTION
            || rows.values().stream().noneMatch(row -> row.open && !alive(row.owner));
    boolean seen = live.stream().allMatch(number -> nodeSeen(number).equals(live));
    boolean agreed =
        switch (broken) {
          case NEW_LISTS_COUNT_AT_ONCE -> true;
          case OWN_CONFIRMATION_IS_ENOUGH -> nodeSeen(epoch).equals(live);
          default -> seen && adopted;
        };
    return new NodeView(epoch, live, agreed);
  }

  private List<Long> nodeSeen(long epoch) {
    NodeRow node = nodes.get(epoch);
    return node == null ? List.of() : node.seen;
  }

  void confirm(NodeView view, SimulatedWebhooks webhooks) {
    if (broken != BrokenRule.OPEN_STAYS_OPEN) {
      rows.values().stream()
          .filter(row -> row.owner == view.own())
          .filter(row -> view.leasedWhole(webhooks.get(row.due.delivery().webhook())))
          .forEach(row -> row.open = false);
    }
    Objects.requireNonNull(nodes.get(view.own())).seen = view.live();
  }

  /** A transaction that records something begins. */
  long begin() {
    sequences++;
    uncommitted.add(sequences);
    return sequences;
  }

  void rollBack(long sequence) {
    uncommitted.remove(sequence);
  }

  DueDelivery commit(long sequence, NodeView view, Webhook webhook, String subject, Instant now) {
    uncommitted.remove(sequence);
    Delivery delivery =
        new Delivery(
            new Delivery.Id(id(sequence)),
            sequence,
            webhook.id(),
            new Event.Id(id(-sequence)),
            TYPE,
            subject,
            0,
            new DeliveryState.Pending(now),
            now);
    DueDelivery due = new DueDelivery(delivery, Payload.of("{}"));
    boolean open = !view.leasedWhole(webhook) || broken == BrokenRule.RECORDED_OPEN;
    long owner = open ? view.own() : view.sender(webhook.id());
    rows.put(sequence, new Row(due, owner, open));
    return due;
  }

  /** Fenced: false where it changes nothing. */
  boolean settle(long epoch, Settlement settlement) {
    long sequence = settlement.before().sequence();
    Row row = Objects.requireNonNull(rows.get(sequence));
    boolean again = settlement.attempt().redelivery();
    if (broken != BrokenRule.NO_FENCE && !owns(epoch, settlement)) {
      return false;
    }
    if (row.due.delivery().attempts() != settlement.attempt().number() - 1) {
      return false;
    }
    if (again) {
      redeliveries.remove(sequence);
    }
    row.open = false;
    boolean success = settlement.attempt().outcome().success();
    DeliveryState next = row.pending() || success ? settlement.next() : row.due.delivery().state();
    row.due = new DueDelivery(row.due.delivery().attempted(next), row.due.payload());
    return true;
  }

  /** Whether a live node owns what it settles. */
  boolean owns(long epoch, Settlement settlement) {
    long sequence = settlement.before().sequence();
    Long owner =
        settlement.attempt().redelivery()
            ? redeliveries.get(sequence)
            : Long.valueOf(row(sequence).owner);
    return alive(epoch) && owner != null && owner == epoch;
  }

  /** The first part of a read: what the reading node sends alone becomes its own. */
  void claim(NodeView view, Webhook webhook) {
    if (!claims(view, webhook) || !alive(view.own()) || broken == BrokenRule.NOTHING_IS_CLAIMED) {
      return;
    }
    toClaim(webhook).forEach(row -> row.owner = view.own());
    redeliveries.replaceAll(
        (sequence, owner) -> row(sequence).of(webhook.id()) ? Long.valueOf(view.own()) : owner);
  }

  private Stream<Row> toClaim(Webhook webhook) {
    return rows.values().stream()
        .filter(row -> row.of(webhook.id()) && row.pending() && !row.open)
        .filter(row -> row.due.delivery().sequence() <= horizon(webhook));
  }

  /** What a node would send of a webhook if it might. */
  List<DueDelivery> claimable(NodeView view, Webhook webhook) {
    List<DueDelivery> all = new ArrayList<>(pending(view.own(), webhook));
    if (claims(view, webhook)) {
      toClaim(webhook).map(Row::due).forEach(all::add);
    }
    return all;
  }

  /** The same of what is to be sent again. */
  List<DueDelivery> claimableAgain(NodeView view, SimulatedWebhooks webhooks) {
    return redeliveries.entrySet().stream()
        .filter(
            each ->
                each.getValue() == view.own()
                    || claims(view, webhooks.get(row(each.getKey()).due().delivery().webhook())))
        .map(each -> row(each.getKey()).due())
        .toList();
  }

  private boolean claims(NodeView view, Webhook webhook) {
    boolean ordered = webhook.limits().ordering() != Ordering.NONE;
    return view.alone()
        ? ordered && broken != BrokenRule.JOINING_NODES_ARE_NOT_READ
        : view.leasedWhole(webhook) && view.sendsAll(webhook.id());
  }

  /** Up to where nothing that comes to light later can come before. */
  private long horizon(Webhook webhook) {
    boolean ordered = webhook.limits().ordering() != Ordering.NONE;
    return !ordered || uncommitted.isEmpty() || broken == BrokenRule.NO_HORIZON
        ? Long.MAX_VALUE
        : uncommitted.first() - 1;
  }

  /** What is pending of a webhook and a node's own, as far as the node may read it. */
  List<DueDelivery> pending(long epoch, Webhook webhook) {
    return rows.values().stream()
        .filter(row -> row.owner == epoch && row.of(webhook.id()) && row.pending())
        .map(Row::due)
        .filter(due -> due.delivery().sequence() <= horizon(webhook))
        .toList();
  }

  /** What is to be sent again by a node. */
  List<DueDelivery> redeliveries(long epoch) {
    return redeliveries.entrySet().stream()
        .filter(each -> each.getValue() == epoch)
        .map(each -> row(each.getKey()).due())
        .toList();
  }

  void redeliver(long sequence, long epoch) {
    redeliveries.putIfAbsent(sequence, epoch);
  }

  /** Whether one is asked for. */
  boolean redelivers(long sequence) {
    return redeliveries.containsKey(sequence);
  }

  Row row(long sequence) {
    return Objects.requireNonNull(rows.get(sequence));
  }

  List<Row> all() {
    return List.copyOf(rows.values());
  }

  private static String id(long number) {
    return Ids.of(new UUID(0, number));
  }
}
