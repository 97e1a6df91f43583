package dev.carillon.server.assets.search.opensearch;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

/** OpenSearch does not do what it should. */
public final class OpenSearchTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final int status;

  /**
   * Trouble.
   *
   * @param reason what is wrong, which any caller may see: it names no host and no user
   * @param detail more of it for administrators; may be empty
   * @param status of the response; 0 where there was none
   */
  OpenSearchTrouble(String reason, String detail, int status, @Nullable Throwable cause) {
    super(detail.isEmpty() ? reason : reason + " (" + detail + ")", cause);
    this.reason = reason;
    this.status = status;
  }

  /** Trouble that is no response. */
  OpenSearchTrouble(String reason, String detail) {
    this(reason, detail, 0, null);
  }

  /** What is wrong, without names. */
  public String reason() {
    return reason;
  }

  /** Whether nothing goes on while it is so, rather than this one call. */
  boolean lasting() {
    return switch (status) {
      // a call that took too long, or got too much, says nothing of the others
      case 0 ->
          getCause() instanceof ConnectException
              || getCause() instanceof ConnectTimeoutException
              || getCause() instanceof UnknownHostException
              || getCause() instanceof SSLException;
      case 401, 403, 404, 503 -> true;
      default -> false;
    };
  }

  /** The status of the response; 0 where there was none. */
  int status() {
    return status;
  }

  /** What is wrong, for administrators. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
