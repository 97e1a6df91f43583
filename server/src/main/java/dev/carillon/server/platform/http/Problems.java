package dev.carillon.server.platform.http;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.event.Ids;
import dev.carillon.server.platform.files.FileStoreTrouble;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The one place that decides what a failure looks like to the caller.
 *
 * @param okOnServicesError whether errors of {@code /services} are sent with status 200: the
 *     cluster property {@code returnStatusOkOnErrorForServicesApi}
 */
public record Problems(BooleanSupplier okOnServicesError) {

  private static final System.Logger LOG = System.getLogger(Problems.class.getName());

  private static final int STORE_RETRY_SECONDS = 1;

  /**
   * The answer to a failed request. An unexpected failure is logged with an id, and the caller is
   * told just that id.
   *
   * @param path the path without {@code /app}, which decides the form
   */
  public Response answer(Throwable failure, String path) {
    return rendered(problem(failure, path), path);
  }

  /** What a failure means; an unexpected one is logged. A problem stays as it is. */
  public static Problem problem(Throwable failure, String path) {
    return switch (failure) {
      case Problem problem -> problem;
      case HooksException trouble -> {
        LOG.log(Level.WARNING, () -> loggable(path) + " failed: " + trouble.code(), trouble);
        yield trouble.code() == HooksException.Code.OUTCOME_UNKNOWN
            ? new Problem(504, "OutcomeUnknown", sentence(trouble.code()))
            : Problem.unavailable(sentence(trouble.code()), STORE_RETRY_SECONDS);
      }
      case UncheckedIOException trouble
          when trouble.getCause() instanceof FileStoreTrouble store -> {
        // without where it happened: one line for each of many calls
        LOG.log(Level.WARNING, () -> loggable(path) + " failed: " + store.getMessage());
        yield Problem.unavailable(
            "The file store cannot be used: " + store.reason() + "; retry later",
            STORE_RETRY_SECONDS);
      }
      case UncheckedIOException trouble -> {
        LOG.log(Level.WARNING, () -> loggable(path) + " failed: " + trouble.getCause(), trouble);
        yield Problem.unavailable(
            "The server's disk is full or cannot be used; retry later", STORE_RETRY_SECONDS);
      }
      default -> {
        String id = Ids.random();
        LOG.log(Level.ERROR, () -> "Request " + id + ", " + loggable(path) + ", failed", failure);
        yield new Problem(
            500, "InternalError", "Something went wrong on the server (request " + id + ")");
      }
    };
  }

  private static String sentence(HooksException.Code code) {
    return switch (code) {
      case STORE_UNAVAILABLE -> "The database cannot be reached or is too busy; retry later";
      case STORE_CONTENDED ->
          "Others keep changing the same data at this moment; nothing was changed: retry later";
      case OUTCOME_UNKNOWN ->
          "The connection to the database was lost while it stored the change, or a step after"
              + " that failed; the change may have been made: check before you retry";
      case STORE_FULL -> "The server's disk is full; nothing was changed";
      case STORE_LOCKED -> "Another process uses the database";
      case STORE_UNUSABLE -> "The database cannot be used";
      case STOPPED -> "The server is stopping; retry later";
    };
  }

  /** A path is the caller's text: it must not write lines of the log. */
  private static String loggable(String path) {
    return path.replaceAll("\\p{Cntrl}", "?");
  }

  /** {@code NotLoggedIn} as people write it. */
  private static String title(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ");
  }

  private Response rendered(Problem problem, String path) {
    Map<String, Object> body = new LinkedHashMap<>();
    Map<String, String> headers = new LinkedHashMap<>(problem.headers());
    if (path.startsWith("/api/")) {
      headers.put("Content-Type", "application/problem+json;charset=UTF-8");
      body.put("type", "about:blank");
      body.put("title", title(problem.name()));
      body.put("status", problem.status());
      body.put("detail", problem.message());
      body.put("code", problem.name());
    }
    body.put("errorcode", problem.status());
    body.put("errorname", problem.name());
    body.put("message", problem.message());
    body.putAll(problem.members());
    boolean services = path.equals("/services") || path.startsWith("/services/");
    boolean pretend = services && okOnServicesError.getAsBoolean();
    return new Response.Json(pretend ? 200 : problem.status(), body, headers);
  }
}
