package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.Attempt;
import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.DueDelivery;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.ReceiverResponse;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.Settlement;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.WebhookHealth;
import dev.carillon.hooks.webhook.Webhooks;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One process among several: the engine's own parts, but for its threads, which are steps of the
 * simulated time.
 */
final class SimulatedNode implements DispatcherDriver.Outlets {

  private static final EngineLimits LIMITS =
      new EngineLimits(64, 64, 1 << 20, 8, 1 << 20, 4, 1 << 20, 4);

  private final NodesSimulation world;
  private final Random random;
  private final NodeTime time;
  private final SimulatedLease lease;
  private final SharedReads reads;
  private final SimulatedLoops loops;
  private final Dispatchers dispatchers;
  private final LeaseKeeper keeper;
  private final NodeAgreement agreement;
  private final NodeWatch watch;
  private final List<NodeRules.Sent> onTheWire = new ArrayList<>();
  private final List<Long> recording = new ArrayList<>();
  private final Deque<Decided> unstored = new ArrayDeque<>();
  private boolean ticking;
  private boolean gone;

  /** A process that starts now. */
  SimulatedNode(NodesSimulation world, Random random) {
    this.world = world;
    this.random = random;
    this.time = new NodeTime(world.time(), Duration.ofMillis(random.nextInt(8_000) - 4_000));
    this.lease =
        new SimulatedLease(world.store(), world.webhooks(), () -> world.nodesChanged(this));
    this.reads = new SharedReads(world.store(), world.webhooks(), lease);
    this.loops = new SimulatedLoops(time, random, NodesSimulation.POLICY);
    this.dispatchers = loops.start(LIMITS, this, random);
    HooksConfig config = config();
    boolean atOnce = world.broken() == BrokenRule.CONFIRMED_AT_ONCE;
    this.agreement =
        new NodeAgreement(
            config,
            dispatchers::submit,
            view -> atOnce || dispatchers.inForce(view),
            confirmation -> time.in(random.nextInt(300), confirmation));
    this.keeper = new LeaseKeeper(config, this::ofLease, agreement);
    WebhookSync sync = new WebhookSync(config.store().webhooks(), time::now, this::tell);
    this.watch = new NodeWatch(config, agreement, sync, this::tell);
    keeper.begin();
    world
        .webhooks()
        .all()
        .forEach(webhook -> tell(new DispatcherInput.Changed(webhook, WebhookHealth.NONE)));
    renew();
    survey();
  }

  private HooksConfig config() {
    HooksStore ports =
        new HooksStore(
            none(Webhooks.class),
            none(DueDeliveries.class),
            settlements -> Map.of(),
            none(LogRetention.class),
            lease);
    return HooksConfig.of(ports, none(Sender.class), time::now).with(HooksListener.NONE);
  }

