package dev.carillon.server.attacks.forgery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.attacks.AttackedServer;
import dev.carillon.server.attacks.Visitor;
import dev.carillon.server.attacks.fuzz.Operation;
import dev.carillon.server.attacks.matrix.Probe;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S5, S6: each answer of each route tells browsers what they must not do with it. */
class HeadersTest {

  @TempDir private static Path home;

  private static AttackedServer server;

  @BeforeAll
  static void open() {
    server = new AttackedServer(home);
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @Test
  void everyAnswerOfEveryRouteIsHardened() {
    Set<String> live =
        Operation.all().stream()
            .filter(Operation::live)
            .map(Operation::id)
            .collect(Collectors.toSet());
    List<String> soft = new ArrayList<>();
    for (Probe probe : Probe.all(server.server().routes().all())) {
      if (!live.contains(probe.operation())) {
        for (Visitor visitor : List.of(Visitor.ANONYMOUS, Visitor.USER, Visitor.SUPER_PRO)) {
          look(soft, probe.method(), probe.target(), visitor);
        }
        if (probe.method().equals("GET")) {
          look(soft, "HEAD", probe.target(), Visitor.ANONYMOUS);
        }
      }
    }
    for (String strange : List.of("/nothing", "/api/nothing", "/pages/nothing", "/share/a/b/c/d")) {
      look(soft, "GET", strange, Visitor.ANONYMOUS);
      look(soft, "BREW", strange, Visitor.ANONYMOUS);
    }
    assertThat(soft).isEmpty();
  }

  private static void look(List<String> soft, String method, String target, Visitor visitor) {
    HttpResponse<byte[]> answer =
        server.send(server.request(method, target, server.proof(visitor)).build());
    faults(answer)
        .ifPresent(fault -> soft.add(method + " " + target + " " + answer.statusCode() + fault));
  }

  private static Optional<String> faults(HttpResponse<byte[]> answer) {
    HttpHeaders headers = answer.headers();
    String policy = headers.firstValue("Content-Security-Policy").orElse("");
    String type = headers.firstValue("Content-Type").orElse("");
    boolean page = type.startsWith("text/html");
    if (!headers.firstValue("X-Content-Type-Options").orElse("").equals("nosniff")) {
      return Optional.of(": no nosniff");
    }
    if (!policy.startsWith("default-src 'none'")
        || policy.matches(".*script-src[^;]*'unsafe-.*")
        || !(policy.contains("frame-ancestors 'none'") || policy.contains("sandbox"))) {
      return Optional.of(": policy " + policy);
    }
    if (page && policy.matches(".*style-src[^;]*'unsafe-.*")) {
      return Optional.of(": styles " + policy);
    }
    if (!headers.firstValue("X-Frame-Options").orElse("").equals("DENY")
        || headers.firstValue("Referrer-Policy").isEmpty()
        || headers.firstValue("Cache-Control").isEmpty()) {
      return Optional.of(": " + headers.map());
    }
    if (headers.firstValue("Server").isPresent()
        || headers.firstValue("X-Powered-By").isPresent()) {
      return Optional.of(": tells what it runs on");
    }
    return Optional.empty();
  }
}
