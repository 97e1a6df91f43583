package dev.carillon.server.assets.share;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is shared with holders of the key.
 *
 * @param key the secret that its links hold
 * @param owner the name of the user who made it
 * @param createdAt milliseconds since 1970
 * @param validUntil the last moment at which it is good, in milliseconds since 1970
 * @param state whether it is good
 * @param terms what it shares, and how
 */
public record AuthKey(
    String key, String owner, long createdAt, long validUntil, State state, Terms terms) {

  /** Whether it opens anything at this moment. */
  public boolean open(long now) {
    return state == State.ACTIVE && now <= validUntil;
  }

  /** The key, withdrawn. */
  AuthKey revoked() {
    return new AuthKey(key, owner, createdAt, validUntil, State.REVOKED, terms);
  }

  /** What became of it. */
  public enum State {
    ACTIVE,
    EXPIRED,
    REVOKED;

    /** The name that is stored: lower case. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * What a key shares, and how.
   *
   * @param subject what it is called
   * @param description what its receiver reads
   * @param assetIds the assets
   * @param containerIds containers that are shared with their members
   * @param grants what the receiver may do
   * @param options what is kept for clients that ask for it
   */
  public record Terms(
      String subject,
      String description,
      List<String> assetIds,
      List<String> containerIds,
      Grants grants,
      Map<String, String> options) {

    public Terms {
      assetIds = List.copyOf(assetIds);
      containerIds = List.copyOf(containerIds);
      // in their order, so that terms that were read are written as they were
      options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** An option's value; empty where it has none. */
    public String option(String name) {
      return options.getOrDefault(name, "");
    }
  }

  /** What a holder of the key may do. The original includes the preview. */
  public record Grants(
      boolean downloadOriginal,
      boolean downloadPreview,
      boolean requestApproval,
      boolean requestUpload) {
    public Grants {
      downloadPreview |= downloadOriginal;
    }
  }
}
