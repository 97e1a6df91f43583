package dev.carillon.server.attacks.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.matrix.AccessMatrix.Row;
import dev.carillon.server.platform.http.TokenScope;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S4: every operation and every page, called by everybody. */
class AccessMatrixTest {

  @TempDir private static Path home;

  private static AttackedServer server;
  private static List<Row> rows;
  private static Map<String, Probe> probes;

  @BeforeAll
  static void open() throws IOException {
    server = new AttackedServer(home);
    rows = AccessMatrix.read();
    probes = new TreeMap<>();
    Probe.all(server.server().routes().all()).forEach(probe -> probes.put(probe.toString(), probe));
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void everyRouteHasARowAndEveryRowARoute() {
    Map<String, String> listed = new TreeMap<>();
    rows.forEach(row -> listed.put(row.toString(), row.operation()));
    Map<String, String> there = new TreeMap<>();
    probes.forEach((call, probe) -> there.put(call, probe.operation()));
    assertThat(listed).isEqualTo(there);
    assertThat(rows).hasSameSizeAs(listed.keySet());
  }

  @Test
  void everyScopeOfApiTokensHasAVisitorOfItsOwn() {
    assertThat(Arrays.stream(Visitor.values()).map(Visitor::scopes))
        .containsAll(Arrays.stream(TokenScope.values()).map(one -> List.of(one.text())).toList());
  }

  @Test
  void everyCellIsAnsweredAsTheTableSays() {
    List<String> others = new ArrayList<>();
    for (Row row : rows) {
      Probe probe = probes.get(row.toString());
      if (probe == null) {
        continue; // told by the other test
      }
      for (Visitor visitor : Visitor.values()) {
        int status = status(probe, visitor);
        if (!row.expected(visitor).contains(status)) {
          others.add(row + " by " + visitor + ": " + status + ", not " + row.expected(visitor));
        }
      }
    }
    assertThat(others).isEmpty();
    assertThat(rows.size() * Visitor.values().length).as("cells").isGreaterThan(5000);
  }

  private static int status(Probe probe, Visitor visitor) {
    if (probe.endsLogIns()) {
      server.renew();
    }
    HttpRequest.Builder request =
        server.request(probe.method(), probe.target(), server.proof(visitor));
    if (!probe.body().isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .method(probe.method(), BodyPublishers.ofString(probe.body()));
    }
    int status = server.status(request.build());
    if (probe.endsLogIns()) {
      server.renew();
    }
    return status;
  }
}
