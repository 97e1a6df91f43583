package dev.carillon.server.webhooks.registration;

/** Says whether a webhook may have a URL, at the moment when it is saved. */
@FunctionalInterface
public interface UrlCheck {

  /** What this URL is like. May look names up, so it takes up to a few seconds. */
  Verdict check(String url);

  /** What a check found. */
  sealed interface Verdict {

    /** It may be saved. */
    record Accepted() implements Verdict {}

    /**
     * It may be saved, but will not work as things stand.
     *
     * @param warning a sentence for the administrator
     */
    record Doubtful(String warning) implements Verdict {}

    /**
     * It must not be saved.
     *
     * @param allowed what is allowed and why this is not, in words that can stand behind "must be"
     */
    record Refused(String allowed) implements Verdict {}
  }
}
