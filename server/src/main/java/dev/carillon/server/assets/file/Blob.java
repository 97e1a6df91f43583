package dev.carillon.server.assets.file;

import java.util.regex.Pattern;

/**
 * A file's content, as far as it is known without reading it.
 *
 * @param sha256 lower-case hex; its name in the store
 * @param md5 lower-case hex
 * @param length in bytes
 */
public record Blob(String sha256, String md5, long length) {

  static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  public Blob {
    checkName(sha256);
  }

  static void checkName(String sha256) {
    if (!NAME.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }
}
