package dev.carillon.server.platform.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.config.TokenKey;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.platform.digest.Hmac;
import dev.carillon.server.platform.files.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Something that must be the same on all nodes that work at the same time.
 *
 * @param name what it is, such as {@code config/token.key}
 * @param value what this node has now, in a form that everybody may see
 * @param agreement whether this node's value and another one's go together
 * @param required whether a node that has another value does not start
 * @param remedy what to do about it, as a sentence without its end
 */
public record NodeFact(
    String name, Supplier<String> value, Agreement agreement, boolean required, String remedy) {

  /** The name of what {@link #secretKeys} tells: ids, the current one first. */
  public static final String SECRET_KEYS = "config/secret.key";

  private static final int FINGERPRINT_LENGTH = 16;
  private static final String MARK = "store.id";

  /** Whether two values go together. */
  @FunctionalInterface
  public interface Agreement {

    /** Whether a node with the first value may work beside one with the other. */
    boolean holds(String own, String other);
  }

  /**
   * A key of this node, by a fingerprint from which it cannot be found out.
   *
   * @param name of its file in the home
   */
  public static NodeFact key(String name, TokenKey key) {
    String fingerprint =
        new Hmac(key.bytes()).hex("fingerprint of " + name + "\n").substring(0, FINGERPRINT_LENGTH);
    return new NodeFact(
        name,
        () -> fingerprint,
        String::equals,
        true,
        "Copy " + name + " from that node's home to this one, and start again");
  }

  /**
   * The keys of secrets: each node must have the one that the other encrypts with.
   *
   * @param ids of this node's keys, the current one first
   */
  public static NodeFact secretKeys(Supplier<List<String>> ids) {
    return new NodeFact(
        SECRET_KEYS,
        () -> String.join(" ", ids.get()),
        (own, other) ->
            words(own).contains(words(other).getFirst())
                && words(other).contains(words(own).getFirst()),
        true,
        "Copy config/secret.key (or CARILLON_SECRET_KEY) from that node to this one, and start"
            + " again");
  }

  private static List<String> words(String ids) {
    return Arrays.asList(ids.split(" "));
  }

  /**
   * The folder of the assets' files, by a random name in a file of it, which is made where there is
   * none.
   *
   * @throws UncheckedIOException where the folder cannot be read or written
   */
  public static NodeFact fileStore(Path folder) {
    String id = mark(folder);
    return new NodeFact(
        "fileStore",
        () -> id + " in " + folder,
        (own, other) -> words(own).getFirst().equals(words(other).getFirst()),
        true,
        "Set fileStore to the folder that all nodes share, and start again");
  }

  /**
   * The place of the assets' files in an object store, by its address.
   *
   * @param address without credentials
   */
  public static NodeFact fileStore(String address) {
    return new NodeFact(
        "fileStore",
        () -> address,
        String::equals,
        true,
        "Set fileStore and fileStoreEndpoint to the place that all nodes share, and start again");
  }

  /** What finds assets: a node with an index of its own writes nothing to one that all share. */
  public static NodeFact search(String engine) {
    return new NodeFact(
        "search",
        () -> engine,
        String::equals,
        true,
        "Give all nodes the same search and searchIndex, and start again");
  }

  private static String mark(Path folder) {
    Path file = folder.resolve(MARK);
    try {
      Files.createDirectories(folder);
      if (Files.notExists(file)) {
        try {
          DurableFiles.writeNew(file, (Ids.random() + "\n").getBytes(UTF_8));
        } catch (FileAlreadyExistsException another) {
          // another node was first, and its name counts
        }
        DurableFiles.syncFolder(folder);
      }
      return Files.readString(file).strip();
    } catch (IOException failed) {
      throw new UncheckedIOException("the file store " + folder + " cannot be used", failed);
    }
  }

  /**
   * The fields that an administrator declares. Nodes may differ for a while, so that they can be
   * changed one after the other.
   *
   * @throws UncheckedIOException where the file cannot be read
   */
  public static NodeFact fields(Path file) {
    String fingerprint;
    try {
      String lines =
          Files.exists(file)
              ? Files.readString(file)
                  .lines()
                  .map(String::strip)
                  .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                  .collect(Collectors.joining("\n"))
              : "";
      fingerprint = Digests.sha256(lines).substring(0, FINGERPRINT_LENGTH);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot use " + file, failed);
    }
    return new NodeFact(
        "config/fields.csv",
        () -> fingerprint,
        String::equals,
        false,
        "Give all nodes the same config/fields.csv, and restart those whose file was changed");
  }
}
