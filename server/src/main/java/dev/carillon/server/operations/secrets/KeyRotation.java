package dev.carillon.server.operations.secrets;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.SecretRows;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeyFile;
import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.hooks.secret.SecretKeys;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.tasks.PeriodicTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Changes the key that secrets are encrypted with. The new key stands in the file before anything
 * is encrypted with it, and an old one is taken out only when nothing needs it any more. What a
 * crash interrupts goes on after the next start.
 */
final class KeyRotation implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(KeyRotation.class.getName());

  /** Longer than any transaction in which a node may have used the key it had just read. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** What the server itself encrypts beside the secrets of webhooks: the URLs of alert channels. */
  private static final Map<String, List<String>> OF_THE_SERVER =
      Map.of("alert_settings", List.of("urls"));

  private static final Duration LOOK_EVERY = Duration.ofSeconds(20);

  private final SecretKeySource source;
  private final AesSecretCipher cipher;
  private final SecretRows rows;
  private final Supplier<Collection<String>> elsewhere;
  private final BooleanSupplier alone;
  private final Predicate<String> othersUse;
  private final InstantSource clock;
  private final PeriodicTasks tasks = new PeriodicTasks("carillon-rekey");

  /**
   * Looks at once, and again and again, whether anything is left to do.
   *
   * @param elsewhere the ids of keys that something beside the database needs
   * @param alone whether no other node shares the database now
   * @param othersUse whether each other node encrypts with the key of this id
   */
  KeyRotation(
      SecretKeySource source,
      AesSecretCipher cipher,
      Database database,
      Supplier<Collection<String>> elsewhere,
      BooleanSupplier alone,
      Predicate<String> othersUse,
      InstantSource clock) {
    this.source = source;
    this.alone = alone;
    this.othersUse = othersUse;
    this.cipher = cipher;
    this.rows = new SecretRows(database, cipher, OF_THE_SERVER);
    this.elsewhere = elsewhere;
    this.clock = clock;
    tasks.every(Duration.ZERO, LOOK_EVERY, "retiring old keys of secrets", this::goOn);
  }

  /**
   * Makes a new key and encrypts everything with it.
   *
   * @return how many rows were written
   * @throws Problem 409 where the keys do not stand in a file
   */
  int rekey() {
    try {
      SecretKeyFile.add(file());
    } catch (IOException failed) {
      throw new UncheckedIOException("the key file cannot be written", failed);
    }
    return rows.rewrite();
  }

  /** The keys that are there. */
  SecretKeys keys() {
    return cipher.keys();
  }

  /** How many things need which key. */
  Map<String, Integer> use() {
    Map<String, Integer> use = new TreeMap<>(rows.use());
    elsewhere.get().forEach(id -> use.merge(id, 1, Integer::sum));
    return use;
  }

  private Path file() {
    return switch (source) {
      case SecretKeySource.InFile(Path file) -> file;
      case SecretKeySource.InText text ->
          throw Problem.conflict(
              "The keys come from the variable CARILLON_SECRET_KEY. Put a new key"
                  + " before them there, separated by a comma, and restart the server");
    };
  }

  private void goOn() throws IOException {
    // two nodes with different current keys would write over each other without an end
    if (alone.getAsBoolean() || othersUse.test(cipher.keys().current())) {
      int rewritten = rows.rewrite();
      if (rewritten > 0) {
        LOG.log(Level.INFO, "{0} secrets were encrypted with the current key", rewritten);
      }
    }
    // another node may still encrypt with a key that this one needs no more
    if (alone.getAsBoolean() && source instanceof SecretKeySource.InFile(Path file)) {
      takeOut(file);
    }
  }

  /** Old keys that nothing needs, once every transaction that might have used them has ended. */
  private void takeOut(Path file) throws IOException {
    SecretKeys keys = cipher.keys();
    boolean settled =
        keys.madeAt(keys.current())
            .map(at -> at.plus(GRACE).isBefore(clock.instant()))
            .orElse(true);
    if (keys.ids().size() == 1 || !settled) {
      return;
    }
    Map<String, Integer> use = use();
    List<String> unused =
        keys.ids().stream()
            .filter(id -> !id.equals(keys.current()) && !use.containsKey(id))
            .toList();
    if (!unused.isEmpty()) {
      SecretKeyFile.remove(file, unused);
      LOG.log(Level.INFO, "Keys that are no longer needed were removed: {0}", unused);
    }
  }

  @Override
  public void close() {
    tasks.close();
  }
}
