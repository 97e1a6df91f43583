package dev.carillon.server.assets.preview.external;

/** Says which URLs may be called. */
@FunctionalInterface
public interface UrlRule {

  /**
   * Lets it pass.
   *
   * @param field where it was given
   * @throws dev.carillon.server.platform.http.Problem 400 where it may not be called
   */
  void check(String field, String url);
}
