package dev.carillon.hooks.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The file that holds the keys: a line {@code <id> <base64>} for each, the current one first;
 * {@code #} begins a comment. Only its owner may read or write it.
 */
public final class SecretKeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> MODE_0600 =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final String HEAD =
      """
      # Carillon's keys: whoever has this file can read the secrets in the database, and without it
      # nobody can. Back it up apart from the database. The first key encrypts, all of them decrypt.
      """;

  private SecretKeyFile() {}

  /**
   * The keys of this file. Where there is no file yet, one with a new random key is made first,
   * durably; of several servers that do so at once, one wins and all read the same.
   *
   * @throws IOException if it cannot be read or made
   * @throws IllegalArgumentException if others than its owner may read it, or it is not a key file;
   *     the message names the line and what to do, never a key
   */
  public static SecretKeys open(Path file) throws IOException {
    if (Files.notExists(file)) {
      make(file);
    }
    checkPermissions(file);
    return parsed(file);
  }

  private static void make(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path draft = Files.createTempFile(folder, "secret", ".tmp", MODE_0600);
    try {
      SecretKeys.Key key = SecretKeys.Key.random();
      String line =
          key.id() + " " + Base64.getEncoder().encodeToString(key.key().getEncoded()) + "\n";
      writeDurably(draft, HEAD + line);
      // a link, unlike a move, never replaces the file of somebody who was faster
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException somebodyWasFaster) {
      return;
    } finally {
      Files.deleteIfExists(draft);
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static void writeDurably(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void checkPermissions(Path file) throws IOException {
    Set<PosixFilePermission> tooMany = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    tooMany.removeAll(OWNER_ONLY);
    tooMany.remove(PosixFilePermission.OWNER_EXECUTE);
    if (!tooMany.isEmpty()) {
      throw new IllegalArgumentException(
          file + " must be for its owner only, but allows " + tooMany + ": chmod 600 " + file);
    }
  }

  private static SecretKeys parsed(Path file) throws IOException {
    List<SecretKeys.Key> keys = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      number++;
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        keys.add(key(text, file + " line " + number));
      }
    }
    try {
      return SecretKeys.of(keys);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
    }
  }

  private static SecretKeys.Key key(String line, String place) {
    String[] words = line.split("\\s+");
    if (words.length == 2) {
      try {
        return SecretKeys.Key.of(words[0], Base64.getDecoder().decode(words[1]));
      } catch (IllegalArgumentException wrong) {
        // what it complains about may be a part of the key: not even kept as a cause
      }
    }
    throw new IllegalArgumentException(
        place + " must be a key's id (8 hexadecimal digits) and 32 bytes in base64");
  }
}
