package dev.carillon.server.webhooks;

import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.delivery.DeliveryPolicy;
import dev.carillon.hooks.delivery.HooksStore;
import dev.carillon.server.testing.RecordingReceiver;
import dev.carillon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What the rules of delivery are tried with; everything it gives is closed after the test. */
abstract class EngineFixture {

  /** What is the same whatever the database is, is tried on the quicker one. */
  @Parameter private TestDatabase database = TestDatabase.SQLITE;

  @TempDir private Path folder;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private StoreHome home;

  @BeforeEach
  final void build() {
    home = new StoreHome(folder, database.fresh());
  }

  @AfterEach
  final void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /** Where this test's store stays. */
  final StoreHome home() {
    return home;
  }

  final <T extends AutoCloseable> T closing(T resource) {
    opened.push(resource);
    return resource;
  }

  final RunningEngine engine(Policies rules) {
    return engine(rules.policy());
  }

  final RunningEngine engine(DeliveryPolicy policy) {
    return closing(RunningEngine.in(home, policy));
  }

  final RunningEngine engine(Policies rules, UnaryOperator<HooksStore> ports) {
    return closing(RunningEngine.over(home, rules.policy(), ports));
  }

  final RecordingReceiver receiver(int status) {
    return closing(RecordingReceiver.answering(status));
  }

  final RecordingReceiver receiver(Script script) {
    return closing(RecordingReceiver.doing(script));
  }
}
