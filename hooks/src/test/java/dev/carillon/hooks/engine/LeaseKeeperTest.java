package dev.carillon.hooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.delivery.DueDeliveries;
import dev.carillon.hooks.delivery.HooksConfig;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksListener;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.delivery.Lease;
import dev.carillon.hooks.delivery.LogRetention;
import dev.carillon.hooks.delivery.NodeHints;
import dev.carillon.hooks.delivery.NodeView;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.webhook.Webhook;
import dev.carillon.hooks.webhook.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the dispatchers are told of the lease and of other nodes, and when. */
class LeaseKeeperTest {

  private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration EVERY = Duration.ofSeconds(3);

  private final List<Object> told = new ArrayList<>();
  private final ScriptedLease lease = new ScriptedLease();
  private Instant now = NOW;
  private boolean inForce;
  private final HooksConfig config =
      HooksConfig.of(
              new HooksStore(
                  SimulatedNode.none(Webhooks.class),
                  SimulatedNode.none(DueDeliveries.class),
                  settlements -> Map.of(),
                  SimulatedNode.none(LogRetention.class),
                  lease),
              SimulatedNode.none(Sender.class),
              () -> now)
          .with(new Told());
  private final NodeAgreement nodes =
      new NodeAgreement(config, told::add, view -> inForce, Runnable::run);
  private final LeaseKeeper keeper = new LeaseKeeper(config, told::add, nodes);

  private static final DispatcherInput HELD =
      new DispatcherInput.LeaseHeld(NOW.plus(LEASE).minus(EVERY));

  private DispatcherInput seen() {
    return new DispatcherInput.NodesChanged(lease.view);
  }

  @Test
  void nothingIsSentBeforeTheFirstRenewal() {
    keeper.begin();
    assertThat(told).containsExactly(seen(), new DispatcherInput.LeaseHeld(NOW));
    told.clear();
    assertThat(keeper.round()).isTrue();
    assertThat(told).containsExactly(HELD);
  }

  @Test
  void theLeaseCountsFromWhenItsRenewalWasAskedForThoughTheMachineWasSuspendedMeanwhile() {
    keeper.begin();
    told.clear();
    lease.renewing = () -> now = NOW.plusSeconds(60);
    assertThat(keeper.round()).isTrue();
    assertThat(told).as("it has ended before it is told").containsExactly(HELD);
  }

  @Test
  void whoWasTakenOverEntersAnewAndTheListOfTheNewEpochComesBeforeTheLease() {
    keeper.begin();
    told.clear();
    lease.takenOver = true;
    assertThat(keeper.round()).isTrue();
    assertThat(told)
        .containsExactly(new DispatcherInput.LeaseLost(), "lost", "rejoined", seen(), HELD);
  }

  @Test
  void itTriesAgainWhereTheStoreCannotBeReachedAndTellsOfTheLossOnce() {
    keeper.begin();
    told.clear();
    lease.takenOver = true;
    lease.entering =
        new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away", new Exception());
    assertThat(keeper.round()).isTrue();
    assertThat(keeper.round()).isTrue();
    assertThat(told).containsExactly(new DispatcherInput.LeaseLost(), "lost", "failed", "failed");
    told.clear();
    lease.entering = null;
    assertThat(keeper.round()).isTrue();
    assertThat(told).containsExactly("rejoined", seen(), HELD);
  }

  @Test
  void itIsHeldUntilItMayHaveEndedAndAgainAfterARenewal() {
    assertThat(keeper.held()).as("not begun").isFalse();
    keeper.begin();
    assertThat(keeper.held()).as("entered just now").isTrue();
    keeper.round();
    now = NOW.plus(LEASE).minus(EVERY).minusMillis(1);
    assertThat(keeper.held()).isTrue();
    lease.renewing =
        () -> {
          throw new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away");
        };
    keeper.round();
    now = NOW.plus(LEASE).minus(EVERY);
    assertThat(keeper.held()).as("the store is away for as long as a lease lasts").isFalse();

    lease.renewing = () -> {};
    keeper.round();
    assertThat(keeper.held()).isTrue();
    lease.takenOver = true;
    lease.entering = new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away");
    keeper.round();
    assertThat(keeper.held()).as("taken over").isFalse();
    lease.entering = null;
    keeper.round();
    assertThat(keeper.held()).isTrue();
  }

