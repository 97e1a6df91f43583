package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Secret;
import dev.carillon.server.samples.ReceiverTest.ReceiverProcess.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiverTest {

  private static final String BODY =
      "{\"timestamp\":1591271532123,\"type\":\"asset_update_metadata\","
          + "\"assetId\":\"2n-UzMFgate9nAwg8zLXCs\",\"metadata\":{\"name\":\"été 🎉.jpg\"},"
          + "\"changedMetadata\":{\"status\":{\"oldValue\":null,\"newValue\":\"Final\"}}}";
  private static final String LINE = " asset_update_metadata 2n-UzMFgate9nAwg8zLXCs";

  private final Secret secret = Secret.random();
  private final Instant now = Instant.now();
  private final SignedSample good = SignedSample.of(secret, now, BODY);

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource
  void goodRequestsAreAcceptedAndDuplicatesAreTold(Sample sample) throws Exception {
    try (ReceiverProcess receiver = new ReceiverProcess(sample, Map.of("SECRET", secret.token()))) {
      assertThat(receiver.post(good)).isEqualTo(204);
      assertThat(receiver.line()).startsWith("event" + LINE);
      assertThat(receiver.post(good)).isEqualTo(204);
      assertThat(receiver.line()).startsWith("again" + LINE);
      assertThat(receiver.post(SignedSample.of(secret, now.minusSeconds(290), BODY)))
          .isEqualTo(204);
      assertThat(receiver.line()).startsWith("event" + LINE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgedRequestsAreRefused(Sample sample) throws Exception {
    SignedSample other = SignedSample.of(Secret.random(), now, BODY);
    List<SignedSample> forged =
        List.of(
            good.withBody(BODY.replace("Final", "Draft")),
            good.withBody(BODY + " "),
            good.withBody(""),
            other,
            good.with("webhook-signature", other.header("webhook-signature")),
            good.with("webhook-signature", "v1,"),
            good.with("webhook-signature", "v1"),
            good.with("webhook-signature", good.header("x-hook-signature")),
            good.with(
                "webhook-signature", good.header("webhook-signature").replaceFirst("^v1,", "v2,")),
            good.without("webhook-signature"),
            good.without("webhook-id"),
            good.without("webhook-timestamp"),
            good.with("webhook-id", other.header("webhook-id")),
            good.with("webhook-timestamp", Long.toString(now.getEpochSecond() + 1)),
            good.with("webhook-timestamp", now.getEpochSecond() + ".0"),
            good.with("webhook-timestamp", "soon"),
            SignedSample.of(secret, now.minus(Duration.ofSeconds(310)), BODY),
            SignedSample.of(secret, now.plus(Duration.ofSeconds(330)), BODY));
    try (ReceiverProcess receiver = new ReceiverProcess(sample, Map.of("SECRET", secret.token()))) {
      for (SignedSample each : forged) {
        assertThat(receiver.post(each)).as("%s", each).isEqualTo(401);
        assertThat(receiver.line()).startsWith("refused: ");
      }
      assertThat(receiver.post(good)).isEqualTo(204);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileTwoSecretsAreValidEachIsEnough(Sample sample) throws Exception {
    Secret rotated = secret.rotated(now, now.plusSeconds(3600));
    SignedSample both = SignedSample.of(rotated, now, BODY);
    assertThat(both.header("webhook-signature")).contains(" ");
    for (String token : List.of(secret.token(), rotated.token())) {
      try (ReceiverProcess receiver = new ReceiverProcess(sample, Map.of("SECRET", token))) {
        assertThat(receiver.post(both)).isEqualTo(204);
        assertThat(receiver.post(both.withBody(BODY + " "))).isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theHookSignatureAloneIsEnoughWhereThatIsAskedFor(Sample sample) throws Exception {
    Map<String, String> environment =
        Map.of("SECRET", secret.token(), "VERIFY", "x-hook-signature");
    SignedSample bare =
        good.without("webhook-id").without("webhook-signature").without("webhook-timestamp");
    SignedSample other = SignedSample.of(Secret.random(), now, BODY);
    String signature = bare.header("x-hook-signature");
    try (ReceiverProcess receiver = new ReceiverProcess(sample, environment)) {
      assertThat(receiver.post(bare)).isEqualTo(204);
      assertThat(receiver.line()).startsWith("event" + LINE);
      assertThat(receiver.post(bare.withBody(BODY + " "))).isEqualTo(401);
      assertThat(receiver.post(other)).isEqualTo(401);
      assertThat(receiver.post(bare.without("x-hook-signature"))).isEqualTo(401);
      assertThat(receiver.post(bare.with("x-hook-signature", signature.substring(1))))
          .isEqualTo(401);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSecretMayComeLaterThroughAFile(Sample sample) throws Exception {
    Path file = Files.writeString(temp.resolve("secret"), "");
    try (ReceiverProcess receiver =
        new ReceiverProcess(sample, Map.of("SECRET_FILE", file.toString()))) {
      assertThat(receiver.post(good)).isEqualTo(401);
      Files.writeString(file, secret.token() + "\n");
      assertThat(receiver.post(good)).isEqualTo(204);
    }
  }

  /** A sample receiver as a process of its own, on a free port. */
  static final class ReceiverProcess implements AutoCloseable {

    private static final Path SAMPLES = Path.of("").toAbsolutePath().resolveSibling("samples");
    private static final String LISTENING = "listening on ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Process process;
    private final URI url;

    /** The samples there are. */
    enum Sample {
      NODE,
      JAVA;

      private List<String> command() {
        return switch (this) {
          case NODE -> List.of("node", SAMPLES.resolve("receiver-node/receiver.mjs").toString());
          case JAVA ->
              List.of(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  SAMPLES.resolve("receiver-java/Receiver.java").toString());
        };
      }
    }

    ReceiverProcess(Sample sample, Map<String, String> environment)
        throws IOException, InterruptedException {
      ProcessBuilder builder = new ProcessBuilder(sample.command()).redirectErrorStream(true);
      builder.environment().put("PORT", "0");
      builder.environment().putAll(environment);
      process = builder.start();
      Thread.ofVirtual().start(this::read);
      String first = line();
      if (!first.startsWith(LISTENING)) {
        process.destroy();
        throw new IllegalStateException("the sample said: " + first + " " + lines);
      }
      url = URI.create(first.substring(LISTENING.length()));
    }

    private void read() {
      try (BufferedReader reader = process.inputReader()) {
        reader.lines().forEach(lines::add);
      } catch (IOException | java.io.UncheckedIOException ended) {
        lines.add("ended: " + ended.getMessage());
      }
    }

    /** The next line it prints. */
    String line() throws InterruptedException {
      String line = lines.poll(60, TimeUnit.SECONDS);
      return line == null ? "nothing for a minute" : line;
    }

    /** The status it answers. */
    int post(SignedSample sample) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(sample.bytes()));
      sample.headers().forEach(request::header);
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Override
    public void close() {
      client.close();
      process.destroy();
      process.onExit().join();
    }
  }
}
