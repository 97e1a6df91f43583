package dev.carillon.server.operations.home;

import dev.carillon.hooks.jdbc.OfflineWebhooks;
import dev.carillon.hooks.jdbc.OfflineWebhooks.Unreadable;
import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.secret.SecretKeySource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether the secrets in a database can be decrypted with the keys at hand.
 *
 * @param webhooks how many have something that cannot be decrypted
 * @param needed the ids of the keys that it was encrypted with
 * @param found the keys that are there, as people read it
 */
public record KeyReport(int webhooks, Set<String> needed, String found) {

  public KeyReport {
    needed = Set.copyOf(needed);
  }

  /**
   * What was found in a database.
   *
   * @param missing whether there was no key before one was made to look with
   */
  public static KeyReport of(
      List<Unreadable> unreadable,
      AesSecretCipher cipher,
      SecretKeySource source,
      boolean missing) {
    Set<String> needed = new TreeSet<>();
    unreadable.forEach(each -> needed.addAll(each.keyIds()));
    String where =
        switch (source) {
          case SecretKeySource.InFile(Path file) -> file.toString();
          case SecretKeySource.InText text -> "the variable CARILLON_SECRET_KEY";
        };
    return new KeyReport(
        unreadable.size(),
        needed,
        missing
            ? where + " does not exist"
            : where + " holds key " + String.join(", ", cipher.keys().ids()));
  }

  /**
   * Looks into a database. No key is made.
   *
   * @throws IOException if the keys cannot be read
   */
  public static KeyReport inspect(Connection connection, SecretKeySource source)
      throws SQLException, IOException {
    boolean missing = source instanceof SecretKeySource.InFile(Path file) && Files.notExists(file);
    AesSecretCipher cipher = missing ? KeyCheck.fitsNothing() : AesSecretCipher.open(source);
    return of(OfflineWebhooks.find(connection, cipher), cipher, source, missing);
  }

  /** Whether everything can be decrypted. */
  public boolean fits() {
    return webhooks == 0;
  }

  /** What is wrong, without what to do. */
  public String trouble() {
    return "secrets of "
        + webhooks
        + (webhooks == 1 ? " webhook" : " webhooks")
        + " cannot be decrypted: they were encrypted with key "
        + String.join(", ", new TreeSet<>(needed))
        + ", and "
        + found
        + (found.contains(String.join(", ", needed)) ? " (another key with that id)" : "");
  }

  /** What is wrong, and what to do. */
  public String refusal(Path home) {
    return trouble()
        + ". Put back the secret.key that was used with this database (or set"
        + " CARILLON_SECRET_KEY). If it is lost: carillon secrets reset --home "
        + home
        + " gives these webhooks new secrets";
  }
}
