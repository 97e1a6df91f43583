package dev.carillon.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.testkit.Received;
import dev.carillon.server.crash.Change.Answer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The checker sees each kind of fault: one that sees none would prove nothing. */
class DeliveryCheckerTest {

  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final String TOKEN = Base64.getEncoder().encodeToString(KEY);

  private final List<Change> changes =
      List.of(
          new Change("v1", "a", Change.CREATE, Answer.ACCEPTED),
          new Change("v2", "a", Change.UPDATE, Answer.ACCEPTED),
          new Change("v3", "a", Change.UPDATE, Answer.REFUSED),
          new Change("v4", "a", Change.UPDATE, Answer.UNKNOWN));

  private final List<Receipt> receipts =
      new ArrayList<>(
          List.of(
              receipt("w1", "d1", Change.CREATE, "v1"),
              receipt("w2", "d2", Change.CREATE, "v1"),
              receipt("w1", "d3", Change.UPDATE, "v2"),
              receipt("w2", "d4", Change.UPDATE, "v2"),
              receipt("w2", "d4", Change.UPDATE, "v2"),
              receipt("w1", "d5", Change.UPDATE, "v4")));

  @Test
  void whatIsAsItMustBeHasNoFaults() {
    var verdict = checker().check(receipts);

    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.accepted()).isEqualTo(2);
    assertThat(verdict.received()).isEqualTo(6);
    assertThat(verdict.duplicates()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
  }

  @Test
  void aDroppedReceiptIsALoss() {
    receipts.remove(2);

    var verdict = checker().check(receipts);

    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.faults()).singleElement().asString().startsWith("lost: ");
  }

  @Test
  void aChangedBodyIsNotGenuine() {
    Received request = request("w1", "d3", body(Change.UPDATE, "v2"));
    receipts.set(
        2,
        Receipt.of(
            new Received(request.requestLine(), request.headers(), withSpace(request.body()), 0),
            TOKEN));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("not genuine: ");
  }

  @Test
  void arrivingAgainWithAnotherBodyIsAFault() {
    String other = body(Change.UPDATE, "v2").replace("}}", "},\"more\":1}");
    receipts.set(4, Receipt.of(request("w2", "d4", other), TOKEN));

    assertThat(checker().check(receipts).faults())
        .anySatisfy(fault -> assertThat(fault).startsWith("came again, but differs: "))
        .anySatisfy(fault -> assertThat(fault).startsWith("one id for several bodies: "));
  }

  @Test
  void arrivingAgainUnderAnotherIdIsAFault() {
    receipts.set(4, receipt("w2", "d9", Change.UPDATE, "v2"));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("came again, but differs: ");
  }

  @Test
  void arrivingAgainWithoutACrashIsAFault() {
    receipts.add(receipt("w1", "d1", Change.CREATE, "v1"));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("came again without need: ");
  }

  @Test
  void whatNobodyAskedForIsAFault() {
    receipts.add(receipt("w1", "d7", Change.UPDATE, "v9"));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("nobody asked for: ");
  }

  @Test
  void whatWasRefusedMustNotBeTold() {
    receipts.add(receipt("w1", "d7", Change.UPDATE, "v3"));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("was refused: ");
  }

  @Test
  void theEventOfAnotherChangeIsAFault() {
    receipts.set(2, receipt("w1", "d3", Change.CREATE, "v2"));

    assertThat(checker().check(receipts).faults())
        .singleElement()
        .asString()
        .startsWith("tells something else ");
  }

  private DeliveryChecker checker() {
    return new DeliveryChecker(changes, Set.of("w1", "w2")).diedWith(List.of("d4"));
  }

  private static byte[] withSpace(byte[] body) {
    return (new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8);
  }

  private static Receipt receipt(String webhook, String id, String type, String value) {
    return Receipt.of(request(webhook, id, body(type, value)), TOKEN);
  }

  private static String body(String type, String value) {
    return "{\"type\":\"%s\",\"assetId\":\"a\",\"metadata\":{\"status\":\"%s\"}}"
        .formatted(type, value);
  }

  private static Received request(String webhook, String id, String body) {
    String time = Long.toString(Instant.now().getEpochSecond());
    byte[] signature = hmac(KEY, id + "." + time + "." + body);
    return new Received(
        "POST /" + webhook + " HTTP/1.1",
        List.of(
            Map.entry("webhook-id", id),
            Map.entry("webhook-timestamp", time),
            Map.entry("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature)),
            Map.entry(
                "X-Hook-Signature",
                HexFormat.of().formatHex(hmac(TOKEN.getBytes(StandardCharsets.US_ASCII), body)))),
        body.getBytes(StandardCharsets.UTF_8),
        0);
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
