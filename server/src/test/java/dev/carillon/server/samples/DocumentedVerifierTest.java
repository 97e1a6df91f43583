package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S15: the verifier that our documentation prints, against requests that it must refuse. */
class DocumentedVerifierTest {

  private static final Pattern SAMPLE =
      Pattern.compile("```python story verify\\.py\\n(.*?)```", Pattern.DOTALL);
  private static final String BODY = "{\"type\": \"asset_create\", \"name\": \"été 🔔\"}";

  private final Secret secret = Secret.random();
  private final Instant now = Instant.now();
  private final SignedSample good = SignedSample.of(secret, now, BODY);

  @TempDir private Path folder;

  @BeforeEach
  void print() throws IOException {
    Matcher sample = SAMPLE.matcher(Files.readString(Path.of("../docs/webhooks/verify.md")));
    assertThat(sample.find()).isTrue();
    Files.writeString(folder.resolve("verify.py"), sample.group(1));
  }

  @Test
  void itAcceptsWhatIsGenuine() throws Exception {
    Secret rotated = secret.rotated(now, now.plusSeconds(3600));
    SignedSample both = SignedSample.of(rotated, now, BODY);
    accepted(secret.token(), good);
    accepted(secret.token(), SignedSample.of(secret, now.minusSeconds(280), BODY));
    accepted(secret.token(), both);
    accepted(rotated.token(), both);
  }

  @Test
  void itRefusesWhatIsNot() throws Exception {
    SignedSample other = SignedSample.of(Secret.random(), now, BODY);
    Secret rotated = secret.rotated(now, now.plusSeconds(3600));
    SignedSample both = SignedSample.of(rotated, now, BODY);
    refused("altered body", good.withBody(BODY.replace("create", "remove")));
    refused("longer body", good.withBody(BODY + " "));
    refused("old", SignedSample.of(secret, now.minusSeconds(400), BODY));
    refused("of tomorrow", SignedSample.of(secret, now.plusSeconds(400), BODY));
    refused("wrong secret", other);
    refused("no signature", good.without("webhook-signature"));
    refused("no id", good.without("webhook-id"));
    refused("no time", good.without("webhook-timestamp"));
    refused("empty signature", good.with("webhook-signature", ""));
    refused("no time in it", good.with("webhook-timestamp", "soon"));
    refused("another version", good.with("webhook-signature", "v2,AAAA"));
    refused("another id", good.with("webhook-id", other.header("webhook-id")));
    refused(
        "two wrong ones",
        good.with("webhook-signature", other.header("webhook-signature") + " v1,AAAA"));
    refused("both, altered", both.withBody(BODY + " "));
    refused("no ASCII", good.with("webhook-signature", "v1,é"));
  }

  private void accepted(String token, SignedSample sample) throws Exception {
    assertThat(run(token, sample)).contains("asset_create").doesNotContain("Error");
  }

  private void refused(String why, SignedSample sample) throws Exception {
    assertThat(run(secret.token(), sample)).as(why).contains("ValueError: ");
  }

  private String run(String token, SignedSample sample) throws Exception {
    StringBuilder headers = new StringBuilder();
    for (Map.Entry<String, String> header : sample.headers().entrySet()) {
      headers.append(header.getKey()).append(": ").append(header.getValue()).append('\n');
    }
    Files.writeString(folder.resolve("headers.txt"), headers);
    Files.writeString(folder.resolve("secret.txt"), token);
    Files.write(folder.resolve("body.json"), sample.bytes());
    Process python =
        new ProcessBuilder(List.of("python3", "verify.py"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String printed =
        new String(python.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(python.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return printed;
  }
}
