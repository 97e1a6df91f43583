package dev.carillon.hooks.secret;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The keys that secrets are encrypted with: the first is used, the others can still be read. */
public final class SecretKeys {

  /** How long a key is, in bytes. */
  static final int KEY_BYTES = 32;

  /** How long a key's id is, in characters. */
  static final int ID_LENGTH = 8;

  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Map<String, Key> keys;
  private final String current;

  private SecretKeys(Map<String, Key> keys, String current) {
    this.keys = keys;
    this.current = current;
  }

  /**
   * These keys, the current one first.
   *
   * @throws IllegalArgumentException if there is none, or an id comes twice
   */
  static SecretKeys of(List<Key> keys) {
    Map<String, Key> byId = new LinkedHashMap<>();
    for (Key key : keys) {
      if (byId.putIfAbsent(key.id(), key) != null) {
        throw new IllegalArgumentException("key id " + key.id() + " occurs twice");
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("there is no key");
    }
    return new SecretKeys(byId, keys.getFirst().id());
  }

  /** The id of the key that new secrets are encrypted with. */
  public String current() {
    return current;
  }

  /** The ids of all of them, the current one first. */
  public List<String> ids() {
    return List.copyOf(keys.keySet());
  }

  /** When the key with this id was made, where that is known. */
  public Optional<Instant> madeAt(String id) {
    return Optional.ofNullable(keys.get(id)).map(Key::madeAt).filter(Instant.EPOCH::isBefore);
  }

  /** The key with this id. */
  Optional<SecretKey> find(String id) {
    return Optional.ofNullable(keys.get(id)).map(Key::key);
  }

  @Override
  public String toString() {
    return "SecretKeys" + keys.keySet();
  }

  /**
   * One key.
   *
   * @param id the name it goes by: 8 lower-case hexadecimal digits
   * @param madeAt 1970 where that is not known
   */
  record Key(String id, SecretKey key, Instant madeAt) {

    Key(String id, SecretKey key) {
      this(id, key, Instant.EPOCH);
    }

    Key {
      if (!ID.matcher(id).matches()) {
        throw new IllegalArgumentException("a key id has 8 lower-case hexadecimal digits: " + id);
      }
      if (key.getEncoded().length != KEY_BYTES) {
        throw new IllegalArgumentException("key " + id + " must have " + KEY_BYTES + " bytes");
      }
    }

    static Key random() {
      byte[] id = new byte[ID_LENGTH / 2];
      byte[] bytes = new byte[KEY_BYTES];
      RANDOM.nextBytes(id);
      RANDOM.nextBytes(bytes);
      return of(HexFormat.of().formatHex(id), bytes)
          .made(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** The key, made at this time. */
    Key made(Instant at) {
      return new Key(id, key, at);
    }

    static Key of(String id, byte[] bytes) {
      return new Key(id, new SecretKeySpec(bytes, "AES"));
    }

    @Override
    public String toString() {
      return "Key[" + id + "]";
    }
  }
}
