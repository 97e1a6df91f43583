package dev.carillon.bench.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.bench.program.Program;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A file that is larger than the server's memory, in and out again: the server's heap is as small
 * as it can be started with, so that it ends where it keeps more than pieces.
 */
final class HugeFile {

  private static final int HEAP_MEBIBYTES = 96;
  private static final int BLOCK_BYTES = 1 << 20;

  private HugeFile() {}

  /** Fails where what comes out is not what went in. */
  static void measure(Program.Options options, int gibibytes, Map<String, Object> more)
      throws IOException, InterruptedException {
    long blocks = gibibytes * 1024L;
    try (PictureLibrary library =
        PictureLibrary.open(
            options.launcher(),
            options.work().resolve("huge"),
            "-XX:+UseSerialGC -Xms" + HEAP_MEBIBYTES + "m -Xmx" + HEAP_MEBIBYTES + "m")) {
      MessageDigest sent = md5();
      long start = System.nanoTime();
      JsonNode hit =
          library.upload(
              "huge.bin",
              BodyPublishers.fromPublisher(
                  BodyPublishers.ofInputStream(() -> new Made(blocks, sent)),
                  blocks * BLOCK_BYTES));
      double up = (System.nanoTime() - start) / 1e9;
      String checksum = HexFormat.of().formatHex(sent.digest());
      if (!hit.at("/metadata/firstExtractedChecksum").asText().equals(checksum)) {
        throw new IOException("the server has another file than was sent: " + hit);
      }
      start = System.nanoTime();
      String fetched = fetched(library, hit.path("id").asText());
      double down = (System.nanoTime() - start) / 1e9;
      if (!fetched.equals(checksum)) {
        throw new IOException("the server sent another file than it was sent");
      }
      more.put("hugeGibibytes", gibibytes);
      more.put("hugeHeapMebibytes", HEAP_MEBIBYTES);
      more.put("hugeUploadMebibytesPerSecond", Math.round(blocks / up));
      more.put("hugeDownloadMebibytesPerSecond", Math.round(blocks / down));
    }
  }

  private static String fetched(PictureLibrary library, String id) throws IOException {
    MessageDigest digest = md5();
    byte[] buffer = new byte[BLOCK_BYTES];
    try (InputStream in = library.open("/file/" + id + "/*/huge.bin")) {
      for (int count; (count = in.read(buffer)) >= 0; ) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }

  /** Blocks that nothing can compress, and their checksum. */
  private static final class Made extends InputStream {

    private final byte[] block = new byte[BLOCK_BYTES];
    private final MessageDigest digest;
    private long left;
    private int at = BLOCK_BYTES;

    Made(long blocks, MessageDigest digest) {
      this.left = blocks;
      this.digest = digest;
      new SplittableRandom(blocks).nextBytes(block);
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (at == BLOCK_BYTES) {
        if (left == 0) {
          return -1;
        }
        left--;
        at = 0;
        block[(int) (left % BLOCK_BYTES)]++;
        digest.update(block);
      }
      int count = Math.min(length, BLOCK_BYTES - at);
      System.arraycopy(block, at, to, offset, count);
      at += count;
      return count;
    }
  }
}
