package dev.carillon.server.addressguard;

import static dev.carillon.server.testing.Operator.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.contracts.ScriptedReceiver.Script;
import dev.carillon.hooks.http.address.AddressGuard;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.Operator;
import dev.carillon.server.testing.TestResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * S1: the first and the last address of every blocked range, and those beside it. What may be
 * dialled goes to a proxy that writes down where to and leads nowhere, so nothing leaves this
 * machine.
 */
class EdgesTest {

  @TempDir private Path home;

  /** One address at the edge of a range. */
  private record Edge(String range, String which, String address, boolean open) {

    static List<Edge> all() {
      return UrlRow.lines("edges.csv")
          .skip(1)
          .map(line -> line.split(","))
          .map(cells -> new Edge(cells[0], cells[1], cells[2], cells[3].equals("open")))
          .toList();
    }

    String host() {
      return address.contains(":") ? "[" + address + "]" : address;
    }
  }

  @Test
  void theGuardKnowsEveryEdge() {
    AddressGuard strict = new AddressGuard(List.of(), Set.of());
    SoftAssertions all = new SoftAssertions();
    for (Edge edge : Edge.all()) {
      var target = new InetSocketAddress(InetAddress.ofLiteral(edge.address()), 80);
      all.assertThat(strict.objection(target).isEmpty()).as(edge.toString()).isEqualTo(edge.open());
    }
    all.assertAll();
    assertThat(Edge.all()).hasSizeGreaterThan(120);
  }

  @Test
  void onlyWhatIsOpenIsEverAskedOfTheProxy() throws Exception {
    List<String> open = new ArrayList<>();
    try (ScriptedReceiver proxy = ScriptedReceiver.start(Script.status(403));
        Server server = Server.start(config(proxy))) {
      Operator operator = new Operator(server);
      String saved = operator.register("http://8.8.8.8/", false).ok().get("id").asText();
      SoftAssertions all = new SoftAssertions();
      for (Edge edge : Edge.all()) {
        var url = JSON.createObjectNode().put("url", "http://" + edge.host() + "/");
        JsonNode checked = operator.json("POST", "/api/url-checks", url).ok();
        TestResponse created = operator.register(url.get("url").asText(), false);
        TestResponse changed = operator.change(saved, url);
        TestResponse tried = operator.json("POST", "/api/tests", url);
        String verdict = edge.open() ? "accepted" : "refused";
        all.assertThat(checked.get("verdict").asText()).as(edge.toString()).isEqualTo(verdict);
        all.assertThat(created.status()).as(edge.toString()).isEqualTo(edge.open() ? 201 : 400);
        all.assertThat(changed.status()).as(edge.toString()).isEqualTo(edge.open() ? 200 : 400);
        all.assertThat(tried.status()).as(edge.toString()).isEqualTo(edge.open() ? 200 : 400);
        if (edge.open()) {
          InetAddress address = InetAddress.ofLiteral(edge.address());
          String host = address.getHostAddress();
          open.add("CONNECT " + (host.contains(":") ? "[" + host + "]" : host) + ":80 HTTP/1.1");
        }
      }
      all.assertAll();
      assertThat(proxy.rest())
          .extracting(Received::requestLine)
          .containsExactlyInAnyOrderElementsOf(open);
    }
  }

  private ServerConfig config(ScriptedReceiver proxy) {
    return ServerConfig.read(
        Map.of("home", home.toString(), "port", "0", "bind", "0.0.0.0"),
        Map.of("CARILLON_OUTBOUND_PROXY", "127.0.0.1:" + proxy.port()));
  }
}
