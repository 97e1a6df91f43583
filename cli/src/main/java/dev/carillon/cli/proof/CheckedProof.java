package dev.carillon.cli.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.cli.terminal.Json;
import dev.carillon.hooks.http.address.TargetUrl;
import dev.carillon.hooks.proof.AttemptLeaf;
import dev.carillon.hooks.proof.HashTree;
import dev.carillon.hooks.proof.LeafHasher;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What a proof says, and what is wrong with it. The file has the form that the server's {@code GET
 * /api/deliveries/{id}/proof} gives out; everything is computed again from the bytes of the leaf.
 *
 * @param leaf what the proof says
 * @param segment the number of the segment
 * @param root the root that the leaf and its path lead to, in hexadecimal digits
 * @param wrong what does not fit; empty = all fits together
 */
record CheckedProof(AttemptLeaf leaf, long segment, String root, List<String> wrong) {

  static final String FORM = "carillon-proof-1";
  static final String SEALED = "sealDeliveries";

  private static final HexFormat HEX = HexFormat.of();

  /** Where the action, the object's id and the members stand among an entry's texts. */
  private static final int ACTION = 5;

  private static final int OBJECT = 7;
  private static final int SAYS = 11;
  private static final int TEXTS = 12;

  CheckedProof {
    wrong = List.copyOf(wrong);
  }

  /**
   * Checks a proof.
   *
   * @throws IllegalArgumentException if the file is no proof
   */
  static CheckedProof of(JsonNode proof) {
    String form = proof.path("form").asText();
    if (!form.equals(FORM)) {
      throw new IllegalArgumentException(
          "form is \""
              + form
              + "\"; this program reads "
              + FORM
              + ", which carillon deliveries"
              + " prove writes");
    }
    HashTree tree = new HashTree();
    List<String> wrong = new ArrayList<>();
    AttemptLeaf leaf = AttemptLeaf.read(bytes(proof.path("leaf"), "leaf"));
    checkMembers(proof, leaf, tree, wrong);
    JsonNode segment = proof.path("segment");
    String root = root(segment, tree, new LeafHasher().of(leaf));
    if (!root.equals(segment.path("root").asText())) {
      wrong.add("the leaf and the path do not lead to the root " + segment.path("root").asText());
    }
    checkEntry(proof.path("audit"), segment, tree, wrong);
    return new CheckedProof(leaf, segment.path("number").asLong(), root, wrong);
  }

  private static String root(JsonNode segment, HashTree tree, byte[] leaf) {
    List<byte[]> path = new ArrayList<>();
    segment.path("path").forEach(hash -> path.add(HEX.parseHex(hash.asText())));
    return HEX.formatHex(
        tree.root(leaf, segment.path("index").asLong(-1), segment.path("attempts").asLong(), path));
  }

  /** Whether what people read in the file is what the leaf says. */
  private static void checkMembers(
      JsonNode proof, AttemptLeaf leaf, HashTree tree, List<String> wrong) {
    if (!proof.path("delivery").asText().equals(leaf.subject().delivery())
        || proof.path("attempt").asLong() != leaf.subject().attempt()) {
      wrong.add(
          "the leaf is about attempt "
              + leaf.subject().attempt()
              + " of delivery "
              + leaf.subject().delivery());
    }
    byte[] body = bytes(proof.at("/request/body"), "request.body");
    if (!MessageDigest.isEqual(tree.hash(body), leaf.request().payload())) {
      wrong.add("request.body is not what was sent");
    }
    checkRequest(proof.path("request"), leaf.request(), wrong);
    JsonNode response = proof.path("response");
    byte[] kept = response.isTextual() ? tree.hash(bytes(response, "response")) : new byte[0];
    if (!MessageDigest.isEqual(kept, leaf.result().response())) {
      wrong.add("response is not the response that was kept");
    }
  }

  /** Line and headers, as far as the leaf has them: of a revision that is not known it has none. */
  private static void checkRequest(
      JsonNode shown, AttemptLeaf.Request request, List<String> wrong) {
    if (request.revision() == 0) {
      return;
    }
    String line = "";
    String host = "";
    try {
      TargetUrl target = TargetUrl.parse(request.url());
      line = "POST " + target.requestTarget() + " HTTP/1.1";
      host = target.hostHeader();
    } catch (IllegalArgumentException malformed) {
      // nothing was sent to such a one
    }
    if (!shown.path("line").asText().equals(line)) {
      wrong.add("request.line is not that of the URL that was called");
    }
    checkHeader(shown, "Host", host, wrong);
    checkHeader(shown, "Content-Type", request.contentType(), wrong);
    checkHeader(shown, "User-Agent", request.userAgent(), wrong);
  }

  /** A header that is there has the value that was sent, and is there once. */
  private static void checkHeader(JsonNode shown, String name, String value, List<String> wrong) {
    List<String> values = new ArrayList<>();
    for (JsonNode header : shown.path("headers")) {
      if (header.path("name").asText().equalsIgnoreCase(name)) {
        values.add(header.path("value").asText());
      }
    }
    if (!value.isEmpty() && !values.equals(List.of(value))) {
      wrong.add("the header " + name + " of the request is not what was sent");
    }
  }

  private static void checkEntry(
      JsonNode entry, JsonNode segment, HashTree tree, List<String> wrong) {
    if (!entry.isObject()) {
      return;
    }
    List<String> texts = new ArrayList<>();
    entry.path("texts").forEach(text -> texts.add(text.asText()));
    if (texts.size() != TEXTS
        || !texts.get(ACTION).equals(SEALED)
        || !texts.get(OBJECT).equals(segment.path("number").asText())) {
      wrong.add("audit is no entry about segment " + segment.path("number").asText());
      return;
    }
    JsonNode says = Json.read(texts.get(SAYS));
    if (!says.path("root").asText().equals(segment.path("root").asText())
        || says.path("attempts").asLong() != segment.path("attempts").asLong()) {
      wrong.add("the audit entry has another root or another number of attempts");
    }
    String hash = HEX.formatHex(tree.hash(hashed(entry, texts)));
    if (!hash.equals(entry.path("hash").asText())) {
      wrong.add("the hash of the audit entry is not " + entry.path("hash").asText());
    }
  }

  /** What the hash of an audit entry is made of: the page about the audit log says so, too. */
  private static byte[] hashed(JsonNode entry, List<String> texts) {
    List<byte[]> fields = new ArrayList<>();
    fields.add(entry.path("previousHash").asText().getBytes(UTF_8));
    texts.forEach(text -> fields.add(text.getBytes(UTF_8)));
    int length = fields.stream().mapToInt(field -> Integer.BYTES + field.length).sum();
    ByteBuffer out = ByteBuffer.allocate(length + 2 * Long.BYTES + 2 * Integer.BYTES);
    out.putInt(fields.getFirst().length).put(fields.getFirst());
    out.putLong(entry.path("id").asLong()).putLong(entry.path("atMillis").asLong());
    out.putInt(entry.path("status").asInt()).putInt(entry.path("count").asInt());
    for (byte[] field : fields.subList(1, fields.size())) {
      out.putInt(field.length).put(field);
    }
    return out.array();
  }

  private static byte[] bytes(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(name + " is missing");
    }
    try {
      return Base64.getDecoder().decode(value.asText());
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(name + " is not base64", malformed);
    }
  }
}