  /** A port that nobody calls. */
  static <T> T none(Class<T> port) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }

  private void tell(DispatcherInput input) {
    dispatchers.submit(input);
  }

  /** What the lease says, unless that is the rule that is broken. */
  private void ofLease(DispatcherInput input) {
    if (input instanceof DispatcherInput.LeaseHeld
        && world.broken() == BrokenRule.LEASE_WITHOUT_END) {
      tell(new DispatcherInput.LeaseHeld(Instant.MAX));
    } else if (!(input instanceof DispatcherInput.LeaseLost)
        || world.broken() != BrokenRule.MEMORY_IS_KEPT) {
      tell(input);
    }
  }

  private void renew() {
    keeper.round();
    later(20, this::tick);
    // a process that was frozen may do other things first
    time.in(SimulatedLease.RENEW_EVERY.toMillis() - 30, () -> later(30, this::renew));
  }

  /** A round of the watch, and more of them while a list is to be confirmed. */
  private void tick() {
    watch.round();
    if (agreement.pending() && !ticking) {
      ticking = true;
      time.in(
          50,
          () -> {
            ticking = false;
            tick();
          });
    }
  }

  private void survey() {
    if (!lease.isCut()) {
      reads.survey().forEach(input -> later(40, () -> tell(input)));
    }
    time.in(Maintenance.SURVEY_EVERY.toMillis(), this::survey);
  }

  boolean gone() {
    return gone;
  }

  boolean canRecord() {
    return !gone && !time.frozen() && !lease.isCut();
  }

  SimulatedLease lease() {
    return lease;
  }

  /** Another node did something; this one hears of it, late or twice or not at all. */
  void hear(Consumer<NodeWatch> hint) {
    int times = random.nextInt(10);
    for (int i = 0; i < (times < 3 ? 0 : times == 3 ? 2 : 1); i++) {
      later(
          random.nextInt(5) == 0 ? 3_000 : 50,
          () -> {
            lease.refresh();
            hint.accept(watch);
            tick();
          });
    }
  }

  /** A change is recorded, in a transaction that takes a while. */
  void record(Webhook webhook, String subject) {
    long sequence = world.store().begin();
    recording.add(sequence);
    Instant now = time.now();
    later(200, () -> commit(sequence, webhook, subject, now));
    // the database ends the session of a process that hangs
    world.time().at(world.time().now().plus(SharedStore.LEASE), () -> rollBack(sequence));
  }

  private void rollBack(long sequence) {
    if (recording.remove(sequence)) {
      world.store().rollBack(sequence);
    }
  }

  private void commit(long sequence, Webhook webhook, String subject, Instant now) {
    if (lease.isCut()) {
      rollBack(sequence);
    }
    if (!recording.remove(sequence)) {
      return;
    }
    lease.enterAnewIfDead();
    DueDelivery due = world.store().commit(sequence, lease.view(), webhook, subject, now);
    if (random.nextInt(10) > 0) {
      later(5, () -> tell(new DispatcherInput.HandedOver(List.of(due))));
    }
    if (lease.view().leasedWhole(webhook)) {
      world.others(this, hints -> hints.madeDue(webhook.id()));
    }
  }

  void redeliver(Delivered delivered) {
    world.store().redeliver(delivered.sequence(), lease.epoch());
    tell(new DispatcherInput.RedeliveriesFound(Set.of(delivered.webhook())));
    world.others(this, hints -> hints.redelivered(delivered.webhook()));
  }

  /** One that has ended. */
  record Delivered(long sequence, Webhook.Id webhook) {}

  void freeze() {
    time.freeze();
  }

  void thaw() {
    if (!gone) {
      time.thaw();
    }
  }

  /** What is on the wire arrives or not, and nobody here hears of it. */
  private void kill() {
    gone = true;
    time.die();
    loops.die();
    List.copyOf(recording).forEach(this::rollBack);
    onTheWire.forEach(sent -> world.rules().ended(sent, random.nextBoolean()));
  }

  /** Killed, unless it is gone already. */
  void killed() {
    if (!gone) {
      kill();
    }
  }

  /** Stops as it should: what is on the wire ends and is stored. */
  void leave() {
    if (!gone) {
      tell(new DispatcherInput.Stop());
      leaveOnceQuiet();
    }
  }

  private void leaveOnceQuiet() {
    if (dispatchers.quiet() && !lease.isCut() && recording.isEmpty()) {
      kill();
      lease.release();
    } else {
      time.in(20, this::leaveOnceQuiet);
    }
  }

  boolean quiet() {
    return !dispatchers.busy();
  }

  void check() {
    loops.check();
  }

  @Override
  public void settle(DispatcherDriver from, List<Settlement> settlements) {
    unstored.addLast(new Decided(from, settlements));
    if (unstored.size() == 1) {
      later(stalls(10), this::store);
    }
  }

  private record Decided(DispatcherDriver from, List<Settlement> settlements) {}

  /** Lists are stored one after the other, once the store can be reached. */
  private void store() {
    if (!lease.isCut()) {
      Decided next = unstored.removeFirst();
      next.settlements().forEach(settlement -> world.settle(lease.epoch(), settlement));
      later(5, () -> next.from().submit(new DispatcherInput.Stored(next.settlements())));
    }
    if (!unstored.isEmpty()) {
      later(lease.isCut() ? 200 : stalls(10), this::store);
    }
  }

  @Override
  public void read(DispatcherDriver from, DispatcherAction.Read read) {
    // which list it goes by is decided at its beginning
    NodeView view = lease.view();
    later(
        stalls(30),
        () -> {
          if (lease.isCut() || random.nextInt(20) == 0) {
            later(500, () -> from.submit(failed(read)));
          } else {
            DispatcherInput page = reads.page(view, read);
            later(stalls(30), () -> from.submit(page));
          }
        });
  }

  private static DispatcherInput failed(DispatcherAction.Read read) {
    return read instanceof DispatcherAction.ReadRedeliveries
        ? new DispatcherInput.RedeliveryPage(read.webhook(), List.of(), false)
        : new DispatcherInput.PageFailed(read.webhook());
  }

  @Override
  public void send(DispatcherDriver from, DispatcherAction.Send send) {
    DueDelivery due = send.due();
    NodeRules.Sent sent = world.started(due, send.webhook(), lease.epoch());
    onTheWire.add(sent);
    boolean success = random.nextDouble() >= world.failing();
    ReceiverResponse response = ReceiverResponse.of(success ? 200 : 500);
    Instant began = time.now();
    later(
        random.nextInt(8) == 0 ? 4_000 : 100,
        () -> {
          onTheWire.remove(sent);
          world.rules().ended(sent, success);
          Outcome outcome =
              success ? new Outcome.Accepted(response) : new Outcome.Rejected(response);
          from.submit(new DispatcherInput.Attempted(due, attempt(due, began, outcome)));
        });
  }

  private Attempt attempt(DueDelivery due, Instant began, Outcome outcome) {
    Duration took = Duration.between(began, time.now());
    Attempt first = new Attempt(due.delivery().attempts() + 1, began, took, outcome);
    return due.redelivery() ? world.again(first) : first;
  }

  /** The store is slow at times. */
  private int stalls(int usualMillis) {
    return random.nextInt(12) == 0 ? 5_000 : usualMillis;
  }

  private void later(int millisMax, Runnable what) {
    time.in(random.nextInt(millisMax + 1), what);
  }
}
