package dev.carillon.server.siege.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.siege.Fort;
import dev.carillon.server.siege.Visitor;
import dev.carillon.server.siege.matrix.AccessMatrix.Row;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S4: every operation and every page, called by everybody. */
class RecordTmpTest {

  @TempDir private static Path home;

  private static Fort fort;
  private static List<Row> rows;
  private static Map<String, Probe> probes;

  @BeforeAll
  static void open() throws IOException {
    fort = new Fort(home);
    rows = List.of();
    probes = new TreeMap<>();
    Probe.all(fort.server().routes().all()).forEach(probe -> probes.put(probe.toString(), probe));
  }

  @AfterAll
  static void close() {
    fort.close();
  }

  @Test
  void record() throws IOException {
    StringBuilder out = new StringBuilder();
    for (Probe probe : probes.values()) {
      java.util.TreeSet<Integer> letIn = new java.util.TreeSet<>();
      StringBuilder cells = new StringBuilder();
      for (Visitor visitor : Visitor.values()) {
        int status = status(probe, visitor);
        boolean in = status != 401 && status != 403;
        if (in) {
          letIn.add(status);
        }
        cells.append(',').append(in ? "in" : String.valueOf(status));
      }
      out.append(String.join(",", probe.method(), probe.path(), probe.operation())
              + ","
              + String.join("/", letIn.stream().map(String::valueOf).toList())
              + cells + "," + probe.route().effect() + "," + probe.route().access() + "\n");
    }
    java.nio.file.Files.writeString(Path.of("/tmp/siege-access.csv"), out.toString());
  }

  private static int status(Probe probe, Visitor visitor) {
    if (ends(probe)) {
      fort.renew();
    }
    HttpRequest.Builder request =
        fort.request(probe.method(), probe.target(), fort.proof(visitor));
    if (!probe.body().isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .method(probe.method(), BodyPublishers.ofString(probe.body()));
    }
    int status = fort.status(request.build());
    if (ends(probe)) {
      fort.renew();
    }
    return status;
  }

  /** Whether it ends the session or the token that comes along. */
  private static boolean ends(Probe probe) {
    return probe.path().matches("/services/(login|logout)");
  }
}
