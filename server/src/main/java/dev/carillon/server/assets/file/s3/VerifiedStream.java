package dev.carillon.server.assets.file.s3;

import dev.carillon.server.platform.digest.Digests;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A stream of known length that fails instead of handing out its last bytes, if it is cut or its
 * content is not what its SHA-256 says: what is complete is right.
 */
final class VerifiedStream extends FilterInputStream {

  private final MessageDigest digest = Digests.sha256();
  private final String sha256;
  private final Failures failures;
  private long left;

  /**
   * Verifies a stream.
   *
   * @param sha256 lower-case hex; empty = only the length is verified
   * @param failures makes what is thrown
   */
  VerifiedStream(InputStream in, long length, String sha256, Failures failures) {
    super(in);
    this.left = length;
    this.sha256 = sha256;
    this.failures = failures;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int read = left == 0 ? -1 : received(bytes, from, length);
    if (read < 0 && left > 0) {
      throw failures.of(new EOFException("the store sent " + left + " bytes too few"));
    }
    if (read > 0) {
      digest.update(bytes, from, read);
      left -= read;
    }
    if (left == 0 && read > 0 && !sha256.isEmpty() && !Digests.hex(digest).equals(sha256)) {
      throw failures.damaged();
    }
    return read;
  }

  private int received(byte[] bytes, int from, int length) throws IOException {
    try {
      return in.read(bytes, from, (int) Math.min(length, left));
    } catch (IOException broken) {
      throw failures.of(broken);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[Math.clamp(count, 1, 8192)];
    long skipped = 0;
    while (skipped < count) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
      if (read < 0) {
        break;
      }
      skipped += read;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** What is thrown where a stream fails. */
  interface Failures {

    /** It broke. */
    IOException of(IOException broken);

    /** It is complete and wrong. */
    IOException damaged();
  }
}
