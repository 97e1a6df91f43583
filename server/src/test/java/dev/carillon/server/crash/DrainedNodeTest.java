package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.invariant.Verdict;
import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is drained under load says first that it is not ready, goes on to respond until
 * proxies know that, and ends; the other node sends what it left.
 */
@Tag("alone")
@Tag("long")
@Tag("faults")
@Tag("k7")
class DrainedNodeTest {

  private static final int WRITERS_EACH = 4;
  private static final int ANSWER_MILLIS = 200;

  @TempDir Path temp;

  @Test
  void whatADrainedNodeAcceptedIsSentOnce() throws Exception {
    try (NodesScenario scenario = NodesScenario.in(temp, 2)) {
      // else hardly anything would be on the wire, or waiting, at any moment
      scenario.receiver().beforeAnswer(() -> Await.pause(ANSWER_MILLIS));
      NodeLoad leaving = NodeLoad.on(scenario, 1, WRITERS_EACH);
      NodeLoad staying = NodeLoad.on(scenario, 0, WRITERS_EACH);
      Client other = scenario.node(0).client();
      Client drained = scenario.node(1).client();
      Thread.sleep(1_000);
      String id = scenario.id(1, 0);

      assertThat(drain(other, id).status()).isEqualTo(204);
      Await.until("it is not ready", () -> readiness(drained) == 503);
      // asked again meanwhile, by the one that leaves and by the other: nothing more happens
      assertThat(drain(drained, id).status()).isEqualTo(204);
      assertThat(drain(other, id).status()).isEqualTo(204);
      int before = scenario.journal().accepted();
      assertThat(scenario.writers(1).getFirst().step(drained).status()).isEqualTo(200);
      assertThat(scenario.node(1).ended()).isZero();
      leaving.join();
      assertThat(scenario.journal().accepted()).isGreaterThan(before);
      assertThat(scenario.journal().refused()).isZero();

      Client.Answer again = drain(other, id);
      assertThat(again.status()).isEqualTo(409);
      assertThat(again.body()).contains("has ended already");
      Client.Answer last = drain(other, scenario.id(0, 0));
      assertThat(last.status()).isEqualTo(409);
      assertThat(last.body()).contains("SIGTERM");
      staying.stop();
      check(scenario);
    }
  }

  private static Client.Answer drain(Client client, String id) throws IOException {
    return client.call("POST /api/nodes/" + id + "/drain");
  }

  private static int readiness(Client client) {
    try {
      return client.call("GET /health/ready").status();
    } catch (IOException closed) {
      throw new IllegalStateException("it does not listen any more, and never said so", closed);
    }
  }

  private static void check(NodesScenario scenario) throws Exception {
    Verdict verdict = scenario.verdict();
    Map<String, Number> counts = new LinkedHashMap<>(verdict.counts());
    FaultRecord.record("k7.drain", counts);
    System.out.println("k7.drain: " + counts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.duplicates()).isZero();
    assertThat(verdict.accepted()).isPositive();
  }
}
