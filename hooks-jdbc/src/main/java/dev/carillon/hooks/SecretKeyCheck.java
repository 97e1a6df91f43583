package dev.carillon.hooks;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.secret.AesSecretCipher;
import java.sql.Connection;
import java.sql.SQLException;

/** Checks that a key decrypts the secrets in a database, before anything of it is used. */
final class SecretKeyCheck {

  private static final String SECRETS =
      "select name, secret from {webhooks} where removed_at is null order by key";

  private SecretKeyCheck() {}

  /**
   * Decrypts the secret of each webhook.
   *
   * @throws HooksException with {@code STORE_UNUSABLE} if one cannot be decrypted
   */
  static void check(Database database, EncryptionKey.Opened key) {
    database.<Boolean>read(connection -> each(connection, key));
  }

  private static boolean each(Connection connection, EncryptionKey.Opened key) throws SQLException {
    AesSecretCipher cipher = key.cipher();
    Sql.each(
        connection,
        SECRETS,
        row -> {
          byte[] secret = row.getBytes("secret");
          try {
            cipher.decrypt(secret);
          } catch (IllegalStateException wrongKey) {
            throw new HooksException(
                Code.STORE_UNUSABLE,
                "the key does not fit this database: the secret of webhook \"%s\" was encrypted with"
                        .formatted(row.getString("name"))
                    + " key %s, and key %s was given. Give the key that the database was used with"
                        .formatted(AesSecretCipher.keyIdOf(secret), cipher.keyId())
                    + " first; no webhook was changed"
                    + key.madeFile()
                        .map(", but the new key file %s was made: remove it"::formatted)
                        .orElse(""),
                wrongKey);
          }
        });
    return true;
  }
}
