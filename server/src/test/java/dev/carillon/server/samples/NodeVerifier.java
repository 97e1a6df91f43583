package dev.carillon.server.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Has received requests verified by the public libraries for Node. */
public final class NodeVerifier {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> checks;
  private final StringBuilder requests = new StringBuilder();

  /** Verifies with these of {@code standardwebhooks}, {@code svix}, {@code x-hook-signature}. */
  public NodeVerifier(String... checks) {
    this.checks = List.of(checks);
  }

  void add(String token, SignedSample sample) throws IOException {
    add(token, sample.headers(), sample.bytes());
  }

  /**
   * Adds a request.
   *
   * @param token the webhook's secret token
   * @param headers by lower-case name
   * @param body as it was received
   */
  public void add(String token, Map<String, String> headers, byte[] body) throws IOException {
    Map<String, Object> request =
        Map.of(
            "secret", token, "headers", headers, "body", Base64.getEncoder().encodeToString(body));
    requests.append(JSON.writeValueAsString(request)).append('\n');
  }

  /** What was found: {@code {"ok":n,"bad":n,"faults":[…]}}. */
  public String verdict() throws IOException, InterruptedException {
    NodeProject.install();
    List<String> command = new ArrayList<>(List.of("node", "verify.mjs"));
    command.addAll(checks);
    return NodeProject.run(command, requests.toString()).strip();
  }
}