  @Test
  void whatACallerHasEnteredMeanwhileIsNoticed() {
    keeper.begin();
    told.clear();
    lease.enterAnew();
    assertThat(keeper.round()).isTrue();
    assertThat(told)
        .containsExactly(new DispatcherInput.LeaseLost(), "lost", "rejoined", seen(), HELD);
  }

  @Test
  void itStopsWhereNobodyCanEnterAnew() {
    keeper.begin();
    told.clear();
    lease.takenOver = true;
    lease.entersAnew = false;
    assertThat(keeper.round()).isFalse();
    assertThat(told)
        .containsExactly(new DispatcherInput.LeaseLost(), "lost", new DispatcherInput.Stop());
  }

  @Test
  void aListIsConfirmedOnceTheDispatchersGoByItAndAgainIfThatFails() {
    keeper.begin();
    assertThat(lease.confirmed).isEmpty();
    inForce = true;
    lease.confirming =
        new HooksException(HooksException.Code.STORE_UNAVAILABLE, "away", new Exception());
    nodes.look();
    nodes.look();
    assertThat(lease.confirmed).as("not again at once").hasSize(1);
    assertThat(nodes.pending()).isTrue();
    now = NOW.plusSeconds(1);
    lease.confirming = null;
    nodes.look();
    nodes.look();
    assertThat(lease.confirmed).hasSize(2);
    assertThat(nodes.pending()).isFalse();
  }

  @Test
  void manyHintsAtOnceAreOneAndAreTakenInTogether() {
    NodeWatch watch = new NodeWatch(config, nodes, webhooks(), told::add);
    Webhook.Id one = Webhook.Id.random();
    for (int i = 0; i < 5; i++) {
      watch.cancelled(one);
      watch.redelivered(one);
    }
    watch.round();
    assertThat(told)
        .containsExactly(
            seen(),
            new DispatcherInput.Cancelled(one),
            new DispatcherInput.RedeliveriesFound(Set.of(one)));
    told.clear();
    watch.round();
    assertThat(told).isEmpty();
  }

  @Test
  void webhooksThatCannotBeReadHoldNothingElseUp() {
    NodeWatch watch = new NodeWatch(config, nodes, webhooks(), told::add);
    Webhook.Id one = Webhook.Id.random();
    watch.webhooksChanged();
    watch.cancelled(one);
    watch.round();
    assertThat(told).containsExactly(seen(), "failed", new DispatcherInput.Cancelled(one));
  }

  /** A receiver waits for it. */
  @Test
  void thatSomethingIsDueIsPassedOnWithoutARound() {
    NodeWatch watch = new NodeWatch(config, nodes, webhooks(), told::add);
    Webhook.Id one = Webhook.Id.random();
    watch.madeDue(one);
    assertThat(told).containsExactly(new DispatcherInput.MoreDue(one));
  }

  private WebhookSync webhooks() {
    return new WebhookSync(config.store().webhooks(), () -> now, told::add);
  }

  /** Writes down what the listener is told. */
  private final class Told implements HooksListener {

    @Override
    public void leaseLost() {
      told.add("lost");
    }

    @Override
    public void rejoined() {
      told.add("rejoined");
    }

    @Override
    public void storeFailed(String what, RuntimeException failure) {
      told.add("failed");
    }
  }

  private static final class ScriptedLease implements Lease {
    private NodeView view = new NodeView(1, List.of(1L), false);
    private final List<NodeView> confirmed = new ArrayList<>();
    private boolean takenOver;
    private Runnable renewing = () -> {};
    private boolean entersAnew = true;
    private @Nullable RuntimeException entering;
    private @Nullable RuntimeException confirming;

    @Override
    public Duration renewEvery() {
      return EVERY;
    }

    @Override
    public Duration lasts() {
      return LEASE;
    }

    @Override
    public boolean renew() {
      renewing.run();
      return !takenOver;
    }

    @Override
    public boolean enterAnew() {
      if (entering != null) {
        throw entering;
      }
      if (entersAnew) {
        takenOver = false;
        view = new NodeView(view.own() + 1, List.of(view.own() + 1), false);
      }
      return entersAnew;
    }

    @Override
    public NodeView view() {
      return view;
    }

    @Override
    public void confirm(NodeView list) {
      confirmed.add(list);
      if (confirming != null) {
        throw confirming;
      }
    }

    @Override
    public void listen(NodeHints hints) {
      // the test gives the hints
    }

    @Override
    public void release() {
      // nobody else is there
    }
  }
}
