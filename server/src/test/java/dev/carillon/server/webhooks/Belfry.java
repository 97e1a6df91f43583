package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.util.function.UnaryOperator;

/** What the rules are tried with; everything it gives is closed after the test. */
interface Belfry {

  /** Where this test's store stays. */
  Home home();

  <T extends AutoCloseable> T closing(T resource);

  default Tower tower(Policies rules) {
    return tower(rules.policy());
  }

  default Tower tower(DeliveryPolicy policy) {
    return closing(Tower.in(home(), policy));
  }

  default Tower tower(Policies rules, UnaryOperator<HooksStore> ports) {
    return closing(Tower.over(home(), rules.policy(), ports));
  }

  default Bell bell(int status) {
    return closing(Bell.answering(status));
  }

  default Bell bell(Script script) {
    return closing(Bell.doing(script));
  }
}
