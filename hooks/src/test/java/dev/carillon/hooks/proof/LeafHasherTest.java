package dev.carillon.hooks.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The hash of a leaf is made of the bytes that the page about proofs describes. */
class LeafHasherTest {

  private static final String EVENT = "0F7s2FxLqpAkV3dVn0d2Rb";
  private static final String DELIVERY = "0F7s2FxLqpA3VxhGAXYzJ0";
  private static final byte[] BODY = "{}".getBytes(UTF_8);
  private static final byte[] NOTHING = {};

  private static final AttemptLeaf.Subject SUBJECT =
      new AttemptLeaf.Subject(DELIVERY, 1, false, "w", EVENT, "asset_create", "ä", 7);
  private static final AttemptLeaf.Request REQUEST =
      new AttemptLeaf.Request(8, "https://x", 4, filled(5), "json", "C/1", sha256(BODY));
  private static final AttemptLeaf.Result RESULT = result("accepted", 204, "", "", NOTHING);

  private final LeafHasher hasher = new LeafHasher();

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static AttemptLeaf.Result result(
      String outcome, long status, String error, String detail, byte[] more) {
    return new AttemptLeaf.Result(9, outcome, status, error, detail, more, NOTHING);
  }

  private static AttemptLeaf.Subject subject(
      String delivery, long attempt, boolean redelivery, String webhook, String event) {
    return new AttemptLeaf.Subject(
        delivery, attempt, redelivery, webhook, event, "asset_create", "ä", 7);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException every) {
      throw new IllegalStateException(every);
    }
  }

  private byte[] accepted(int status) {
    byte[] event =
        hasher.event(
            EVENT.getBytes(UTF_8),
            "asset_create".getBytes(UTF_8),
            "ä".getBytes(UTF_8),
            7,
            "json",
            hasher.hash(BODY, 0, 2));
    byte[] sender = hasher.sender("w", "https://x", 4, filled(5), "C/1");
    byte[] into = new byte[34];
    hasher.accepted(event, sender, DELIVERY, 8, 9, status, into, 1);
    assertThat(into[0]).isZero();
    assertThat(into[33]).isZero();
    return Arrays.copyOfRange(into, 1, 33);
  }

  /** A field as the page describes it: its length and its bytes. */
  private static void field(DataOutputStream out, Object value) throws IOException {
    byte[] bytes =
        switch (value) {
          case String text -> text.getBytes(UTF_8);
          case Long number -> ByteBuffer.allocate(8).putLong(number).array();
          default -> (byte[]) value;
        };
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] fields(Object... values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    for (Object value : values) {
      field(out, value);
    }
    return bytes.toByteArray();
  }

  @Test
  void aLeafIsHashedAsThePageAboutProofsDescribesIt() throws IOException {
    AttemptLeaf.Result failed = result("rejected", 503, "http_5xx", "", filled(6));
    AttemptLeaf.Subject again = subject(DELIVERY, 2, true, "w", EVENT);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(0); // before each leaf of a tree
    out.writeByte(2);
    out.write(sha256(fields(EVENT, "asset_create", "ä", 7L, "json", sha256(BODY))));
    out.write(sha256(fields("w", "https://x", 4L, filled(5), "C/1")));
    out.writeBytes(DELIVERY);
    out.writeInt(2);
    out.writeByte(1);
    out.writeByte(1);
    out.writeInt(503);
    out.writeLong(8);
    out.writeLong(9);
    assertThat(bytes.size()).isEqualTo(114);
    out.write(fields("http_5xx", "", filled(6), NOTHING));
    assertThat(hasher.of(new AttemptLeaf(again, REQUEST, failed)))
        .isEqualTo(sha256(bytes.toByteArray()));
  }

  @Test
  void aFirstAttemptThatWasAcceptedHasTheSameHashEitherWay() {
    assertThat(accepted(204)).isEqualTo(hasher.of(new AttemptLeaf(SUBJECT, REQUEST, RESULT)));
    assertThat(accepted(200)).isNotEqualTo(accepted(204));
  }

  @Test
  void eachComponentCounts() {
    AttemptLeaf.Request r = REQUEST;
    List<AttemptLeaf.Subject> subjects =
        List.of(
            subject(EVENT, 1, false, "w", EVENT),
            subject(DELIVERY, 2, false, "w", EVENT),
            subject(DELIVERY, 1, true, "w", EVENT),
            subject(DELIVERY, 1, false, "v", EVENT),
            subject(DELIVERY, 1, false, "w", DELIVERY),
            new AttemptLeaf.Subject(DELIVERY, 1, false, "w", EVENT, "asset_update", "ä", 7),
            new AttemptLeaf.Subject(DELIVERY, 1, false, "w", EVENT, "asset_create", "a", 7),
            new AttemptLeaf.Subject(DELIVERY, 1, false, "w", EVENT, "asset_create", "ä", 8));
    List<AttemptLeaf.Request> requests =
        List.of(
            new AttemptLeaf.Request(9, r.url(), 4, filled(5), "json", "C/1", r.payload()),
            new AttemptLeaf.Request(8, "https://y", 4, filled(5), "json", "C/1", r.payload()),
            new AttemptLeaf.Request(8, r.url(), 5, filled(5), "json", "C/1", r.payload()),
            new AttemptLeaf.Request(8, r.url(), 4, filled(6), "json", "C/1", r.payload()),
            new AttemptLeaf.Request(8, r.url(), 4, filled(5), "xml", "C/1", r.payload()),
            new AttemptLeaf.Request(8, r.url(), 4, filled(5), "json", "C/2", r.payload()),
            new AttemptLeaf.Request(8, r.url(), 4, filled(5), "json", "C/1", filled(7)));
    List<AttemptLeaf.Result> results =
        List.of(
            new AttemptLeaf.Result(10, "accepted", 204, "", "", NOTHING, NOTHING),
            result("rejected", 204, "", "", NOTHING),
            result("unreachable", 204, "", "", NOTHING),
            result("blocked", 204, "", "", NOTHING),
            result("acknowledged", 204, "", "", NOTHING),
            result("accepted", 205, "", "", NOTHING),
            result("accepted", 204, "x", "", NOTHING),
            result("accepted", 204, "", "x", NOTHING),
            result("accepted", 204, "", "", filled(1)),
            new AttemptLeaf.Result(9, "accepted", 204, "", "", NOTHING, filled(1)));
    Set<String> hashes = new TreeSet<>();
    hashes.add(hex(new AttemptLeaf(SUBJECT, REQUEST, RESULT)));
    subjects.forEach(one -> hashes.add(hex(new AttemptLeaf(one, REQUEST, RESULT))));
    requests.forEach(one -> hashes.add(hex(new AttemptLeaf(SUBJECT, one, RESULT))));
    results.forEach(one -> hashes.add(hex(new AttemptLeaf(SUBJECT, REQUEST, one))));
    assertThat(hashes).hasSize(1 + subjects.size() + requests.size() + results.size());
  }

  private String hex(AttemptLeaf leaf) {
    return HexFormat.of().formatHex(hasher.of(leaf));
  }

  @Test
  void whatNoAttemptCanBeIsRefused() {
    refused(subject("d", 1, false, "w", EVENT), RESULT, "id is \"d\"; an id has 22 ASCII");
    refused(subject("ä".repeat(22), 1, false, "w", EVENT), RESULT, "an id has 22 ASCII");
    refused(SUBJECT, result("lost", 204, "", "", NOTHING), "the outcome is \"lost\"");
    refused(SUBJECT, result("accepted", -1, "", "", NOTHING), "status is -1");
    refused(subject(DELIVERY, 1L << 32, false, "w", EVENT), RESULT, "number is");
    assertThat(accepted(204)).isEqualTo(hasher.of(new AttemptLeaf(SUBJECT, REQUEST, RESULT)));
  }

  private void refused(AttemptLeaf.Subject subject, AttemptLeaf.Result result, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> hasher.of(new AttemptLeaf(subject, REQUEST, result)))
        .withMessageContaining(why);
  }
}
