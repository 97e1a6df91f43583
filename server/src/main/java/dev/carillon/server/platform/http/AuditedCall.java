package dev.carillon.server.platform.http;

import dev.carillon.server.platform.http.Routes.Effect;
import dev.carillon.server.platform.http.Routes.Route;
import java.net.InetAddress;
import java.util.Map;

/**
 * A call as the audit log sees it.
 *
 * @param route what answers it
 * @param method by which it came
 * @param variables what its path says
 * @param params its parameters
 * @param by who sends it
 * @param note what features say about it
 */
public record AuditedCall(
    Route route,
    String method,
    Map<String, String> variables,
    Params params,
    By by,
    AuditNote note) {

  public AuditedCall {
    variables = Map.copyOf(variables);
  }

  /** What a consumer's readers send all the time, and what the delivery log keeps. */
  private static final String ACKNOWLEDGEMENT = "/api/consumers/{name}/ack";

  /** Whether it changes something, if it is not refused. */
  public boolean changes() {
    boolean change = route.effect() == Effect.CHANGES && !route.path().equals(ACKNOWLEDGEMENT);
    return change || note.isChange();
  }

  /**
   * Who sends a call.
   *
   * @param actor the user's name; empty where it is not known
   * @param tokenId of the API token that the call was sent with; empty where there is none
   * @param address where it came from
   * @param requestId what it is called in the log and in its answer
   */
  public record By(String actor, Via via, String tokenId, InetAddress address, String requestId) {}

  /** By what a caller is known. */
  public enum Via {
    SESSION,
    TOKEN,
    BASIC,
    SYSTEM,
    CLI,
    NONE
  }
}
