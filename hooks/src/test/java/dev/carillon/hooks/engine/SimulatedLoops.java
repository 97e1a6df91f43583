package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.webhook.OwnerLimits;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** One to three loops, and the dispatchers on them, until their process dies. */
final class SimulatedLoops {

  private static final int LOOPS_MAX = 3;
  private static final int STARTS_MAX = 6;
  private static final DeliveryPolicy POLICY =
      new DeliveryPolicy(
          DeliveryPolicy.DEFAULT.schedule(), Set.of(), false, -1, Duration.ofSeconds(15), 16);

  private final SimulatedTime time;
  private final Random random;
  private final DeliveryPolicy policy;
  private final int count;
  private final int startsPerStepMax;
  private List<SimulatedLoop> loops = List.of();

  /**
   * As many as the seed says.
   *
   * @param random what it gives is not used for anything else: so worlds stay what they were
   * @param ownerLimits the limits of each owner
   */
  SimulatedLoops(SimulatedTime time, Random random, Function<String, OwnerLimits> ownerLimits) {
    this(time, random, POLICY.withOwnerLimits(ownerLimits));
  }

  /** Loops whose dispatchers go by other rules. */
  SimulatedLoops(SimulatedTime time, Random random, DeliveryPolicy policy) {
    this.time = time;
    this.policy = policy;
    this.random = random;
    this.count = 1 + random.nextInt(LOOPS_MAX);
    this.startsPerStepMax = 1 + random.nextInt(STARTS_MAX);
  }

  /** How many attempts a step starts at most. */
  int startsPerStepMax() {
    return startsPerStepMax;
  }

  /** A process begins, with nothing in its memory. */
  Dispatchers start(
      EngineLimits limits, DispatcherDriver.Outlets outlets, Random dispatchersRandom) {
    loops.forEach(SimulatedLoop::die);
    loops = Stream.generate(() -> new SimulatedLoop(time, random)).limit(count).toList();
    SharedCapacity shared = SharedCapacity.among(count, limits);
    Dispatchers dispatchers =
        new Dispatchers(
            loops,
            shared.permits(),
            (number, loop, wakeOther) ->
                new DispatcherDriver(
                    number,
                    new Dispatcher(
                        number, policy, shared, new Random(dispatchersRandom.nextLong())),
                    loop,
                    time::now,
                    outlets,
                    shared.permits(),
                    wakeOther));
    dispatchers.start();
    return dispatchers;
  }

  /** The process dies, and none takes its place. */
  void die() {
    loops.forEach(SimulatedLoop::die);
    loops = List.of();
  }

  /** Nothing waits for a round that is not planned, and what is free goes to all who lack it. */
  void check() {
    loops.forEach(SimulatedLoop::check);
  }
}
