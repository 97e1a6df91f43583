package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Has received requests verified by the public libraries for Node. */
public final class NodeVerifier {

  private static final Path PROJECT = Path.of("src/test/node").toAbsolutePath();
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
    if (Files.notExists(PROJECT.resolve("node_modules"))) {
      run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), "");
    }
    List<String> command = new ArrayList<>(List.of("node", "verify.mjs"));
    command.addAll(checks);
    return run(command, requests.toString()).strip();
  }

  private static String run(List<String> command, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(Files.createTempFile("verify", ".jsonl"), input);
    Path out = Files.createTempFile("verify", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(PROJECT.toFile())
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(out, StandardCharsets.UTF_8);
    Files.delete(in);
    Files.delete(out);
    assertThat(ended && process.exitValue() == 0).as("%s printed %s", command, printed).isTrue();
    return printed;
  }
}
