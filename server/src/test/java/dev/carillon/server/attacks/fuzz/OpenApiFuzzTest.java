package dev.carillon.server.attacks.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F1: every operation of our description under right, extreme and wrong requests. {@code
 * -Dcarillon.fuzz.cases} says how many, {@code -Dcarillon.fuzz.seed} which.
 */
@Tag("long")
class OpenApiFuzzTest {

  private static final int CASES = Integer.getInteger("carillon.fuzz.cases", 3000);
  private static final long SEED = Long.getLong("carillon.fuzz.seed", 20261126L);
  private static final int TOLD_MAX = 40;
  private static final List<Visitor> SENDERS =
      List.of(
          Visitor.SUPER_PRO, Visitor.SUPER_API, Visitor.SESSION, Visitor.USER, Visitor.TOKEN_USER);

  @TempDir private static Path home;

  private static final Known KNOWN = new Known();
  private static final List<Operation> OPERATIONS =
      Operation.all().stream().filter(operation -> !operation.live()).toList();
  private static AttackedServer server;
  private static Seeds seeds;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
    KNOWN.spare(server.tokenIds());
    KNOWN.spare(Arrays.stream(Visitor.values()).map(Visitor::username).toList());
    seeds = new Seeds(server, KNOWN);
    seeds.sow();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void whateverIsSentIsAnsweredAsDescribed() {
    Shots shots = new Shots(SEED, KNOWN, OPERATIONS);
    Map<Shot.Aim, Integer> aims = new EnumMap<>(Shot.Aim.class);
    Map<Integer, Integer> statuses = new TreeMap<>();
    Map<String, String> faulty = new LinkedHashMap<>();
    for (int n = 0; n < CASES; n++) {
      Shot shot = shots.shot(n);
      HttpResponse<byte[]> answer = server.send(shot.request(server));
      aims.merge(shot.aim(), 1, Integer::sum);
      statuses.merge(answer.statusCode(), 1, Integer::sum);
      List<String> faults = Judge.faults(shot, answer);
      if (!faults.isEmpty() && faulty.size() < TOLD_MAX) {
        faulty.putIfAbsent(
            shot.operation().id() + answer.statusCode(), Judge.told(shot, answer, faults));
      }
      seeds.learn(answer);
    }
    System.out.println("fuzz: seed " + SEED + ", " + CASES + " cases " + aims + " " + statuses);
    assertThat(faulty.values()).as("seed %s", SEED).isEmpty();
    for (Visitor visitor : SENDERS) {
      assertThat(server.get(visitor, "/api/me").statusCode())
          .as("still known: %s", visitor)
          .isEqualTo(200);
    }
    assertThat(aims).as("what was tried").containsKeys(Shot.Aim.WRONG, Shot.Aim.STRANGER);
    assertThat(statuses.getOrDefault(200, 0)).as("answered").isGreaterThan(CASES / 10);
  }

  @Test
  void theDescriptionsOwnExamplesAreNotRefused() {
    Shots shots = new Shots(SEED, KNOWN, OPERATIONS);
    List<String> faulty = new ArrayList<>();
    for (Operation operation : OPERATIONS) {
      Shot shot = shots.example(operation, Visitor.BASIC_AUTH);
      if (!shot.body().contains("example.com")) {
        HttpResponse<byte[]> answer = server.send(shot.request(server));
        List<String> faults = Judge.faults(shot, answer);
        if (!faults.isEmpty() && operation.strict() && !operation.loose()) {
          faulty.add(Judge.told(shot, answer, faults));
        }
      }
    }
    server.renew(); // one of the examples logs out everywhere else
    assertThat(faulty).isEmpty();
  }
}
