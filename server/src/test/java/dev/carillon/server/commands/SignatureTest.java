package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.server.commands.Carillon.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon sign} and {@code carillon verify}, which need no server. */
class SignatureTest {

  @TempDir Path folder;
  private Carillon shell = new Carillon(Path.of(""));
  private Path body = Path.of("");
  private Path headers = Path.of("");

  @BeforeEach
  void sign() throws IOException {
    shell = new Carillon(folder).with("CARILLON_WEBHOOK_SECRET", Secret.random().token());
    body = Files.writeString(folder.resolve("body.json"), "{\"type\":\"asset_create\",\"ü\":1}");
    headers = folder.resolve("headers.txt");
    Files.writeString(headers, shell.run("sign", "--body", body.toString()).is(0).out());
  }

  @Test
  void whatWasSignedIsValid() {
    assertThat(verify().is(0).out()).isEqualTo("valid\n");
    assertThat(verify("--json").is(0).json().path("valid").asBoolean()).isTrue();
  }

  @Test
  void anAlteredBodyAnotherSecretAnOldTimeAndNoSignatureAreInvalid() throws IOException {
    Files.writeString(body, Files.readString(body) + " ");
    assertThat(verify().is(1).out()).contains("X-Hook-Signature", "webhook-signature");
    sign();

    shell.with("CARILLON_WEBHOOK_SECRET", Secret.random().token());
    verify().is(1);
    sign();

    long old = Instant.now().getEpochSecond() - 301;
    Ended signed = shell.run("sign", "--body", body.toString(), "--timestamp", "" + old);
    Files.writeString(headers, signed.is(0).out());
    assertThat(verify().is(1).out()).contains("webhook-timestamp");
    verify("--tolerance", "10m").is(0);
    long early = Instant.now().getEpochSecond() + 400;
    Ended ahead = shell.run("sign", "--body", body.toString(), "--timestamp", "" + early);
    Files.writeString(headers, ahead.is(0).out());
    assertThat(verify().is(1).out()).contains("webhook-timestamp");

    Files.writeString(headers, "Content-Type: application/json\n");
    assertThat(verify().is(1).out()).contains("both missing");
    assertThat(verify("--json").is(1).json().path("wrong")).hasSize(1);
  }

  @Test
  void oneOfTwoSignaturesSuffices() throws IOException {
    Files.writeString(
        headers,
        Files.readString(headers).replace("webhook-signature: ", "webhook-signature: v1,AAAA "));

    verify().is(0);
  }

  @Test
  void aPublicKeyVerifiesWithoutTheSecret() throws IOException {
    SigningKey key = SigningKey.random(Instant.now());
    String x = Base64.getUrlEncoder().withoutPadding().encodeToString(key.publicKey());
    Path jwks = folder.resolve("jwks.json");
    Files.writeString(
        jwks, "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}]}");
    Path file = folder.resolve("private.txt");
    Files.writeString(file, "whsk_" + Base64.getEncoder().encodeToString(key.seed()));
    Ended signed =
        shell.run("sign", "--body", body.toString(), "--private-key-file", file.toString());
    Files.writeString(headers, signed.is(0).out());
    verify().is(0);

    shell = new Carillon(folder);
    String known = "whpk_" + Base64.getEncoder().encodeToString(key.publicKey());
    String other =
        "whpk_" + Base64.getEncoder().encodeToString(SigningKey.random(Instant.now()).publicKey());
    assertThat(verify("--public-key", known).is(0).out()).isEqualTo("valid\n");
    verify("--public-key", other, "--public-key", known).is(0);
    verify("--jwks", jwks.toString()).is(0);
    assertThat(verify("--public-key", other).is(1).out()).contains("no signature v1a");
    assertThat(verify("--public-key", "whpk_AAAA").is(2).err()).contains("'whpk_AAAA'", "32 bytes");
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;
    String none = "whpk_" + Base64.getEncoder().encodeToString(noPoint);
    assertThat(verify("--public-key", none).is(2).err()).contains(none, "no public key of Ed25519");
    assertThat(verify("--jwks", "-", "--secret-file", "-").is(2).err())
        .contains("only one of --body, --headers, --jwks and --secret-file");
    shell.with("CARILLON_WEBHOOK_SECRET", "not base64!");
    verify("--public-key", known).is(0);
    shell = new Carillon(folder);
    assertThat(verify().is(2).err()).contains("the secret is missing");
    Files.writeString(body, Files.readString(body) + " ");
    verify("--jwks", jwks.toString()).is(1);
  }

  @Test
  void aSecretThatIsNoneIsRefusedAndNotRepeated() {
    Ended refused =
        shell.with("CARILLON_WEBHOOK_SECRET", "not base64!").run("sign", "--body", body.toString());

    assertThat(refused.is(2).err()).contains("not standard base64").doesNotContain("not base64!");
  }

  private Ended verify(String... more) {
    String[] all = new String[more.length + 5];
    all[0] = "verify";
    all[1] = "--body";
    all[2] = body.toString();
    all[3] = "--headers";
    all[4] = headers.toString();
    System.arraycopy(more, 0, all, 5, more.length);
    return shell.run(all);
  }
}
