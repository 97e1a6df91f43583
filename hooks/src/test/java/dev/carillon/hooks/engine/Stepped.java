package dev.carillon.hooks.engine;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.NodeView;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A dispatcher that a test steps by hand. */
final class Stepped {

  private final SharedCapacity shared;
  private final Dispatcher dispatcher;

  /** One alone, with the usual limits. */
  Stepped() {
    this(EngineLimits.DEFAULT);
  }

  /** One alone. */
  Stepped(EngineLimits limits) {
    shared = SharedCapacity.among(1, limits);
    dispatcher = new Dispatcher(0, DeliveryPolicy.DEFAULT, shared, new Random(1));
  }

  /** One step. */
  StepResult step(Instant now, List<DispatcherInput> inputs) {
    StepResult result = new StepResult();
    dispatcher.step(now, inputs, result);
    return result;
  }

  /** One step with few inputs. */
  StepResult step(Instant now, DispatcherInput... inputs) {
    return step(now, List.of(inputs));
  }

  /** Whether this is the newest list of nodes that it goes by. */
  boolean inForce(NodeView list) {
    return list.equals(dispatcher.listInForce());
  }

  /** What is taken of what all share. */
  AttemptPermits permits() {
    return shared.permits();
  }
}
