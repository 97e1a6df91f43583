package dev.carillon.hooks.secret;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The file that holds the keys: a line {@code <id> <base64> <when it was made>} for each, the
 * current one first; {@code #} begins a comment. Only its owner may read or write it.
 */
public final class SecretKeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<Set<PosixFilePermission>> MODE_0600 =
      PosixFilePermissions.asFileAttribute(OWNER_ONLY);
  private static final String HEAD =
      """
      # Carillon's keys: with this file the secrets in the database can be read, and without it
      # they cannot. Back it up separately from the database. The first key encrypts, all of them
      # decrypt.
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
      writeDurably(draft, HEAD + line(SecretKeys.Key.random()) + "\n");
      // a link, unlike a move, never replaces the file of a faster process
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException anotherWasFaster) {
      return;
    } finally {
      Files.deleteIfExists(draft);
    }
    syncName(file);
  }

  /**
   * Puts a new random key before all others, so that it is the current one. The others stay. When
   * this returns the file is on the disk; a reader meanwhile sees the old or the new one.
   *
   * @return the keys that are there now
   * @throws IOException if the file cannot be read or written; it is as before then
   */
  public static SecretKeys add(Path file) throws IOException {
    String line = line(SecretKeys.Key.random());
    return changed(
        file,
        lines -> {
          int first = 0;
          while (first < lines.size() && keyId(lines.get(first)).isEmpty()) {
            first++;
          }
          lines.add(first, line);
        });
  }

  /**
   * Takes keys out. The current one always stays.
   *
   * @return the keys that are there now
   * @throws IOException if the file cannot be read or written; it is as before then
   */
  public static SecretKeys remove(Path file, Collection<String> ids) throws IOException {
    String current = open(file).current();
    return changed(
        file,
        lines ->
            lines.removeIf(
                line -> {
                  String id = keyId(line);
                  return ids.contains(id) && !id.equals(current);
                }));
  }

  private static SecretKeys changed(Path file, Consumer<List<String>> change) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    // one at a time, of this process and of all nodes that share the folder
    synchronized (SecretKeyFile.class) {
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        channel.lock(); // until the channel is closed
        checkPermissions(file);
        List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        change.accept(lines);
        Path draft = Files.createTempFile(folder, "secret", ".tmp", MODE_0600);
        try {
          writeDurably(draft, String.join("\n", lines) + "\n");
          parsed(draft);
          Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
          Files.deleteIfExists(draft);
        }
        syncName(file);
        return parsed(file);
      }
    }
  }

  /** Makes durable which file goes by this name. */
  private static void syncName(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    }
  }

  private static String line(SecretKeys.Key key) {
    String bytes = Base64.getEncoder().encodeToString(key.key().getEncoded());
    return key.id() + " " + bytes + " " + key.madeAt();
  }

  /** The id in a line; empty where it is a comment. */
  private static String keyId(String line) {
    String text = line.strip();
    return text.isEmpty() || text.startsWith("#") ? "" : text.split("\\s+")[0];
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
          "%s must be readable by its owner only, but allows %s: chmod 600 %s"
              .formatted(file, tooMany, file));
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
    if (words.length == 2 || words.length == 3) {
      try {
        return SecretKeys.Key.of(words[0], Base64.getDecoder().decode(words[1]))
            .made(words.length == 2 ? Instant.EPOCH : Instant.parse(words[2]));
      } catch (IllegalArgumentException | DateTimeException wrong) {
        // what it complains about may be a part of the key: not even kept as a cause
      }
    }
    throw new IllegalArgumentException(
        place + " must be a key's id (8 hexadecimal digits) and 32 bytes in base64");
  }
}
