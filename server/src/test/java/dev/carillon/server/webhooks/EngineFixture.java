package dev.carillon.server.webhooks;

import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.hooks.testkit.ScriptedReceiver.Script;
import java.util.function.UnaryOperator;

/** What the rules are tried with; everything it gives is closed after the test. */
interface EngineFixture {

  /** Where this test's store stays. */
  StoreHome home();

  <T extends AutoCloseable> T closing(T resource);

  default RunningEngine engine(Policies rules) {
    return engine(rules.policy());
  }

  default RunningEngine engine(DeliveryPolicy policy) {
    return closing(RunningEngine.in(home(), policy));
  }

  default RunningEngine engine(Policies rules, UnaryOperator<HooksStore> ports) {
    return closing(RunningEngine.over(home(), rules.policy(), ports));
  }

  default RecordingReceiver receiver(int status) {
    return closing(RecordingReceiver.answering(status));
  }

  default RecordingReceiver receiver(Script script) {
    return closing(RecordingReceiver.doing(script));
  }
}
