package dev.carillon.server.asset.resource;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.asset.Asset;
import dev.carillon.server.http.Call;
import dev.carillon.server.http.Params;
import dev.carillon.server.http.Problem;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** URLs that download one asset's file, by themselves and for some time. */
final class SignedUrls {

  /** Where they lead: what stands last is only for people to read. */
  static final String PATH = "/signed/{id}/{until}/{signature}/*";

  private static final int SECONDS = 1800;
  private static final int SECONDS_MAX = 7 * 24 * 3600;

  private final UnaryOperator<byte[]> signer;
  private final InstantSource clock;

  /**
   * URLs signed so.
   *
   * @param signer a secret function of what is signed
   */
  SignedUrls(UnaryOperator<byte[]> signer, InstantSource clock) {
    this.signer = signer;
    this.clock = clock;
  }

  /**
   * A URL, and until when it is good, in milliseconds since 1970.
   *
   * @throws Problem 400 where {@code validFor} is no number of seconds
   */
  Map<String, Object> sign(String baseUrl, Asset asset, Params params) {
    long until = clock.millis() + 1000L * params.number("validFor", SECONDS, 1, SECONDS_MAX);
    String name = URLEncoder.encode(asset.filename(), UTF_8).replace("+", "%20");
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "url",
        baseUrl
            + "/signed/"
            + asset.id()
            + "/"
            + until
            + "/"
            + signature(asset.id(), String.valueOf(until))
            + "/"
            + name);
    answer.put("validUntil", until);
    return answer;
  }

  /**
   * Lets a call pass that came by a good URL.
   *
   * @throws Problem 403 where it is not ours, 410 where its time is over
   */
  void check(Call call) {
    String until = call.variable("until");
    String expected = signature(call.variable("id"), until);
    if (!MessageDigest.isEqual(
        expected.getBytes(UTF_8), call.variable("signature").getBytes(UTF_8))) {
      throw Problem.forbidden("This URL's signature is wrong");
    }
    if (Long.parseLong(until) < clock.millis()) {
      throw new Problem(410, "Gone", "This URL has expired");
    }
  }

  private String signature(String id, String until) {
    byte[] signed = signer.apply(("original\n" + id + "\n" + until).getBytes(UTF_8));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
  }
}
