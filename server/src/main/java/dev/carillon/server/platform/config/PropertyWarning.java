package dev.carillon.server.platform.config;

/**
 * Something in a properties file that does not count.
 *
 * @param where the file's name and, where there is one, the line
 * @param key the key that stands there; empty where the trouble is not about one
 * @param message what is wrong, and what is allowed
 * @param instead what counts instead; empty where nothing does
 */
public record PropertyWarning(String where, String key, String message, String instead) {

  PropertyWarning(String where, String key, String message) {
    this(where, key, message, "");
  }

  @Override
  public String toString() {
    return where + ": " + message + (instead.isEmpty() ? "" : "; " + instead);
  }
}
