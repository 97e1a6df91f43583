package dev.carillon.server.platform.idempotency;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Upload;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/** A digest over the pieces of a request; each is preceded by its length, so that none runs on. */
public final class ContentDigest {

  /** A parameter that says who calls, not what for. */
  private static final String AUTHCRED = "authcred";

  private final MessageDigest sha256 = Digests.sha256();

  /** A text more. */
  public ContentDigest text(String text) {
    return bytes(text.getBytes(UTF_8));
  }

  /** Some bytes more. */
  public ContentDigest bytes(byte[] bytes) {
    sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, bytes.length));
    sha256.update(bytes);
    return this;
  }

  /** All parameters but credentials. */
  public ContentDigest params(Params params) {
    List<String> names = params.names().stream().filter(name -> !name.equals(AUTHCRED)).toList();
    text(String.valueOf(names.size()));
    for (String name : names) {
      text(name).text(String.valueOf(params.all(name).size()));
      params.all(name).forEach(this::text);
    }
    return this;
  }

  /** A file, by its name and its own digest. */
  public ContentDigest file(String part, Upload upload) {
    return text(part).text(upload.filename()).text(upload.sha256());
  }

  /** The digest, lower-case hex. */
  public String hex() {
    return Digests.hex(sha256);
  }
}
