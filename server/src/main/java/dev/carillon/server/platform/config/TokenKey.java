package dev.carillon.server.platform.config;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/** The key that signs tokens: 64 random bytes in a file that only the server's user may read. */
public final class TokenKey {

  private static final int BYTES = 64;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] bytes;

  private TokenKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key in this file, which is made if it is not there. Tokens survive a restart because it
   * does; deleting the file ends all tokens.
   *
   * @throws IOException where it cannot be read or made, or is no key
   */
  public static TokenKey readOrMake(Path file) throws IOException {
    if (!Files.exists(file)) {
      make(file);
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(Files.readString(file, US_ASCII).strip());
      if (bytes.length == BYTES) {
        return new TokenKey(bytes);
      }
    } catch (IllegalArgumentException notBase64) {
      // refused below
    }
    throw new IOException(file + " is not a key of " + BYTES + " bytes in base 64; delete it");
  }

  private static void make(Path file) throws IOException {
    byte[] text =
        (Base64.getEncoder().encodeToString(Digests.random(BYTES)) + "\n").getBytes(US_ASCII);
    Files.createDirectories(DurableFiles.folderOf(file));
    DurableFiles.write(file, text, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
  }

  /** Its bytes, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }
}
